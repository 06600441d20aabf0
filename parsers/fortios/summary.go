package fortios

import (
	"fmt"
	"regexp"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// tunnelLine is "'to-br1' 198.51.100.2:0  selectors(total,up): 2/1  rx(pkt,err): 10/0  tx(pkt,err): 12/3".
var tunnelLine = regexp.MustCompile(`^'([^']*)' (\S+)\s+selectors\(total,up\): (\d+)/(\d+)\s+rx\(pkt,err\): (\d+)/(\d+)\s+tx\(pkt,err\): (\d+)/(\d+)$`)

func isSummary(text *scan.Text) bool {
	for n := range text.Len() {
		if tunnelLine.MatchString(text.Trimmed(n)) {
			return true
		}
	}
	return false
}

// parseSummary reads a line for each tunnel: its counters, and how many of its
// selectors have an SA. Which selectors these are is not said, so that a tunnel
// is one flow, and a second one without an SA where only some are up.
func parseSummary(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		m := tunnelLine.FindStringSubmatch(text.Trimmed(n))
		if m == nil {
			continue
		}
		total, okTotal := scan.Int(m[3])
		up, okUp := scan.Int(m[4])
		if !okTotal || !okUp || up > total {
			continue
		}
		at := text.At(n)
		sa := ipsec.ChildSA{Name: m[1], IKEName: m[1], Remote: scan.Endpoint(m[2]), Word: fmt.Sprintf("%d of %d selectors up", up, total), PerFlow: true, Ref: at}
		sa.State = ipsec.ChildAbsent
		if up > 0 {
			sa.State = ipsec.ChildInstalled
		}
		for i, to := range []*ipsec.Count{&sa.Counters.InPackets, &sa.Counters.RecvErrors, &sa.Counters.OutPackets, &sa.Counters.SendErrors} {
			if count, ok := scan.Uint(m[5+i]); ok {
				*to = ipsec.Saw(count, at)
			}
		}
		snap.ChildSAs = append(snap.ChildSAs, sa)
		if 0 < up && up < total {
			sa.State, sa.Counters = ipsec.ChildAbsent, ipsec.Counters{}
			snap.ChildSAs = append(snap.ChildSAs, sa)
		}
		text.Take(n)
	}
}
