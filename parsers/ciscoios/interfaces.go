package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// interfaceHead is "Tunnel1 is up, line protocol is down (notconnect)".
	interfaceHead = regexp.MustCompile(`^(\S+) is (administratively down|up|down|deleted|reset)(?: \([^)]*\))?, line protocol is (up|down)\b`)
	inputQueue    = regexp.MustCompile(`^Input queue: \d+/\d+/(\d+)/\d+`)
	outputDrops   = regexp.MustCompile(`Total output drops: (\d+)`)
	protection    = regexp.MustCompile(`^Tunnel protection via IPSec \(profile "([^"]+)"`)
)

// parseInterfaceDetail reads "show interfaces". Of each interface the lines
// about state, addresses, sizes, drops and the tunnel are kept; the other
// indented lines (media, rates, frames) belong to it and say nothing here.
func parseInterfaceDetail(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Interface
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if m := interfaceHead.FindStringSubmatch(line); m != nil {
			snap.Interfaces = append(snap.Interfaces, ipsec.Interface{
				Name: m[1], AdminUp: ipsec.Saw(m[2] != "administratively down", at), LinkUp: ipsec.Saw(m[3] == "up", at), Ref: at,
			})
			open = &snap.Interfaces[len(snap.Interfaces)-1]
			return true
		}
		if open == nil {
			return false
		}
		if interfaceValue(open, line, at) {
			span(&open.Ref, t, n)
			return true
		}
		return isMedia(line)
	})
}

func interfaceValue(row *ipsec.Interface, line string, at ipsec.Ref) bool {
	if rest, ok := field(line, "Internet address is "); ok {
		addr, _, _ := strings.Cut(rest, "/")
		row.Addresses = append(row.Addresses, addr)
		return true
	}
	if rest, ok := field(line, "Tunnel source "); ok {
		tunnelEnds(row, rest, at)
		return true
	}
	if rest, ok := field(line, "Tunnel protocol/transport "); ok {
		row.TunnelMode = ipsec.Saw(rest, at)
		return true
	}
	if rest, ok := field(line, "Tunnel transport MTU "); ok {
		row.MTU = size(rest, at)
		return true
	}
	if rest, ok := field(line, "MTU "); ok {
		if !strings.HasPrefix(row.Name, "Tunnel") { // where the transport MTU counts
			row.MTU = size(rest, at)
		}
		return true
	}
	if m := protection.FindStringSubmatch(line); m != nil {
		row.Protection = ipsec.Saw(m[1], at)
		return true
	}
	return keepaliveSet(row, line, at) || queueDrops(row, line, at)
}

// tunnelEnds reads "198.51.100.1 (GigabitEthernet1), destination 192.0.2.1".
func tunnelEnds(row *ipsec.Interface, text string, at ipsec.Ref) {
	source, destination, both := strings.Cut(text, ", destination ")
	row.TunnelSource = ipsec.Saw(strings.TrimSpace(source), at)
	if both && destination != "UNKNOWN" {
		row.TunnelDestination = ipsec.Saw(strings.TrimSpace(destination), at)
	}
}

func size(text string, at ipsec.Ref) ipsec.Number {
	word, _, _ := strings.Cut(text, " ")
	if n, ok := scan.Int(word); ok {
		return ipsec.Saw(n, at)
	}
	return ipsec.Number{}
}

func queueDrops(row *ipsec.Interface, line string, at ipsec.Ref) bool {
	in, out := inputQueue.FindStringSubmatch(line), outputDrops.FindStringSubmatch(line)
	if in != nil {
		if n, ok := scan.Uint(in[1]); ok {
			row.InDrops = ipsec.Saw(n, at)
		}
	}
	if out != nil {
		if n, ok := scan.Uint(out[1]); ok {
			row.OutDrops = ipsec.Saw(n, at)
		}
	}
	return in != nil || out != nil
}

// mediaLines begin the lines of an interface about its medium and its rates.
var mediaLines = []string{
	"Hardware is ", "Description:", "reliability ", "Encapsulation ", "Keepalive ", "ARP type", "Full", "Half", "Auto", "output flow-control", "input flow-control",
	"Last input ", "Last clearing ", "Queueing strategy", "Output queue", "Tunnel TTL", "Tunnel transmit", "Tunnel receive", "Tunnel linestate", "Key ", "Checksumming",
	"Fast tunneling", "Tunnel Subblocks", "src-track", "30 second", "5 minute", "1 minute", "Received ", "Unknown protocol", "media type", "Path MTU Discovery",
	"Interface is unnumbered", "Carrier delay", "Asymmetric", "Members in this", "Peer ", "No of ", "link type", "Dialer", "PPP", "LCP", "Open:", "Set of", "Number of", "Unknown, ",
}

// mediaWords end or fill the lines that count frames and errors.
var mediaWords = []string{
	"packets input", "packets output", "input errors", "output errors", "unknown protocol drops", "watchdog", "babbles", "lost carrier", "output buffer",
	"carrier transitions", "input packets with dribble", "pause input", "Rx", "interface resets", "throttles", "broadcasts (", "source tracking subblock",
}

func isMedia(line string) bool {
	for _, start := range mediaLines {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	for _, word := range mediaWords {
		if strings.Contains(line, word) {
			return true
		}
	}
	return false
}

func recogniseInterfaceDetail(t *scan.Text) bool {
	for n := range t.Len() {
		if interfaceHead.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
