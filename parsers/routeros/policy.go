package routeros

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parsePolicies reads "/ip ipsec policy print detail". Templates only say what
// a peer may ask for.
func parsePolicies(text *scan.Text, snap *ipsec.Snapshot) {
	takeFlags(text)
	for _, r := range records(text) {
		if strings.Contains(r.flags, "T") || r.get("src-address", 0) == "" {
			if strings.Contains(r.flags, "T") {
				r.take(text)
			}
			continue
		}
		local, okLocal := selector(&r, "src")
		remote, okRemote := selector(&r, "dst")
		if !okLocal || !okRemote {
			continue
		}
		at := r.ref(text)
		policy(snap, &r, local, remote, at)
		r.take(text)
	}
}

func policy(snap *ipsec.Snapshot, r *record, local, remote ipsec.Selector, at ipsec.Ref) {
	p := ipsec.Peer{Name: r.get("peer", 0), Disabled: ipsec.Saw(strings.Contains(r.flags, "X"), at), Ref: at,
		Policies: []ipsec.Policy{{LocalTS: []ipsec.Selector{local}, RemoteTS: []ipsec.Selector{remote}, Ref: at}}}
	p.LocalAddrs, p.RemoteAddrs = address(r.get("sa-src-address", 0)), address(r.get("sa-dst-address", 0))
	for i := range snap.Peers { // the peer's own entry comes before its policies
		if q := &snap.Peers[i]; q.Name == p.Name && p.Name != "" && len(q.Policies) == 0 {
			p.Version, p.Aggressive, p.LocalID, p.RemoteID, p.LocalAuth, p.RemoteAuth = q.Version, q.Aggressive, q.LocalID, q.RemoteID, q.LocalAuth, q.RemoteAuth
			if len(p.RemoteAddrs) == 0 {
				p.RemoteAddrs = q.RemoteAddrs
			}
			*q = p
			return
		}
	}
	snap.Peers = append(snap.Peers, p)
}

func address(s string) []string {
	if s == "" || s == "0.0.0.0" || s == "::" {
		return nil
	}
	return []string{s}
}

// selector reads the address, port and protocol of one side.
func selector(r *record, side string) (ipsec.Selector, bool) {
	addr, mask, _ := strings.Cut(r.get(side+"-address", 0), "/")
	proto, port := r.get("protocol", 0), r.get(side+"-port", 0)
	if proto == "all" {
		proto = ""
	}
	if port == "any" {
		port = ""
	}
	return scan.MaskSelector(addr, mask, proto, port)
}

// finish gives a flow its selectors where only one policy can be meant: SAs
// are listed with their ends only.
func finish(snap *ipsec.Snapshot) {
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		var only *ipsec.Peer
		found := 0
		for j := range snap.Peers {
			p := &snap.Peers[j]
			if len(p.RemoteAddrs) == 1 && p.RemoteAddrs[0] == sa.Remote.Address && !ipsec.Yes(p.Disabled) {
				only = p
				found++
			}
		}
		if found == 1 && len(sa.LocalTS) == 0 {
			sa.Name, sa.LocalTS, sa.RemoteTS = only.Name, only.Policies[0].LocalTS, only.Policies[0].RemoteTS
		}
	}
}
