// Package notify tells people of changes: over webhooks, to an Alertmanager, to
// chats and by mail. A message is stored with the judgement that caused it, and
// sent by a job until it has arrived or is given up.
package notify

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/inventory/credential"
)

// The kinds of channel.
const (
	Webhook      = "webhook"
	Alertmanager = "alertmanager"
	Slack        = "slack"
	Mail         = "mail"
	Shoutrrr     = "shoutrrr"
)

var (
	kinds      = []string{Webhook, Alertmanager, Slack, Mail, Shoutrrr}
	severities = []string{"critical", "warning"}
	// told are the words of "send" with the changes that each stands for.
	told = map[string][]string{
		"opened": {history.WhatOpened, history.WhatStillOpen}, "reopened": {history.WhatReopened}, "worse": {history.WhatWorse},
		"closed": {history.WhatClosed}, "flapping": {history.WhatFlapping, history.WhatSteady},
	}
	plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
)

// Check returns what is wrong with the channels of a service file.
func Check(channels []config.Alert) error {
	var problems []error
	seen := map[string]bool{}
	for i := range channels {
		c := &channels[i]
		if !plainName.MatchString(c.Name) {
			problems = append(problems, fmt.Errorf("alerts: %q is no name for a channel: letters, digits, dots, dashes", c.Name))
			continue
		}
		if seen[c.Name] {
			problems = append(problems, fmt.Errorf("alerts: there are two channels called %q", c.Name))
		}
		seen[c.Name] = true
		for _, err := range []error{checkKind(c), checkURL(c), checkFilters(c)} {
			if err != nil {
				problems = append(problems, fmt.Errorf("alerts: channel %s: %w", c.Name, err))
			}
		}
	}
	return errors.Join(problems...)
}

func checkKind(c *config.Alert) error {
	if !slices.Contains(kinds, c.Kind) {
		return fmt.Errorf("kind %q: want %s", c.Kind, strings.Join(kinds, ", "))
	}
	if c.Token == "" {
		return nil
	}
	if c.Kind != Webhook && c.Kind != Alertmanager {
		return fmt.Errorf("a token is only for %s and %s; that of %s is a part of its URL", Webhook, Alertmanager, c.Kind)
	}
	return checkReference("token", c.Token)
}

// checkURL never quotes what it refuses: it may hold a token.
func checkURL(c *config.Alert) error {
	if c.URL == "" {
		return fmt.Errorf("it has no url")
	}
	if u, err := url.Parse(c.URL); err == nil && c.Kind == Alertmanager && (u.Scheme == "http" || u.Scheme == "https") {
		if u.User != nil {
			return fmt.Errorf("the url holds a user or password; write a reference (env:NAME, file:PATH) instead")
		}
		return nil
	}
	return checkReference("url", c.URL)
}

func checkReference(field, ref string) error {
	if ref == credential.Ask || strings.HasPrefix(ref, credential.Ask+":") {
		return fmt.Errorf("%s: nobody is there to ask; write env:NAME, file:PATH, cmd:COMMAND or keyring:SERVICE/USER", field)
	}
	if err := credential.Check(ref); err != nil {
		return fmt.Errorf("%s: it may hold a token, so it does not stand here itself: %w", field, err)
	}
	return nil
}

func checkFilters(c *config.Alert) error {
	for _, s := range c.Severities {
		if !slices.Contains(severities, s) {
			return fmt.Errorf("severity %q: want %s", s, strings.Join(severities, " or "))
		}
	}
	for _, s := range c.Send {
		if told[s] == nil {
			return fmt.Errorf("send %q: want opened, reopened, worse, closed or flapping", s)
		}
	}
	for _, list := range [][]string{c.Sites, c.Rules, c.Tunnels} {
		for _, pattern := range list {
			if _, err := path.Match(pattern, ""); err != nil {
				return fmt.Errorf("%q is no pattern; * stands for any text, ? for one letter", pattern)
			}
		}
	}
	return nil
}

// sends reports whether a channel tells of a change.
func sends(c *config.Alert, what string) bool {
	if len(c.Send) == 0 {
		return true
	}
	return slices.ContainsFunc(c.Send, func(word string) bool { return slices.Contains(told[word], what) })
}

// accepts reports whether a channel is for an alert. An incident is for those that
// one of its tunnels is for.
func accepts(c *config.Alert, a *Alert) bool {
	if len(c.Severities) > 0 && !slices.Contains(c.Severities, a.Severity) {
		return false
	}
	if !matches(c.Rules, a.Rule) {
		return false
	}
	if len(a.Members) == 0 {
		return matches(c.Sites, a.Site) && matches(c.Tunnels, a.Tunnel)
	}
	return slices.ContainsFunc(a.Members, func(m Member) bool { return matches(c.Sites, m.Site) && matches(c.Tunnels, m.Tunnel) })
}

func matches(patterns []string, text string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		// A star stands for slashes too: rules are called layer/name.
		ok, _ := path.Match(strings.ReplaceAll(p, "/", "\x00"), strings.ReplaceAll(text, "/", "\x00"))
		return ok
	})
}
