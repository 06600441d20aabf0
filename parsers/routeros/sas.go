package routeros

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parsePeers reads "/ip ipsec active-peers print detail".
func parsePeers(text *scan.Text, snap *ipsec.Snapshot) {
	takeFlags(text)
	for _, r := range records(text) {
		if r.get("remote-address", 0) == "" {
			continue
		}
		snap.IKESAs = append(snap.IKESAs, ikeSA(&r, r.ref(text)))
		r.take(text)
	}
}

func ikeSA(r *record, at ipsec.Ref) ipsec.IKESA {
	sa := ipsec.IKESA{Word: r.get("state", 0), Ref: at,
		Local:  ipsec.Endpoint{Address: r.get("local-address", 0)},
		Remote: ipsec.Endpoint{Address: r.get("remote-address", 0)}}
	if p := r.get("port", 1); p != "" && sa.Local.Address != "" {
		sa.Local.Port, sa.Remote.Port = port(r.get("port", 0)), port(p)
	}
	sa.Role = map[string]ipsec.Role{"initiator": ipsec.Initiator, "responder": ipsec.Responder}[r.get("side", 0)]
	sa.State = ikeState(sa.Word, sa.Role)
	if id := r.get("id", 0); id != "" {
		sa.RemoteID = ipsec.Saw(id, at)
	}
	if d, ok := scan.Duration(r.get("uptime", 0)); ok && sa.State.Up() {
		sa.Age = ipsec.Saw(d, at)
	}
	if n, ok := scan.Int(r.get("ph2-total", 0)); ok {
		sa.ChildCount = ipsec.Saw(n, at)
	}
	own, peer := "spii", "spir"
	if sa.Role == ipsec.Responder {
		own, peer = peer, own
	}
	if spi, ok := scan.SPI(r.get(own, 0)); ok && sa.Role != ipsec.RoleUnknown {
		sa.LocalSPI = ipsec.Saw(spi, at)
	}
	if spi, ok := scan.SPI(r.get(peer, 0)); ok && sa.Role != ipsec.RoleUnknown {
		sa.RemoteSPI = ipsec.Saw(spi, at)
	}
	return sa
}

// ikeState maps RouterOS' word: the message of the exchange that went last.
func ikeState(word string, role ipsec.Role) ipsec.IKEState {
	switch word {
	case "established":
		return ipsec.IKEEstablished
	case "message-1-sent":
		if role == ipsec.Responder {
			return ipsec.IKEInitAnswered
		}
		return ipsec.IKEInitSent
	case "message-2-sent":
		return ipsec.IKEInitAnswered
	case "message-3-sent", "message-4-sent":
		return ipsec.IKEKeyExchange
	case "eap":
		return ipsec.IKEAuthPending
	case "dying":
		return ipsec.IKERekeying
	case "expired":
		return ipsec.IKEDeleting
	}
	return ipsec.IKEUnknown
}

func port(s string) uint16 {
	n, ok := scan.Int(s)
	if !ok || n > 65535 {
		return 0
	}
	return uint16(n)
}

// parseInstalled reads the SAs of the kernel, one for each direction. Which
// end is ours the IKE SAs say, which are read before; an SA of which that is
// not known stays unread.
func parseInstalled(text *scan.Text, snap *ipsec.Snapshot) {
	takeFlags(text)
	ours := map[string]bool{}
	for i := range snap.IKESAs {
		ours[snap.IKESAs[i].Local.Address] = true
	}
	for i := range snap.Peers {
		for _, own := range snap.Peers[i].LocalAddrs {
			ours[own] = true
		}
	}
	delete(ours, "")
	all := records(text)
	if len(ours) == 0 {
		common(all, ours)
	}
	flows := map[[2]string]int{}
	for _, r := range all {
		from, to := scan.Endpoint(r.get("src-address", 0)), scan.Endpoint(r.get("dst-address", 0))
		spi, ok := scan.SPI(r.get("spi", 0))
		if ok && len(ours) == 0 {
			undirected(snap, from, to, &r, r.ref(text))
			r.take(text)
			continue
		}
		if !ok || ours[from.Address] == ours[to.Address] {
			continue
		}
		outbound := ours[from.Address]
		if !outbound {
			from, to = to, from
		}
		direction(pairOf(snap, flows, from, to, r.ref(text)), &r, spi, outbound, r.ref(text))
		r.take(text)
	}
}

