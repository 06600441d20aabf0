package ciscoasa

import (
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A logRule says what a message means. Groups of the pattern named after
// fields of [ipsec.Event] fill them.
type logRule struct {
	ids      string // message numbers, separated by blanks
	pattern  *regexp.Regexp
	kind     ipsec.EventKind // empty: understood, and nothing to report
	exchange string
	set      func(*ipsec.Event)
	// loose patterns fit any text and are only tried with their number.
	loose bool
}

// rule makes a rule of a pattern for the text behind the prefix.
func rule(ids, pattern string, kind ipsec.EventKind, exchange string) logRule {
	return logRule{ids: ids, pattern: regexp.MustCompile(`(?i)^` + pattern), kind: kind, exchange: exchange}
}

// loose makes a rule whose pattern takes nearly any text: the number decides.
func loose(ids, pattern string, kind ipsec.EventKind, exchange string) logRule {
	r := rule(ids, pattern, kind, exchange)
	r.loose = true
	return r
}

// quiet makes a rule for messages that say nothing about a fault.
func quiet(ids string) logRule { return loose(ids, ``, "", "") }

func (r logRule) with(set func(*ipsec.Event)) logRule {
	r.set = set
	return r
}

// logRules are all rules in the order in which they are tried.
var logRules = slices.Concat(ikev1Rules, ikev1FailureRules, certificateRules, ikev2Rules, dataPlaneRules, packetRules)

// rulesByID finds the rules of a message number.
var rulesByID = indexRules(logRules)

func indexRules(rules []logRule) map[string][]*logRule {
	out := map[string][]*logRule{}
	for i := range rules {
		for _, id := range strings.Fields(rules[i].ids) {
			out[id] = append(out[id], &rules[i])
		}
	}
	return out
}

// findRule returns the rule for a message. Debug lines have no number: they
// are tried against all IKEv1 rules that look at the text.
func findRule(id, body string) (*logRule, []string) {
	if id != "" {
		for _, r := range rulesByID[id] {
			if m := r.pattern.FindStringSubmatch(body); m != nil {
				return r, m
			}
		}
		return nil, nil
	}
	for _, list := range [][]logRule{ikev1Rules, ikev1FailureRules} {
		for i := range list {
			if list[i].loose {
				continue
			}
			if m := list[i].pattern.FindStringSubmatch(body); m != nil {
				return &list[i], m
			}
		}
	}
	return nil, nil
}

// fill sets the event's fields from the rule and the groups of its pattern.
func (r *logRule) fill(e *ipsec.Event, groups []string) {
	e.Kind, e.Exchange = r.kind, r.exchange
	for i, name := range r.pattern.SubexpNames() {
		if i == 0 || name == "" || groups[i] == "" {
			continue
		}
		value := strings.TrimRight(strings.TrimSpace(groups[i]), ".!")
		switch strings.TrimSuffix(name, "2") {
		case "remote":
			e.Remote = value
		case "local":
			e.Local = value
		case "connection":
			e.Connection = value
		case "subject":
			e.Subject = value
		case "reason":
			e.Reason = strings.TrimSpace(value)
		case "spi":
			e.SPI = spiOf(value)
		case "received":
			e.Received = append(e.Received, value)
		case "configured":
			e.Configured = append(e.Configured, value)
		case "protocol":
			e.Protocol, _ = scan.Protocol(value)
		case "port":
			if n, ok := cisco.Port(value); ok && n <= int(ipsec.AnyPort) {
				e.Port = uint16(n)
			}
		case "role":
			e.Role = ipsec.Role(strings.ToLower(value))
		case "notify":
			e.Notify = notifyName(value)
		}
	}
	if r.set != nil {
		r.set(e)
	}
}
