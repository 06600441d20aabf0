// Package ping reads what a device prints of a ping: the marks of Cisco, the lines
// of ping(8) and its kin (Linux, Junos, PAN-OS), and the table of RouterOS.
package ping

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Parse reads the answer to a ping into the snapshot. A text without a word about
// packets leaves a probe of which nothing is known.
func Parse(text *scan.Text, sent collector.Ping, snap *ipsec.Snapshot) {
	r := reader{text: text, probe: ipsec.Probe{Source: sent.Source, Interface: sent.Interface, Destination: sent.Destination, Size: sent.Size, DF: sent.DF}}
	for n := 0; n < text.Len(); n++ {
		if r.line(text.Trimmed(n), text.At(n)) {
			text.Take(n)
			r.extend(text.At(n))
		}
	}
	if r.probe.Ref.IsZero() {
		return
	}
	snap.Probes = append(snap.Probes, r.probe)
}

// A reader fills a probe line by line.
type reader struct {
	text  *scan.Text
	probe ipsec.Probe
}

func (r *reader) extend(at ipsec.Ref) {
	if r.probe.Ref.IsZero() {
		r.probe.Ref = at
	}
	r.probe.Ref.Last = at.Last
}

// A saying is what one kind of line says.
type saying struct {
	is   *regexp.Regexp
	read func(r *reader, m []string, at ipsec.Ref)
}

func (r *reader) line(line string, at ipsec.Ref) bool {
	for _, s := range sayings {
		if m := s.is.FindStringSubmatch(line); m != nil {
			if s.read != nil {
				s.read(r, m, at)
			}
			return true
		}
	}
	return false
}

// count adds one to a count.
func count(c *ipsec.Count, by int, at ipsec.Ref) {
	if by > 0 {
		*c = ipsec.Saw(c.Or(0)+uint64(by), at)
	}
}

func number(c *ipsec.Count, digits string, at ipsec.Ref) {
	if n, ok := scan.Uint(digits); ok {
		*c = ipsec.Saw(n, at)
	}
}

// totals reads sent and received.
func totals(r *reader, m []string, at ipsec.Ref) {
	number(&r.probe.Sent, m[1], at)
	number(&r.probe.Received, m[2], at)
}

// tooBig reads the MTU that somebody told, which is missing in old messages (RFC
// 1191, section 3: zero then).
func tooBig(r *reader, m []string, at ipsec.Ref) {
	count(&r.probe.TooBig, 1, at)
	if n, ok := scan.Int(m[1]); ok && n > 0 {
		r.probe.MTU = ipsec.Saw(n, at)
	}
}

func tooBigHere(r *reader, m []string, at ipsec.Ref) {
	tooBig(r, m, at)
	r.probe.Local = ipsec.Saw(true, at)
}

func unreachable(r *reader, _ []string, at ipsec.Ref) { count(&r.probe.Unreachable, 1, at) }
func prohibited(r *reader, _ []string, at ipsec.Ref)  { count(&r.probe.Prohibited, 1, at) }

// marks reads the line of Cisco and of "rapid": one mark a packet.
func marks(r *reader, m []string, at ipsec.Ref) {
	count(&r.probe.TooBig, strings.Count(m[1], "M"), at)
	count(&r.probe.Prohibited, strings.Count(m[1], "A"), at)
	count(&r.probe.Unreachable, strings.Count(m[1], "U")+strings.Count(m[1], "N"), at)
}

// times reads the least, mean and greatest round trip time in milliseconds.
func times(r *reader, m []string, at ipsec.Ref) {
	for i, c := range []*ipsec.Count{&r.probe.RTTMin, &r.probe.RTTAvg, &r.probe.RTTMax} {
		if d, err := time.ParseDuration(m[1+i] + "ms"); err == nil && d >= 0 {
			*c = ipsec.Saw(uint64(d/time.Microsecond), at)
		}
	}
}
