package notify

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"ipsec-diag/cmd/internal/config"
)

const (
	// mostInText is how many alerts a text for people names, and mostMembers how
	// many tunnels of an incident.
	mostInText  = 20
	mostMembers = 10
)

// linkOf is the page of an alert's tunnel, empty where no page is named.
func linkOf(c *config.Alert, a *Alert) string {
	if c.Link == "" || a.Tunnel == "" {
		return strings.TrimSuffix(c.Link, "/")
	}
	return strings.TrimSuffix(c.Link, "/") + "/tunnels/" + url.PathEscape(a.Tunnel)
}

// subject is a message in one line.
func subject(m *Message) string {
	first := headline(&m.Alerts[0])
	if n := len(m.Alerts) - 1; n > 0 {
		first += fmt.Sprintf(" (and %d more)", n)
	}
	return first
}

// headline is an alert in one line.
func headline(a *Alert) string {
	where := a.Tunnel
	if len(a.Members) > 0 {
		where = fmt.Sprintf("%d tunnels", len(a.Members))
	} else if where == "" {
		where = "the fleet"
	}
	return oneLine(fmt.Sprintf("%s %s: %s: %s", strings.ToUpper(a.Severity), a.What, where, a.Title))
}

// text is a message for people.
func text(m *Message) string {
	var b strings.Builder
	for i := range m.Alerts {
		if i == mostInText {
			fmt.Fprintf(&b, "... and %d more: ipsec-diag history changes\n", len(m.Alerts)-i)
			break
		}
		alertText(&b, &m.Alerts[i])
	}
	return strings.TrimRight(b.String(), "\n")
}

func alertText(b *strings.Builder, a *Alert) {
	fmt.Fprintln(b, headline(a))
	line := func(format string, args ...any) { fmt.Fprintf(b, "  %s\n", oneLine(fmt.Sprintf(format, args...))) }
	if a.Detail != "" {
		line("%s", a.Detail)
	}
	if a.Note != "" {
		line("%s", a.Note)
	}
	about := []string{a.Rule}
	for _, word := range []struct{ name, value string }{{"", a.Confidence}, {"owner ", a.Owner}, {"site ", a.Site}, {"now ", a.Health}} {
		if word.value != "" {
			about = append(about, word.name+word.value)
		}
	}
	line("%s", strings.Join(about, ", "))
	if len(a.Members) > 0 {
		line("%s", members(a.Members))
	}
	for _, also := range a.Also {
		line("also %s: %s", strings.Join(slices.DeleteFunc([]string{also.Rule, also.Confidence}, func(s string) bool { return s == "" }), ", "), also.Title)
	}
	if !a.Since.IsZero() {
		line("since %s", a.Since.UTC().Format(time.RFC3339))
	}
	if a.Link != "" {
		line("%s", a.Link)
	}
}

// members are the tunnels of an incident in words.
func members(list []Member) string {
	var names []string
	for i, m := range list {
		if i == mostMembers {
			return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), len(list)-i)
		}
		names = append(names, m.Tunnel+" ("+m.Health+")")
	}
	return strings.Join(names, ", ")
}

// oneLine keeps what a device printed from making lines, or header fields, of its
// own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}
