package ciscoasa

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	ikev1Prefix = regexp.MustCompile(`^(?:Group = ([^,]*), )?(?:Username = ([^,]*), )?IP = ([^,]+), `)
	groupPrefix = regexp.MustCompile(`^Group = ([^,]*), (?:Username = ([^,]*), )?`)
	ikev2Prefix = regexp.MustCompile(`^Local: ?(\S+):\d+,? +Remote: ?(\S+):\d+,? +User(?:name|Name) ?: ?(.*?)(?: IKEv2|$|,? (?:[A-Z]))`)
	stamps      = regexp.MustCompile(`([A-Z][a-z]{2}) +(\d{1,2})(?: (\d{4}))? (\d\d:\d\d:\d\d)(?:\.\d+)?|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)`)
)

// cutPrefix cuts "Group = g, Username = u, IP = i, " or "Local:a:500
// Remote:b:500 Username:u " from a message and keeps what they say.
func cutPrefix(s string) (string, ipsec.Event) {
	e := ipsec.Event{MessageID: -1}
	if m := ikev1Prefix.FindStringSubmatch(s); m != nil {
		e.Version, e.Remote, e.Connection = 1, strings.TrimSpace(m[3]), m[1]
		return s[len(m[0]):], e
	}
	if m := groupPrefix.FindStringSubmatch(s); m != nil {
		e.Connection = m[1]
		return s[len(m[0]):], e
	}
	m := ikev2Prefix.FindStringSubmatchIndex(s)
	if m == nil {
		return strings.TrimPrefix(s, "IPSEC: "), e
	}
	e.Version, e.Local, e.Remote, e.Connection = 2, s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]]
	if strings.EqualFold(e.Connection, "unknown") {
		e.Connection = ""
	}
	return strings.TrimPrefix(strings.TrimLeft(s[m[7]:], " ,"), "IKEv2 "), e
}

// A dating completes the times of log lines from the device's clock: the zone,
// and the year where the line has none.
type dating struct {
	clock time.Time
	known bool
}

func datingOf(snap *ipsec.Snapshot) dating {
	cisco.SettleZone(snap)
	clock, known := snap.Clock.Get()
	return dating{clock, known}
}

// at reads the last time in what stands before a message: relays put theirs in
// front of the device's. A time without a year is
// completed by the clock, or of the year 0.
func (d dating) at(stamp string, ref ipsec.Ref) ipsec.Time {
	all := stamps.FindAllStringSubmatch(stamp, -1)
	if len(all) == 0 {
		return ipsec.Time{}
	}
	m := all[len(all)-1]
	if m[5] != "" {
		return d.iso(m[5], ref)
	}
	if m[3] == "" {
		return d.yearless(m[1]+" "+m[2]+" "+m[4], ref)
	}
	when, err := time.ParseInLocation("Jan 2 2006 15:04:05", m[1]+" "+m[2]+" "+m[3]+" "+m[4], d.zone())
	if err != nil {
		return ipsec.Time{}
	}
	return ipsec.Saw(when, ref)
}

func (d dating) yearless(s string, ref ipsec.Ref) ipsec.Time {
	when, err := time.Parse("Jan 2 15:04:05", s)
	if err != nil {
		return ipsec.Time{}
	}
	if !d.known {
		return ipsec.Saw(when, ref) // of the year 0; finish keeps how far such times lie apart
	}
	return ipsec.Saw(scan.Yearless(when, d.clock), ref)
}

func (d dating) iso(s string, ref ipsec.Ref) ipsec.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05"} {
		if when, err := time.ParseInLocation(layout, s, d.zone()); err == nil {
			return ipsec.Saw(when, ref)
		}
	}
	return ipsec.Time{}
}

func (d dating) zone() *time.Location {
	if d.known {
		return d.clock.Location()
	}
	return time.UTC
}
