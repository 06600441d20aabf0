package ciscoios

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

const ikev2PolicyCommand = "show crypto ikev2 policy"

// parseIKEv2Policy reads "show crypto ikev2 policy": which proposals are offered.
// What it says about them is put together when all outputs are there.
func parseIKEv2Policy(t *scan.Text, _ *ipsec.Snapshot) { policiesOf(t) }

// policiesOf returns the policies of the output.
func policiesOf(t *scan.Text) []*ikev2Policy {
	var out []*ikev2Policy
	each(t, func(_ int, line string) bool {
		label, value, ok := strings.Cut(line, ":")
		label, value = strings.TrimSpace(label), strings.TrimSpace(value)
		if strings.EqualFold(label, "IKEv2 policy") {
			out = append(out, &ikev2Policy{})
			return true
		}
		if !ok || len(out) == 0 {
			return false
		}
		last := out[len(out)-1]
		switch strings.ToLower(label) {
		case "match fvrf":
		case "match address local":
			if value != "any" {
				last.addresses = append(last.addresses, value)
			}
		case "proposal":
			last.proposals = append(last.proposals, strings.Fields(value)...)
		default:
			return false
		}
		return true
	})
	return out
}

// usedByPolicy says of the IKEv2 proposals whether a policy offers them. Only an
// output whose end was seen tells that none does.
func usedByPolicy(s *ipsec.Snapshot) {
	src := s.Source(ikev2PolicyCommand)
	if src == nil || src.Answer != ipsec.Answered && src.Answer != ipsec.Truncated {
		return
	}
	t := parsers.TextOf(src)
	offered := map[string]bool{}
	for _, p := range policiesOf(t) {
		for _, name := range p.proposals {
			offered[name] = true
		}
	}
	for i := range s.Suites {
		one := &s.Suites[i]
		if one.Layer != "ike" || one.Version.Or(0) != 2 || one.Used.Known() || len(offered) == 0 {
			continue
		}
		if offered[one.Name] || !t.Open() {
			one.Used = ipsec.Saw(offered[one.Name], t.Ref(0, t.Len()-1))
		}
	}
}

func recogniseIKEv2Policy(t *scan.Text) bool {
	for n := range t.Len() {
		if line := t.Trimmed(n); strings.HasPrefix(line, "IKEv2 policy :") || strings.HasPrefix(line, "IKEv2 policy:") {
			return true
		}
	}
	return false
}
