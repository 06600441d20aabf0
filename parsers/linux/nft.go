package linux

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// nftReader reads "nft list ruleset" (nft(8)).
type nftReader struct {
	snap         *ipsec.Snapshot
	table, chain string
	// hook is that of the chain: forward or postrouting matter.
	hook string
	// depth counts braces; what lies in a set or map is passed over.
	depth int
}

func parseNft(text *scan.Text, snap *ipsec.Snapshot) {
	r := &nftReader{snap: snap}
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if r.line(line, text.At(n)) {
			text.Take(n)
		}
	}
}

func isNft(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		f := strings.Fields(text.Line(n))
		if len(f) == 4 && f[0] == "table" && f[3] == "{" {
			return true
		}
	}
	return false
}

// line reads one line; it reports whether it stands in a ruleset at all.
func (r *nftReader) line(line string, at ipsec.Ref) bool {
	f := strings.Fields(line)
	opens, closes := strings.Count(line, "{"), strings.Count(line, "}")
	inChain := r.depth == 2 && r.chain != ""
	switch {
	case f[0] == "table" && opens > 0 && r.depth == 0 && len(f) == 4:
		r.table = f[1] + " " + f[2]
	case r.depth == 0:
		return false
	case f[0] == "chain" && r.depth == 1 && len(f) > 1:
		r.chain, r.hook = f[1], ""
	case inChain && f[0] == "type":
		r.hook = after(f, "hook")
	case inChain && line != "}":
		r.rule(f, line, at)
	}
	r.depth += opens - closes
	if r.depth <= 1 && closes > 0 {
		r.chain, r.hook = "", ""
	}
	return true
}

func after(words []string, word string) string {
	for i := 0; i+1 < len(words); i++ {
		if words[i] == word {
			return strings.TrimRight(words[i+1], ";")
		}
	}
	return ""
}

// rule reads a rule of a chain that packets of a tunnel pass.
func (r *nftReader) rule(f []string, line string, at ipsec.Ref) {
	if r.hook != "forward" && r.hook != "postrouting" {
		return
	}
	rule := &firewallRule{chain: r.table + " " + r.chain, nat: r.hook == "postrouting", text: line, at: at}
	words := joinSets(f)
	for i := 0; i < len(words); {
		used := nftWord(rule, words[i:])
		if used == 0 {
			rule.unsure = true
			used = 1
		}
		i += used
	}
	rule.put(r.snap)
}

// joinSets makes one word of "{ a, b }".
func joinSets(f []string) []string {
	var out []string
	set := -1
	for _, w := range f {
		switch {
		case w == "{":
			set = len(out)
			out = append(out, "")
		case w == "}":
			set = -1
		case set >= 0:
			out[set] += w
		default:
			out = append(out, w)
		}
	}
	return out
}

// nftWord reads one condition or statement and returns how many words it has;
// zero for one that is not known.
func nftWord(r *firewallRule, w []string) int {
	next := func(i int) string {
		if i < len(w) {
			return w[i]
		}
		return ""
	}
	switch w[0] {
	case "ip", "ip6":
		return nftAddress(r, next(1), next(2))
	case "iifname", "iif":
		r.inside = strings.Trim(next(1), `"`)
		return oneOf(r, next(1), 2)
	case "oifname", "oif":
		r.outside = strings.Trim(next(1), `"`)
		return oneOf(r, next(1), 2)
	case "counter":
		return nftCounter(r, w)
	case "meta", "rt":
		return nftMeta(r, next(1), next(2))
	case "tcp", "udp":
		r.protocol = protocolNumber(w[0])
		port, ok := portNumber(next(2))
		if next(1) != "dport" || !ok {
			r.unsure = true
		}
		r.port = port
		return 3
	case "comment":
		return len(w)
	case "log":
		return 1
	}
	return nftVerdict(r, w, next)
}

// oneOf marks a rule unsure for "!=" and for a set of interfaces.
func oneOf(r *firewallRule, value string, used int) int {
	if value == "!=" || value == "" || strings.ContainsAny(value, ",*@") {
		r.unsure = true
	}
	return used
}

func nftAddress(r *firewallRule, what, value string) int {
	list, ok := addresses(value)
	switch {
	case what == "saddr" && ok:
		r.from = list
	case what == "daddr" && ok:
		r.to = list
	case what == "protocol" && protocolNumber(value) != 0:
		r.protocol = protocolNumber(value)
	default:
		return 0
	}
	return 3
}

// nftCounter reads "counter packets 10 bytes 840".
func nftCounter(r *firewallRule, w []string) int {
	if len(w) < 5 || w[1] != "packets" {
		return 1
	}
	if n, ok := scan.Uint(w[2]); ok {
		r.packets = ipsec.Saw(n, r.at)
	}
	return 5
}

// nftMeta reads what a packet has to do with IPsec, and its protocol.
func nftMeta(r *firewallRule, what, value string) int {
	switch {
	case (what == "ipsec" || what == "secpath") && value == "exists":
		r.onlyIPsec = true
	case (what == "ipsec" || what == "secpath") && value == "missing":
		r.neverIPsec = true
	case what == "l4proto" && protocolNumber(value) != 0:
		r.protocol = protocolNumber(value)
	default:
		return 0
	}
	return 3
}

func nftVerdict(r *firewallRule, w []string, next func(int) string) int {
	switch w[0] {
	case "accept", "return":
		r.verdict = verdictAccept
	case "drop", "reject":
		r.verdict = verdictDrop
		return len(w)
	case "masquerade":
		r.verdict, r.newAddr = verdictTranslate, "the address of the interface"
		return len(w)
	case "snat":
		r.verdict, r.newAddr = verdictTranslate, w[len(w)-1]
		return len(w)
	case "jump", "goto":
		r.verdict = verdictElsewhere
		return 2
	case "ct":
		if next(1) != "state" || strings.Contains(next(2), "!") {
			return 0
		}
		r.states(next(2))
		return 3
	default:
		return 0
	}
	return 1
}
