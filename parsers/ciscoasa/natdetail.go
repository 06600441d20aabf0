package ciscoasa

import (
	"net/netip"
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// natLine is "1 (inside) to (outside) source static A A   destination static B B".
	natLine = regexp.MustCompile(`^\d+ \(([^)]+)\) to \(([^)]+)\) (source .*)$`)
	natHits = regexp.MustCompile(`^translate_hits = (\d+), untranslate_hits = (\d+)$`)
	natSide = regexp.MustCompile(`^(Source|Destination) - Origin: (.*?), Translated: (.*)$`)
)

// parseNATDetail reads "show nat detail". Where the configuration has given the
// rules already, they are not added again.
func parseNATDetail(t *scan.Text, snap *ipsec.Snapshot) {
	had := len(snap.NATRules)
	own := &ipsec.Snapshot{}
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if m := natLine.FindStringSubmatch(line); m != nil {
			return natRule(append([]string{"nat", "(" + m[1] + "," + m[2] + ")"}, strings.Fields(m[3])...), at, own)
		}
		if len(own.NATRules) == 0 || !natDetailLine(&own.NATRules[len(own.NATRules)-1], line, at) {
			return strings.Contains(line, "NAT Policies") && strings.Contains(line, "(Section ")
		}
		own.NATRules[len(own.NATRules)-1].Ref.Last = at.Last
		return true
	})
	if had == 0 {
		snap.NATRules = own.NATRules
	}
}

func natDetailLine(r *ipsec.NATRule, line string, at ipsec.Ref) bool {
	if m := natHits.FindStringSubmatch(line); m != nil {
		r.Matches = count(m[1], at)
		return true
	}
	m := natSide.FindStringSubmatch(line)
	if m == nil {
		return strings.HasPrefix(line, "Service - ")
	}
	networks := natNetworks(m[2])
	if networks != nil && m[1] == "Source" {
		r.Source = networks
	} else if networks != nil {
		r.Destination = networks
	}
	return true
}

// natNetworks reads "10.1.0.0/16, 10.3.0.0/16"; what is none leaves the names.
func natNetworks(list string) []ipsec.Selector {
	var out []ipsec.Selector
	for one := range strings.SplitSeq(list, ",") {
		p, err := netip.ParsePrefix(strings.TrimSpace(one))
		if err != nil {
			return nil
		}
		out = append(out, ipsec.PrefixSelector(p, strings.TrimSpace(one)))
	}
	return out
}

func isNATDetail(t *scan.Text) bool { return has(t, "translate_hits = ") && has(t, "NAT Policies") }
