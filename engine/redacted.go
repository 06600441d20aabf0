package engine

import (
	"regexp"
	"strings"

	"ipsec-diag/collector/redact"
	"ipsec-diag/parsers/ipsec"
)

// Redacted returns the first line of the device's output that held a readable
// secret, which was taken out before it was kept.
func (e *End) Redacted() (ipsec.Ref, bool) { return e.redacted, !e.redacted.IsZero() }

// encrypted is a key that the device printed in a form that cannot be read:
// types 5, 6, 8 and 9 of Cisco devices. Type 7 can be read by anybody.
var encrypted = regexp.MustCompile(`\b[5689] ` + regexp.QuoteMeta(redact.Mark))

// firstRedacted looks once through all outputs of a device.
func firstRedacted(snap *ipsec.Snapshot) ipsec.Ref {
	for _, src := range snap.Sources {
		text := src.Text()
		for from := 0; ; {
			i := strings.Index(text[from:], redact.Mark)
			if i < 0 {
				break
			}
			at := from + i
			start := strings.LastIndexByte(text[:at], '\n') + 1
			if from = at + len(redact.Mark); encrypted.MatchString(text[start:from]) {
				continue
			}
			line := int32(strings.Count(text[:start], "\n") + 1) //nolint:gosec // an output has fewer lines than that
			return ipsec.Ref{Command: src.Command, First: line, Last: line}
		}
	}
	return ipsec.Ref{}
}
