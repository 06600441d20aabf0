package pipeline

import (
	"fmt"
	"regexp"
	"strings"

	"ipsec-diag/parsers/recognise"
)

// clears finds, behind a prompt, a command that takes SAs or counters away.
var clears = regexp.MustCompile(`^(\S.{0,60}?)[#>$%] *(?:sudo +)?((?:clear? +(?:cry|isa|ipsec|vpn|security|count)|vpn-sessiondb +logoff|swanctl +(?:--terminate|-t) |ipsec +(?:down|stop|restart|auto +--(?:down|delete|replace))|ip +xfrm +(?:state|policy) +flush|diagnose +vpn +(?:ike|tunnel) +.*(?:clear|flush|reset|down)).*)$`)

// noteClears says of a paste in which somebody cleared SAs which outputs were
// taken after that: what they show wins over what stands before.
func (l *loader) noteClears(path, text string, sections []recognise.Section) {
	for i, line := range strings.Split(text, "\n") {
		m := clears.FindStringSubmatch(strings.TrimRight(line, " \r"))
		if m == nil {
			continue
		}
		var after []string
		device := ""
		for _, s := range sections {
			if s.Platform != "" && s.FirstLine > i+1 && s.Asked != "" && strings.Contains(m[1], s.Device) {
				device, after = s.Device, append(after, fmt.Sprintf("%q", s.Asked))
			}
		}
		if len(after) > 0 {
			l.notes = append(l.notes, fmt.Sprintf("%s: taken after a clear (%q, line %d of %s): %s. That wins over what was read before; its counters begin anew.",
				device, strings.TrimSpace(m[2]), i+1, sourceName(path), strings.Join(after, ", ")))
		}
	}
}
