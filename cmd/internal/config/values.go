package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ipsec-diag/inventory"
)

func text(to func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		*to(c) = s
		return nil
	}
}

func duration(to func(*Config) *time.Duration) func(*Config, string) error {
	return func(c *Config, s string) error {
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 {
			return fmt.Errorf("%q is not a time with its unit; write for example 30s or 2m", s)
		}
		*to(c) = d
		return nil
	}
}

// maxParallel keeps a slip from exhausting file descriptors and AAA servers.
const maxParallel = 1000

func setParallel(c *Config, s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxParallel {
		return fmt.Errorf("%q is not a number from 1 to %d", s, maxParallel)
	}
	c.Parallel = n
	return nil
}

func number(to func(*Config) *int) func(*Config, string) error {
	return func(c *Config, s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > maxParallel {
			return fmt.Errorf("%q is not a number from 0 to %d", s, maxParallel)
		}
		*to(c) = n
		return nil
	}
}

// check returns what is wrong with a value and the word that was probably meant.
func (s *setting) check(value string) (message, nearest string) {
	if s.choices == nil || slices.Contains(s.choices, value) {
		return "", ""
	}
	return fmt.Sprintf("%q is not one of: %s", value, strings.Join(s.choices, ", ")), inventory.Closest(value, s.choices)
}
