package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory"
)

// A Service is what serve and worker go by, beside the settings of every run.
type Service struct {
	// Database is a file, or postgres://USER@HOST/NAME.
	Database string `yaml:"database"`
	// Listen is the address of the page, host:port.
	Listen    string     `yaml:"listen"`
	Schedules []Schedule `yaml:"schedules"`
	Findings  Findings   `yaml:"findings"`
	Keep      Keep       `yaml:"keep"`
	Device    OneDevice  `yaml:"device"`
	// Alerts are the channels over which people are told.
	Alerts []Alert `yaml:"alerts"`
	// Tickets are the systems that ticket attach knows.
	Tickets []TicketSystem `yaml:"tickets"`
	// Who may see the page; see [Page].
	Page `yaml:",inline"`
}

// OneDevice bounds the reading of one device.
type OneDevice struct {
	Timeout Time `yaml:"timeout"`
	// TakeOver is how long after the timeout a device of a worker that was killed
	// is taken up by another.
	TakeOver Time `yaml:"take_over"`
}

// A Schedule says which devices are read when.
type Schedule struct {
	Name string `yaml:"name"`
	// Cron is a line of five fields (crontab(5)), "@hourly" or "@every 15m".
	Cron string `yaml:"cron"`
	// Which are words that choose devices as those of sweep do.
	Which []string `yaml:"which"`
	// Jitter is the time over which the logins are spread.
	Jitter Time `yaml:"jitter"`
	// Within is how long a sweep may take.
	Within Time `yaml:"within"`
}

// Findings says in how many runs something is seen before it counts.
type Findings struct {
	OpenAfter         int  `yaml:"open_after"`
	OpenAfterCritical int  `yaml:"open_after_critical"`
	CloseAfter        int  `yaml:"close_after"`
	FlapsAfter        int  `yaml:"flaps_after"`
	FlapWindow        Time `yaml:"flap_window"`
}

// Keep says for how long the history keeps what; zero is for ever.
type Keep struct {
	// Captures is for those of devices that were read, FailedCaptures for the
	// others and for those of tunnels that are not sound.
	Captures       Time `yaml:"captures"`
	FailedCaptures Time `yaml:"failed_captures"`
	// Points are the numbers behind the charts.
	Points Time `yaml:"points"`
	// Runs are judgements, and what happened to findings.
	Runs Time `yaml:"runs"`
}

// A Time is a duration that may be written in days: 90d, 36h, 15m.
type Time time.Duration

// UnmarshalYAML reads a duration.
func (t *Time) UnmarshalYAML(n *yaml.Node) error {
	d, err := ParseTime(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	*t = Time(d)
	return nil
}

// ParseTime reads a duration that may be written in days.
func ParseTime(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a time with its unit; write for example 15m, 36h or 90d", text)
	}
	return d, nil
}

// DefaultService is what holds where the file says nothing.
func DefaultService() *Service {
	const day = Time(24 * time.Hour)
	return &Service{
		Database: "ipsec-diag.db", Listen: "127.0.0.1:8470",
		Findings: Findings{OpenAfter: 2, OpenAfterCritical: 1, CloseAfter: 2, FlapsAfter: 4, FlapWindow: day},
		Keep:     Keep{Captures: 7 * day, FailedCaptures: 30 * day, Points: 90 * day, Runs: 365 * day},
		Device:   OneDevice{Timeout: Time(5 * time.Minute), TakeOver: Time(30 * time.Second)},
	}
}

// WithoutPassword is the name of a database as it may be shown.
func WithoutPassword(database string) string {
	if u, err := url.Parse(database); err == nil && u.User != nil {
		return u.Redacted()
	}
	return database
}

// ReadService reads a service file; "" is none.
func ReadService(path string) (*Service, error) {
	s := DefaultService()
	if path == "" {
		return s, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, inventory.Problems{{File: path, Message: "cannot read the service file: " + cause(err)}}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(s); err != nil && !errors.Is(err, io.EOF) {
		return nil, serviceProblems(path, data, err)
	}
	return s, nil
}

// unknownField is how yaml.v3 tells of a key that is none.
var unknownField = regexp.MustCompile(`^line (\d+): field (\S+) not found in type \S+$`)

// atLine is how it tells of other trouble with a value.
var atLine = regexp.MustCompile(`^line (\d+): (.*)$`)

// serviceProblems are the errors of the YAML library in the words of the others.
func serviceProblems(path string, data []byte, err error) error {
	var types *yaml.TypeError
	if !errors.As(err, &types) {
		if m := atLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ := strconv.Atoi(m[1])
			return inventory.Problems{{File: path, Line: line, Message: m[2]}}
		}
		return inventory.Problems{inventory.SyntaxProblem(path, data, err)}
	}
	var out inventory.Problems
	for _, text := range types.Errors {
		p := inventory.Problem{File: path, Message: text}
		if m := unknownField.FindStringSubmatch(text); m != nil {
			p.Line, _ = strconv.Atoi(m[1])
			p.Message = fmt.Sprintf("unknown setting %q; see ipsec-diag serve --help", m[2])
		} else if m := atLine.FindStringSubmatch(text); m != nil {
			p.Line, _ = strconv.Atoi(m[1])
			p.Message = inWords(m[2])
		}
		out = append(out, p)
	}
	return out
}