// common finds this router's address where nothing else tells it: the one that
// all SAs have, if they lead to several peers.
func common(all []record, ours map[string]bool) {
	seen, total := map[string]int{}, 0
	for i := range all {
		from, to := scan.Endpoint(all[i].get("src-address", 0)).Address, scan.Endpoint(all[i].get("dst-address", 0)).Address
		if from == "" || to == "" || from == to {
			continue
		}
		total++
		seen[from]++
		seen[to]++
	}
	for address, n := range seen {
		if n == total && len(seen) > 2 {
			ours[address] = true
		}
	}
}

// undirected adds an SA of which it is not known whether it leads to this
// router or from it: what it uses is known, its SPI and counters have no side.
func undirected(snap *ipsec.Snapshot, from, to ipsec.Endpoint, r *record, at ipsec.Ref) {
	name := from.Address + " - " + to.Address
	other := to.Address + " - " + from.Address
	spi := "spi=" + r.get("spi", 0)
	for i := range snap.ChildSAs {
		if sa := &snap.ChildSAs[i]; sa.Name == name || sa.Name == other {
			sa.Flags, sa.Ref.Last = append(sa.Flags, spi), at.Last
			return
		}
	}
	sa := ipsec.ChildSA{Name: name, Ref: at, Flags: []string{spi}}
	kind(&sa, r, at)
	snap.ChildSAs = append(snap.ChildSAs, sa)
}

// pairOf returns the flow between two ends, new if it is not there.
func pairOf(snap *ipsec.Snapshot, flows map[[2]string]int, local, remote ipsec.Endpoint, at ipsec.Ref) *ipsec.ChildSA {
	ends := [2]string{local.Address, remote.Address}
	place, known := flows[ends]
	if !known {
		place = len(snap.ChildSAs)
		flows[ends] = place
		snap.ChildSAs = append(snap.ChildSAs, ipsec.ChildSA{State: ipsec.ChildUnknown, Local: local, Remote: remote, Ref: at})
	}
	return &snap.ChildSAs[place]
}

// direction adds one SA to its flow. During a rekey there are several; the
// counters are of the youngest, which is listed last.
func direction(sa *ipsec.ChildSA, r *record, spi string, outbound bool, at ipsec.Ref) {
	kind(sa, r, at)
	var left ipsec.Duration
	if d, ok := scan.Duration(r.get("expires-in", 0)); ok {
		left = ipsec.Saw(d.Round(time.Second), at)
	}
	packets, bytes := count(r, "current-packets", at), count(r, "current-bytes", at)
	if outbound {
		sa.OutSPI, sa.ExpiresInOut = append([]string{spi}, sa.OutSPI...), append([]ipsec.Duration{left}, sa.ExpiresInOut...)
		sa.Counters.OutPackets, sa.Counters.OutBytes = packets, bytes
	} else {
		sa.InSPI, sa.ExpiresInIn = append([]string{spi}, sa.InSPI...), append([]ipsec.Duration{left}, sa.ExpiresInIn...)
		sa.Counters.InPackets, sa.Counters.InBytes = packets, bytes
	}
}

// kind reads what an SA is, whichever way it leads.
func kind(sa *ipsec.ChildSA, r *record, at ipsec.Ref) {
	sa.Word = r.get("state", 0)
	sa.State = map[string]ipsec.ChildState{"larval": ipsec.ChildNegotiating, "mature": ipsec.ChildInstalled,
		"dying": ipsec.ChildRekeying, "dead": ipsec.ChildDeleting}[sa.Word]
	if sa.State == "" {
		sa.State = ipsec.ChildUnknown
	}
	sa.Protocol = ipsec.Saw("ESP", at)
	if strings.Contains(r.flags, "A") {
		sa.Protocol = ipsec.Saw("AH", at)
	}
	sa.Proposal.Encryption, sa.Proposal.Integrity = r.get("enc-algorithm", 0), r.get("auth-algorithm", 0)
}

func count(r *record, field string, at ipsec.Ref) ipsec.Count {
	if n, ok := scan.Uint(r.get(field, 0)); ok {
		return ipsec.Saw(n, at)
	}
	return ipsec.Count{}
}
