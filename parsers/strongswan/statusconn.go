package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// connection reads a line under "Connections:". Further children of an IKE
// connection stand under their own names, below it.
func (r *statusReader) connection(line string, n int) bool {
	at := r.text.At(n)
	if m, ok := statusPeer.Match(line); ok {
		version, rest, _ := strings.Cut("IKEv"+m[3], ", ")
		peer := ipsec.Peer{Name: m[0], Version: ikeVersion(version, at), Ref: at,
			LocalAddrs: addressList(m[1]), RemoteAddrs: addressList(m[2])}
		if _, delay, ok := strings.Cut(rest, "dpddelay="); ok {
			peer.DPD = seconds(delay, at)
		} else {
			peer.DPD = ipsec.Saw(noTime, at)
		}
		if strings.Contains(rest, "Aggressive") {
			peer.Aggressive = ipsec.Saw(true, at)
		}
		r.snap.Peers = append(r.snap.Peers, peer)
		return true
	}
	if r.old && r.oldConnection(line, at) {
		return true
	}
	last := len(r.snap.Peers) - 1
	name, rest, ok := strings.Cut(line, ":   ")
	if last < r.peers || !ok {
		return false
	}
	peer := &r.snap.Peers[last]
	peer.Ref.Last = int32(n + 1)
	key, value, _ := strings.Cut(rest, ":")
	value = strings.TrimSpace(value)
	switch strings.TrimSpace(key) {
	case "local":
		peer.LocalID, peer.LocalAuth = statusAuth(peer.LocalID, peer.LocalAuth, value, at)
	case "remote":
		peer.RemoteID, peer.RemoteAuth = statusAuth(peer.RemoteID, peer.RemoteAuth, value, at)
	case "child":
		peer.Policies = append(peer.Policies, statusPolicy(name, value, at))
	case "cert", "ca", "CRL policy", "crl", "xauth", "eap_identity", "ocsp":
	default:
		return false
	}
	return true
}

// oldConnection reads "road:  203.0.113.1...%any, dpddelay=30s" of strongSwan 4,
// whose charon knows IKEv2 only.
func (r *statusReader) oldConnection(line string, at ipsec.Ref) bool {
	name, ends, ok := strings.Cut(line, ":  ")
	local, remote, isPair := strings.Cut(ends, "...")
	if !ok || !isPair || strings.HasPrefix(ends, " ") || strings.Contains(name, " ") {
		return false
	}
	remote, rest, _ := strings.Cut(remote, ", ")
	peer := ipsec.Peer{Name: name, Version: ipsec.Saw(2, at), Ref: at, LocalAddrs: addressList(local), RemoteAddrs: addressList(remote), DPD: ipsec.Saw(noTime, at)}
	if _, delay, has := strings.Cut(rest, "dpddelay="); has {
		peer.DPD = seconds(delay, at)
	}
	r.snap.Peers = append(r.snap.Peers, peer)
	return true
}

// statusAuth reads "[hq.example.com] uses pre-shared key authentication".
func statusAuth(id, auth ipsec.Text, value string, at ipsec.Ref) (ipsec.Text, ipsec.Text) {
	who, class, _ := strings.Cut(value, "uses ")
	if who = strings.TrimSpace(who); strings.HasPrefix(who, "[") && !id.Known() {
		id = ipsec.Saw(strings.TrimSuffix(who[1:], "]"), at)
	}
	class, _, _ = strings.Cut(class, " authentication")
	return id, anotherRound(auth, authClass(class), at)
}

// statusPolicy reads "10.1.0.0/16 === 10.2.0.0/16 TUNNEL, dpdaction=restart".
func statusPolicy(name, value string, at ipsec.Ref) ipsec.Policy {
	policy := ipsec.Policy{Name: name, Ref: at}
	selectors, options, _ := strings.Cut(value, ", ")
	local, remote, _ := strings.Cut(selectors, " === ")
	if i := strings.LastIndexByte(remote, ' '); i >= 0 && isMode(remote[i+1:]) {
		policy.Mode = ipsec.Saw(strings.ToLower(remote[i+1:]), at)
		remote = remote[:i]
	}
	policy.LocalTS, policy.RemoteTS = selectorList(local), selectorList(remote)
	if action, ok := strings.CutPrefix(options, "dpdaction="); ok {
		policy.DPDAction = ipsec.Saw(action, at)
	}
	return policy
}
