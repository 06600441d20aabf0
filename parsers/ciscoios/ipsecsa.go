package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseIPsecSA reads "show crypto ipsec sa" and its variants. The output can be
// megabytes long, so lines are told apart by prefix tests alone. Indentation
// means nothing; a flow begins where a label comes that the current flow
// already has.
func parseIPsecSA(t *scan.Text, snap *ipsec.Snapshot) {
	r := &ipsecReader{t: t, out: make([]ipsec.ChildSA, 0, flows(t))}
	for n := range t.Len() {
		line := t.Trimmed(n)
		if line == "" {
			continue
		}
		r.n, r.at = n, t.At(n)
		if r.line(line) || noise(line) {
			t.Take(n)
		}
	}
	r.end()
	if snap.ChildSAs == nil {
		snap.ChildSAs = r.out // not copied: a flow is large
		return
	}
	snap.ChildSAs = append(snap.ChildSAs, r.out...)
}

// flows guesses how many flows come, to make room for them once.
func flows(t *scan.Text) int {
	count := 0
	for n := range t.Len() {
		if strings.HasPrefix(t.Trimmed(n), "remote ") && strings.Contains(t.Line(n), "ident ") {
			count++
		}
	}
	return count
}

// A label is something a flow has once; seeing it again begins the next flow.
type label uint16

const (
	hasVRF label = 1 << iota
	hasLocal
	hasRemote
	hasPeer
	hasEncaps
	hasDecaps
	hasSPI // "current outbound spi"
	hasInSection
	hasOutSection
)

// An ipsecReader collects flows.
type ipsecReader struct {
	t  *scan.Text
	n  int       // the line being read
	at ipsec.Ref // and its Ref

	// The head that several flows share.
	iface, mapName, localAddr, policy string
	headAt                            ipsec.Ref

	open bool // cur has something of a flow
	have label
	cur  ipsec.ChildSA
	sas  [2][]espSA // inbound and outbound
	side int        // which list a "spi:" line belongs to: 0, 1, or -1
	out  []ipsec.ChildSA

	words     cisco.Slab[string]
	times     cisco.Slab[ipsec.Duration]
	counts    cisco.Slab[ipsec.Count]
	selectors cisco.Slab[ipsec.Selector]
}

// once notes a label of the current flow, beginning a new flow where needed.
func (r *ipsecReader) once(l label) {
	if r.have&l != 0 {
		r.end()
	}
	r.have |= l
	r.touch()
}

// touch says that the line belongs to the current flow.
func (r *ipsecReader) touch() {
	if !r.open {
		r.open, r.side = true, -1
		r.cur.Ref = r.at
	}
	r.cur.Ref.Last = r.at.Last
}

// head begins an interface or a crypto map on it.
func (r *ipsecReader) head(iface, mapName, localAddr string) {
	r.end()
	r.iface, r.mapName, r.localAddr, r.policy, r.headAt = iface, mapName, localAddr, "", r.at
}

// end closes the current flow.
func (r *ipsecReader) end() {
	if !r.open {
		return
	}
	sa := &r.cur
	sa.PerFlow = true
	if r.iface != "" {
		sa.Interface = ipsec.Saw(r.iface, r.headAt)
	}
	if r.mapName != "" {
		sa.Map = ipsec.Saw(r.mapName, r.headAt)
		sa.Name = r.mapName
	}
	if sa.Local.Address == "" {
		sa.Local.Address = r.localAddr
	}
	if r.policy != "" {
		sa.Flags = append(sa.Flags, "ipsecv6-policy "+r.policy)
	}
	r.packets()
	r.finishSAs()
	r.out = append(r.out, *sa)
	r.open, r.have, r.cur = false, 0, ipsec.ChildSA{}
	r.sas[0], r.sas[1] = r.sas[0][:0], r.sas[1][:0]
}

// packets takes the counts of whole packets from the step nearest the wire
// that is printed: some images leave the encaps line out.
func (r *ipsecReader) packets() {
	c := &r.cur.Counters
	c.InPackets, c.OutPackets = c.Decaps, c.Encaps
	if !c.InPackets.Known() {
		c.InPackets = c.Decrypt
	}
	if !c.OutPackets.Known() {
		c.OutPackets = c.Encrypt
	}
}

// recogniseIPsecSA tells this output from the similar one of an ASA.
func recogniseIPsecSA(t *scan.Text) bool {
	found := false
	for n := range t.Len() {
		line := t.Trimmed(n)
		switch {
		case strings.HasPrefix(line, "#pkts encaps:"), strings.HasPrefix(line, "#pkts decaps:"):
			found = true
		case strings.HasPrefix(line, "Crypto map tag:") && strings.Contains(line, ", local addr "):
			return true
		case strings.Contains(line, "seq num:"), strings.HasPrefix(line, "current_peer:"), strings.HasPrefix(line, "#pkts comp failed"):
			return false
		}
	}
	return found
}

// recogniseIPsecDetail asks for a counter that only "detail" prints.
func recogniseIPsecDetail(t *scan.Text) bool {
	return recogniseIPsecSA(t) && contains(t, "#pkts no sa (send)", "#pkts invalid sa (rcv)")
}
