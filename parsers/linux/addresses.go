package linux

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// linkHead is "2: wan0@if7: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default".
	linkHead = regexp.MustCompile(`^\d+: ([^:@\s]+)(?:@[^:\s]+)?: <([^>]*)> mtu (\d+)`)
	// linkFacts begin the other lines of an interface.
	linkFacts = regexp.MustCompile(`^(link/|altname |valid_lft |alias |RX:|TX:|promiscuity |\d+ +\d+ )`)
)

// parseAddresses reads "ip addr".
func parseAddresses(text *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Interface
	for n := 0; n < text.Len(); n++ {
		line, at := text.Trimmed(n), text.At(n)
		if m := linkHead.FindStringSubmatch(line); m != nil {
			snap.Interfaces = append(snap.Interfaces, link(m, at))
			open = &snap.Interfaces[len(snap.Interfaces)-1]
			text.Take(n)
			continue
		}
		words := strings.Fields(line)
		switch {
		case open == nil || len(words) == 0:
			continue
		case (words[0] == "inet" || words[0] == "inet6") && len(words) > 1:
			address, _, _ := strings.Cut(words[1], "/")
			open.Addresses = append(open.Addresses, address)
		case linkFacts.MatchString(line):
		default:
			continue
		}
		open.Ref.Last = at.Last
		text.Take(n)
	}
}

// link makes an interface of its first line: UP is the configuration's,
// LOWER_UP the carrier's word.
func link(m []string, at ipsec.Ref) ipsec.Interface {
	flags := "," + m[2] + ","
	itf := ipsec.Interface{Name: m[1], Ref: at,
		AdminUp: ipsec.Saw(strings.Contains(flags, ",UP,"), at), LinkUp: ipsec.Saw(strings.Contains(flags, ",LOWER_UP,"), at)}
	if mtu, ok := scan.Int(m[3]); ok {
		itf.MTU = ipsec.Saw(mtu, at)
	}
	return itf
}

func isAddresses(text *scan.Text) bool { return Some(text, linkHead.MatchString) }

// socket is a row of "ss -uapn": state, queues, own and other end, process.
var socket = regexp.MustCompile(`^(?:UNCONN|ESTAB)\s+(\d+)\s+(\d+)\s+(\S+):(\d+|\S+)\s+(\S+)(?:\s+users:\(\("([^"]+)".*)?$`)

// parseSockets reads "ss -uapn". Of UDP sockets those of IKE are kept (ports
// 500 and 4500, RFC 7296 section 2): who holds them, and how many octets wait
// that the process has not read.
func parseSockets(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		m := socket.FindStringSubmatch(line)
		if m == nil {
			if strings.HasPrefix(line, "State ") {
				text.Take(n)
			}
			continue
		}
		text.Take(n)
		waiting, ok := scan.Uint(m[1])
		if !ok || m[4] != "500" && m[4] != "4500" && m[4] != "isakmp" && m[4] != "ipsec-nat-t" {
			continue
		}
		owner := m[6]
		if owner == "" {
			owner = "an unnamed process"
		}
		snap.Load = append(snap.Load, ipsec.Named{Name: m[3] + ":" + m[4] + ", octets waiting", Scope: "udp socket of " + owner, Count: ipsec.Saw(waiting, text.At(n))})
	}
}

func isSockets(text *scan.Text) bool {
	return Some(text, func(line string) bool {
		return strings.HasPrefix(line, "State ") && strings.Contains(line, "Recv-Q") && strings.Contains(line, "Local Address:Port")
	})
}
