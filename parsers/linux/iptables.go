package linux

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseIptables reads "iptables-save", with or without counters
// (iptables-save(8)).
func parseIptables(text *scan.Text, snap *ipsec.Snapshot) {
	table := ""
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "*"):
			table = line[1:]
		case line == "COMMIT", strings.HasPrefix(line, ":"):
		case table != "" && strings.Contains(line, "-A "):
			iptablesRule(snap, table, line, text.At(n))
		default:
			continue
		}
		text.Take(n)
	}
}

func isIptables(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		switch text.Trimmed(n) {
		case "*filter", "*nat":
			return true
		}
	}
	return false
}

// iptablesRule reads "[10:840] -A FORWARD -s 10.2.0.0/16 -j DROP".
func iptablesRule(snap *ipsec.Snapshot, table, line string, at ipsec.Ref) {
	r := &firewallRule{text: line, at: at, nat: table == "nat"}
	if counts, rest, ok := strings.Cut(line, "]"); ok && strings.HasPrefix(line, "[") {
		packets, _, _ := strings.Cut(counts[1:], ":")
		if n, ok := scan.Uint(packets); ok {
			r.packets = ipsec.Saw(n, at)
		}
		line = strings.TrimSpace(rest)
	}
	words := quoted(line)
	if len(words) < 2 || words[0] != "-A" {
		return
	}
	switch r.chain = table + " " + words[1]; r.chain {
	case "filter FORWARD", "nat POSTROUTING":
	default:
		return
	}
	for i := 2; i < len(words); {
		used := iptablesOption(r, words[i:])
		if used == 0 {
			r.unsure = true
			used = 1
		}
		i += used
	}
	r.put(snap)
}

// quoted splits a line at blanks; what is in quotes is one word.
func quoted(line string) []string {
	var out []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

// iptablesOption reads one option and returns how many words it has; zero for
// one that is not known.
func iptablesOption(r *firewallRule, w []string) int {
	value := ""
	if len(w) > 1 {
		value = w[1]
	}
	switch w[0] {
	case "-s", "-d":
		list, ok := addresses(value)
		if r.unsure = r.unsure || !ok; w[0] == "-s" {
			r.from = list
		} else {
			r.to = list
		}
	case "-i":
		r.inside = value
		r.unsure = r.unsure || strings.HasSuffix(value, "+")
	case "-o":
		r.outside = value
		r.unsure = r.unsure || strings.HasSuffix(value, "+")
	case "-p":
		r.protocol = protocolNumber(value)
		r.unsure = r.unsure || r.protocol == 0
	case "--dport":
		port, ok := portNumber(value)
		r.port, r.unsure = port, r.unsure || !ok
	case "-m":
		switch value {
		case "policy", "comment", "tcp", "udp", "conntrack", "state":
		default:
			r.unsure = true
		}
	case "--ctstate", "--state":
		r.states(value)
	case "--dir", "--comment", "--reject-with":
	case "--pol":
		r.onlyIPsec, r.neverIPsec = value == "ipsec", value == "none"
	case "-j", "-g":
		iptablesTarget(r, value)
	case "--to-source":
		r.newAddr = value
	case "--random", "--random-fully", "--persistent":
		return 1
	default:
		return 0
	}
	return 2
}

func iptablesTarget(r *firewallRule, target string) {
	switch target {
	case "ACCEPT", "RETURN":
		r.verdict = verdictAccept
	case "DROP", "REJECT":
		r.verdict = verdictDrop
	case "MASQUERADE":
		r.verdict, r.newAddr = verdictTranslate, "the address of the interface"
	case "SNAT":
		r.verdict = verdictTranslate
	case "LOG", "TCPMSS", "NFLOG":
		r.unsure = true
	default:
		r.verdict = verdictElsewhere
	}
}
