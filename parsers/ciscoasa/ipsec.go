package ciscoasa

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseIPsec reads "show crypto ipsec sa", with "detail" and "peer x" too.
// Blocks are found by their words alone: indentation may be lost.
func parseIPsec(t *scan.Text, snap *ipsec.Snapshot) {
	r := &ipsecReader{t: t, snap: snap}
	snap.ChildSAs = slices.Grow(snap.ChildSAs, t.Len()/leastLines)
	each(t, r.line)
	r.closeFlow()
}

// leastLines is about how many lines a flow with its SAs takes, for the room that
// thousands of them need.
const leastLines = 48

// An ipsecReader reads one flow after another.
type ipsecReader struct {
	t    *scan.Text
	snap *ipsec.Snapshot
	flow *ipsec.ChildSA // being read, nil before the first
	room ipsec.ChildSA  // where it stands
	// head is what the lines above the flow say: interface, map, address, peer.
	head ipsec.ChildSA
	// inbound and protocol are of the SA list being read; list is whether one is.
	list, inbound bool
	protocol      string
	outSPI, inSPI string // the "current ... spi" lines, as printed
	settings      bool   // an "in use settings" line was seen
	// last is the last transform that was taken apart: the next is mostly the same.
	last ipsec.Proposal
	read string

	words     cisco.Slab[string]
	times     cisco.Slab[ipsec.Duration]
	counts    cisco.Slab[ipsec.Count]
	selectors cisco.Slab[ipsec.Selector]
}

func (r *ipsecReader) line(n int, line string) bool {
	if line[0] == '#' || line[0] == 'c' {
		r.filtered(n, line)
	}
	if line[0] == '#' {
		return r.flow != nil && r.counters(n, line)
	}
	known := r.header(n, line) || r.flow != nil && (r.identity(n, line) || r.path(n, line) || r.sa(n, line))
	if known && r.flow != nil {
		r.flow.Ref.Last = int32(n + 1)
	}
	return known
}

// filtered begins a flow where a filter ("| include peer|encaps") left no line
// that would: the peer or the first counter stands for it then.
func (r *ipsecReader) filtered(n int, line string) {
	again := r.flow == nil
	switch {
	case strings.HasPrefix(line, "current_peer:"):
		again = again || (r.flow.LocalTS == nil && r.flow.Peer.Address != "")
	case strings.HasPrefix(line, "#pkts encaps"):
		again = again || (r.flow.LocalTS == nil && r.flow.Counters.Encaps.Known())
	default:
		return
	}
	if !again {
		return
	}
	r.closeFlow()
	r.begin(n)
}

// header reads the lines above a flow. Each of them ends the flow before.
func (r *ipsecReader) header(n int, line string) bool {
	switch line[0] {
	case 'i', 'p', 'C', 'l', 'T':
	default:
		return false
	}
	at := r.t.At(n)
	switch {
	case strings.HasPrefix(line, "interface:"):
		r.closeFlow()
		r.head = ipsec.ChildSA{Interface: text(line[len("interface:"):], at)}
	case strings.HasPrefix(line, "peer address:"):
		r.closeFlow()
		r.head = ipsec.ChildSA{Peer: scan.Endpoint(line[len("peer address:"):])}
	case strings.HasPrefix(line, "Crypto map tag:"):
		r.closeFlow()
		r.head.Map = text(field(line, "Crypto map tag"), at)
		r.head.Sequence = number(field(line, "seq num"), at)
		r.head.Local = scan.Endpoint(field(line, "local addr"))
		r.begin(n)
	case strings.HasPrefix(line, "local ident"):
		if r.flow == nil || r.flow.LocalTS != nil {
			r.closeFlow()
			r.begin(n)
		}
		r.flow.LocalTS = r.selectors.One(ident(line))
	case strings.HasPrefix(line, "There are no ipsec sas"), strings.HasPrefix(line, "There are no IPsec"), strings.HasPrefix(line, "There are no IPSec"):
		r.closeFlow()
	default:
		return false
	}
	return true
}

func (r *ipsecReader) begin(n int) {
	r.room = r.head
	r.flow, r.list, r.settings = &r.room, false, false
	r.flow.State, r.flow.Remote, r.flow.Ref = ipsec.ChildUnknown, r.flow.Peer, r.t.At(n)
	r.outSPI, r.inSPI = "", ""
}

// closeFlow decides the state and adds the flow. A map alone is no flow.
func (r *ipsecReader) closeFlow() {
	flow := r.flow
	r.flow = nil
	if flow == nil || (flow.LocalTS == nil && flow.RemoteTS == nil && flow.Peer.Address == "" && !flow.Counters.Encaps.Known()) {
		return
	}
	r.currentSPIs(flow)
	switch {
	case len(flow.OutSPI) > 0:
		flow.State = ipsec.ChildInstalled
	case isZeroSPI(r.outSPI):
		flow.State = ipsec.ChildAbsent
	}
	if r.settings && !flow.PFS.Known() {
		flow.PFS = ipsec.Saw(false, flow.Ref)
	}
	r.snap.ChildSAs = append(r.snap.ChildSAs, *flow)
}

// currentSPIs adds the SPIs of the summary where the lists do not hold them:
// the output may end before the lists.
func (r *ipsecReader) currentSPIs(flow *ipsec.ChildSA) {
	if len(flow.OutSPI) == 0 {
		flow.OutSPI = r.current(r.outSPI)
	}
	if len(flow.InSPI) == 0 {
		flow.InSPI = r.current(r.inSPI)
	}
}

// current returns the SPI of a summary line; zero is none.
func (r *ipsecReader) current(printed string) []string {
	if spi, ok := scan.SPI(printed); ok && spi != "0" {
		return r.words.One(spi)
	}
	return nil
}

func isZeroSPI(printed string) bool {
	spi, ok := scan.SPI(printed)
	return ok && spi == "0"
}

// ident reads "local ident (addr/mask/prot/port): (10.1.0.0/255.255.255.0/0/0)".
func ident(line string) ipsec.Selector {
	_, value, _ := strings.Cut(line, "):")
	value = strings.Trim(strings.TrimSpace(value), "()")
	if strings.Count(value, "/") != 3 {
		return ipsec.Selector{Text: value}
	}
	addr, rest, _ := strings.Cut(value, "/")
	mask, rest, _ := strings.Cut(rest, "/")
	proto, port, _ := strings.Cut(rest, "/")
	ts, _ := scan.PrintedSelector(value, addr, mask, proto, port)
	return ts
}
