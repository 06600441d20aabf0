package ciscoasa

import (
	"regexp"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

func debugStep(command string) parsers.Step {
	return parsers.Step{Command: command, Doc: "debugging output that is switched on", Optional: true, Reveals: areas(ipsec.AreaDebugs), Parse: parseDebug, Recognise: isDebug}
}

// debugEnabled is "debug crypto ikev2 protocol enabled at level 127".
var debugEnabled = regexp.MustCompile(`^debug (\S.*?)\s+enabled( at level \d+)?\b`)

// parseDebug reads "show debug". A device without any prints nothing.
func parseDebug(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		m := debugEnabled.FindStringSubmatch(line)
		if m != nil {
			snap.Debugs = append(snap.Debugs, ipsec.Debug{Name: m[1], Ref: t.At(n)})
		}
		return m != nil
	})
}

func isDebug(t *scan.Text) bool {
	for n := range t.Len() {
		if debugEnabled.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
