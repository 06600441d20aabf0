// Package devicelog turns the log of an appliance into events: what the logs of
// several vendors have in common. Each vendor splits its lines and lists its
// messages.
package devicelog

import (
	"slices"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// A Rule is one message of a log and what it means. No Kind is a message that
// says nothing about a fault.
type Rule struct {
	linux.Pattern
	Kind     ipsec.EventKind
	Exchange string
	Version  int
	Role     ipsec.Role
}

// A Line is a line of a log, split into its time and its message. Fields are
// what stands beside the message under names of its own, see [Rule]. About
// says whether the line is about IPsec at all.
type Line struct {
	At     time.Time
	Dated  bool
	Text   string
	About  bool
	Fields map[string]string
}

// On makes the rule of an event.
func On(kind ipsec.EventKind, text string) Rule {
	return Rule{Pattern: linux.Compile(text), Kind: kind}
}

// In sets the exchange that a message belongs to.
func (r Rule) In(exchange string) Rule { r.Exchange = exchange; return r }

// As sets the part that this device has.
func (r Rule) As(role ipsec.Role) Rule { r.Role = role; return r }

// V sets the version of IKE.
func (r Rule) V(version int) Rule { r.Version = version; return r }

// A Reader reads the log of one vendor.
type Reader struct {
	split func(line string, now time.Time) (Line, bool)
	zone  func(*ipsec.Snapshot) *time.Location
	rules *linux.Messages[Rule]
}

// NewReader returns the reader of a vendor's log. split reports false for a
// line that is none of this log's; now is the device's clock, zero where it is
// not known. A time without a year has the year 0. zone, which may be nil, finds
// the device's time zone.
func NewReader(split func(line string, now time.Time) (Line, bool), zone func(*ipsec.Snapshot) *time.Location, rules ...[]Rule) *Reader {
	return &Reader{split: split, zone: zone, rules: linux.NewMessages(func(r *Rule) *linux.Pattern { return &r.Pattern }, rules...)}
}

// Parse reads a log into events. A line about something else is read, too: it
// says nothing of a tunnel.
func (l *Reader) Parse(text *scan.Text, snap *ipsec.Snapshot) {
	now, known := snap.Clock.Get()
	if known && l.zone != nil {
		now = now.In(l.zone(snap))
	}
	first := len(snap.Events)
	for n := 0; n < text.Len(); n++ {
		if text.Taken(n) {
			continue
		}
		if scan.IsRepeat(text.Line(n)) {
			text.Take(n)
			continue
		}
		line, ok := l.split(text.Trimmed(n), now)
		if !ok || line.Text == "" {
			continue
		}
		if l.read(&line, text.At(n), snap) || !line.About {
			text.Take(n)
		}
	}
	l.date(snap.Events[first:], now)
	oldestFirst(snap.Events[first:])
}

// oldestFirst turns a log that lists its newest line first.
func oldestFirst(events []ipsec.Event) {
	if len(events) < 2 {
		return
	}
	from, ok := events[0].At.Get()
	to, dated := events[len(events)-1].At.Get()
	if ok && dated && to.Before(from) {
		slices.Reverse(events)
	}
}

// date completes times without a year.
func (l *Reader) date(events []ipsec.Event, now time.Time) {
	if now.IsZero() {
		scan.Undate(events)
		return
	}
	for i := range events {
		if t, ok := events[i].At.Get(); ok && t.Year() == 0 {
			events[i].At = ipsec.Saw(scan.Yearless(t, now).UTC(), events[i].At.Ref())
		}
	}
}

// Recognise reports whether a text is this log: one of its messages stands in it.
func (l *Reader) Recognise(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		line, ok := l.split(text.Trimmed(n), time.Time{})
		if !ok || line.Text == "" {
			continue
		}
		if r, _ := l.rules.Find(line.Text); r != nil && (r.Kind != "" || line.About) {
			return true
		}
	}
	return false
}

func (l *Reader) read(line *Line, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	rule, m := l.rules.Find(line.Text)
	if rule == nil {
		return false
	}
	if rule.Kind == "" {
		return true
	}
	ev := ipsec.Event{Kind: rule.Kind, Exchange: rule.Exchange, Version: rule.Version, Role: rule.Role, MessageID: -1, Ref: at}
	if line.Dated {
		ev.At = ipsec.Saw(inUTC(line.At), at)
	}
	for name, value := range line.Fields {
		set(&ev, name, value)
	}
	for i, name := range rule.Fields {
		set(&ev, name, m[i])
	}
	if ev.Reason == "" {
		ev.Reason = line.Text
	}
	snap.Events = append(snap.Events, ev)
	return true
}

// inUTC leaves a time without a year as it is: it is in the device's zone.
func inUTC(t time.Time) time.Time {
	if t.Year() == 0 {
		return t
	}
	return t.UTC()
}

// set writes a field of a message into the event. Empty words leave it as it is.
func set(ev *ipsec.Event, name, value string) {
	value = strings.TrimSpace(value)
	if value == "" || value == "N/A" || strings.EqualFold(value, "Not-Available") || value == "<none>" {
		return
	}
	switch name {
	case "local":
		ev.Local = host(value)
	case "remote":
		ev.Remote = host(value)
	case "lid":
		ev.LocalID = value
	case "rid":
		ev.RemoteID = value
	case "conn":
		ev.Connection = value
	case "ike":
		ev.IKEID = value
	case "notify":
		ev.Notify = strings.ToUpper(strings.NewReplacer("-", "_", " ", "_").Replace(value))
	case "got":
		ev.Received = append(ev.Received, value)
	case "want":
		ev.Configured = append(ev.Configured, value)
	case "spi":
		ev.SPI, _ = scan.SPI(value)
	case "subject":
		ev.Subject = value
	case "reason":
		ev.Reason = value
	case "version":
		ev.Version, _ = scan.Int(strings.TrimPrefix(strings.ToLower(value), "v"))
	case "role":
		switch {
		case strings.HasPrefix(strings.ToLower(value), "i"):
			ev.Role = ipsec.Initiator
		case strings.HasPrefix(strings.ToLower(value), "r"):
			ev.Role = ipsec.Responder
		}
	}
}

// host cuts the port from "203.0.113.1[500]", "203.0.113.1/500" and the like.
func host(s string) string {
	if i := strings.IndexAny(s, "[/"); i > 0 {
		s = s[:i]
	}
	return scan.Endpoint(s).Address
}

// Today returns the moment of a time of day on the day of the device's clock,
// or the day before where it would lie ahead of it.
func Today(clock string, now time.Time) (time.Time, bool) {
	t, err := time.Parse("15:04:05", clock)
	if err != nil || now.IsZero() {
		return time.Time{}, false
	}
	at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
	if at.After(now.Add(time.Minute)) {
		at = at.AddDate(0, 0, -1)
	}
	return at, true
}

// Local returns a moment that a log prints in the device's zone; UTC where that
// is not known.
func Local(layout, stamp string, now time.Time) (time.Time, bool) {
	t, err := time.ParseInLocation(layout, stamp, now.Location())
	return t, err == nil
}
