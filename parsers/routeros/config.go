package routeros

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parsePeerConfig reads "/ip ipsec peer print": whom this router speaks to.
func parsePeerConfig(text *scan.Text, snap *ipsec.Snapshot) {
	takeFlags(text)
	for _, r := range records(text) {
		if r.get("name", 0) == "" {
			continue
		}
		at := r.ref(text)
		p := ipsec.Peer{Name: r.get("name", 0), Disabled: ipsec.Saw(strings.Contains(r.flags, "X"), at), Ref: at}
		addr := strings.TrimSuffix(strings.TrimSuffix(r.get("address", 0), "/32"), "/128")
		if p.RemoteAddrs = address(addr); addr == "0.0.0.0/0" || addr == "::/0" {
			p.RemoteAddrs = []string{"%any"}
		}
		p.LocalAddrs = address(r.get("local-address", 0))
		switch mode := r.get("exchange-mode", 0); mode {
		case "ike2":
			p.Version = ipsec.Saw(2, at)
		case "main", "base", "aggressive", "main-l2tp":
			p.Version, p.Aggressive = ipsec.Saw(1, at), ipsec.Saw(mode == "aggressive", at)
		}
		merge(snap, p)
		r.take(text)
	}
}

// merge joins what two outputs say of one connection: peers and policies have
// commands of their own.
func merge(snap *ipsec.Snapshot, p ipsec.Peer) {
	found := false
	for i := range snap.Peers {
		q := &snap.Peers[i]
		if q.Name != p.Name || p.Name == "" {
			continue
		}
		found = true
		q.Version.Fill(p.Version)
		q.Aggressive.Fill(p.Aggressive)
		q.LocalID.Fill(p.LocalID)
		q.RemoteID.Fill(p.RemoteID)
		q.LocalAuth.Fill(p.LocalAuth)
		q.RemoteAuth.Fill(p.RemoteAuth)
		if q.RemoteAddrs == nil {
			q.RemoteAddrs = p.RemoteAddrs
		}
		if q.LocalAddrs == nil {
			q.LocalAddrs = p.LocalAddrs
		}
	}
	if !found {
		snap.Peers = append(snap.Peers, p)
	}
}

// parseIdentities reads "/ip ipsec identity print": how the peers prove who
// they are. The secret is gone before it is read.
func parseIdentities(text *scan.Text, snap *ipsec.Snapshot) {
	takeFlags(text)
	for _, r := range records(text) {
		if r.get("peer", 0) == "" {
			continue
		}
		at := r.ref(text)
		p := ipsec.Peer{Name: r.get("peer", 0), Ref: at}
		if class := authClass(r.get("auth-method", 0)); class != "" {
			p.LocalAuth, p.RemoteAuth = ipsec.Saw(class, at), ipsec.Saw(class, at)
		}
		p.LocalID, p.RemoteID = identity(r.get("my-id", 0), at), identity(r.get("remote-id", 0), at)
		merge(snap, p)
		r.take(text)
	}
}

// shownWithPeers: identities alone do not list the peers.
func shownWithPeers(*scan.Text) []ipsec.Area { return nil }

func authClass(method string) string {
	switch method {
	case "pre-shared-key":
		return "psk"
	case "pre-shared-key-xauth":
		return "psk+xauth"
	case "digital-signature", "rsa-key":
		return "pubkey"
	case "rsa-signature-hybrid":
		return "pubkey+xauth"
	}
	return method
}

// identity reads "fqdn:br4.example.com"; "auto" is what the address or the
// certificate gives.
func identity(s string, at ipsec.Ref) ipsec.Text {
	kind, id, ok := strings.Cut(s, ":")
	if !ok || kind == "auto" || kind == "ignore" || id == "" {
		return ipsec.Text{}
	}
	return ipsec.Saw(id, at)
}

// parseProposals reads "/ip ipsec proposal print": algorithms of IPsec SAs.
func parseProposals(text *scan.Text, snap *ipsec.Snapshot) {
	suites(text, snap, func(r *record, s *ipsec.Suite) {
		s.Layer, s.Integrity, s.Encryption = "child", list(r, "auth-algorithms"), list(r, "enc-algorithms")
		s.KeyExchange = slices.DeleteFunc(list(r, "pfs-group"), func(g string) bool { return g == "none" })
	})
}

// parseProfiles reads "/ip ipsec profile print": algorithms of IKE SAs.
func parseProfiles(text *scan.Text, snap *ipsec.Snapshot) {
	suites(text, snap, func(r *record, s *ipsec.Suite) {
		s.Layer, s.Encryption, s.KeyExchange = "ike", list(r, "enc-algorithm"), list(r, "dh-group")
		s.Integrity, s.PRF = list(r, "hash-algorithm"), list(r, "prf-algorithm")
	})
}

func suites(text *scan.Text, snap *ipsec.Snapshot, fill func(*record, *ipsec.Suite)) {
	takeFlags(text)
	for _, r := range records(text) {
		if r.get("name", 0) == "" {
			continue
		}
		s := ipsec.Suite{Name: r.get("name", 0), Default: strings.Contains(r.flags, "*"), Ref: r.ref(text)}
		if d, ok := scan.Duration(r.get("lifetime", 0)); ok {
			s.Lifetime = ipsec.Saw(d, s.Ref)
		}
		fill(&r, &s)
		snap.Suites = append(snap.Suites, s)
		r.take(text)
	}
}

func list(r *record, field string) []string {
	if v := r.get(field, 0); v != "" {
		return strings.Split(v, ",")
	}
	return nil
}
