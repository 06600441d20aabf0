package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// ikeSA makes an IKE SA of a section "IKEv1:". The list only holds what is up.
func (r *sessionReader) ikeSA(section string) ipsec.IKESA {
	v := r.tunnel
	sa := ipsec.IKESA{
		State: ipsec.IKEEstablished, Remote: ipsec.Endpoint{Address: r.session().Peer.Address}, Ref: r.at,
		Proposal: ipsec.Proposal{Encryption: v["Encryption"].text, Integrity: v["Hashing"].text, PRF: v["PRF"].text, KeyExchange: v["D/H Group"].text},
		Auth:     text(v["Auth Mode"].text, v["Auth Mode"].at),
		Lifetime: v["Rekey Int (T)"].seconds(), Remaining: v["Rekey Left(T)"].seconds(),
	}
	if port, _, ok := scan.Leading(v["UDP Dst Port"].text); ok && port <= 65535 {
		sa.Remote.Port = uint16(port)
	}
	switch section {
	case "IKEv1":
		sa.Version = ipsec.Saw(1, r.at)
	case "IKEv2":
		sa.Version = ipsec.Saw(2, r.at)
	}
	if mode := v["IKE Neg Mode"]; mode.text != "" {
		sa.Mode = ipsec.Saw(strings.ToLower(mode.text), mode.at)
	}
	return sa
}

// childSA makes a Child SA of a section "IPsec:".
func (r *sessionReader) childSA(section string) ipsec.ChildSA {
	v, peer := r.tunnel, ipsec.Endpoint{Address: r.session().Peer.Address}
	child := ipsec.ChildSA{
		State: ipsec.ChildInstalled, Remote: peer, Peer: peer, Ref: r.at,
		LocalTS: v["Local Addr"].selectors(), RemoteTS: v["Remote Addr"].selectors(),
		Proposal:  ipsec.Proposal{Encryption: v["Encryption"].text, Integrity: v["Hashing"].text},
		ExpiresIn: v["Rekey Left(T)"].seconds(),
		UDPEncap:  ipsec.Saw(section != "IPsec" && section != "IPSec", r.at),
		Counters: ipsec.Counters{
			InPackets: v["Pkts Rx"].count(), OutPackets: v["Pkts Tx"].count(),
			InBytes: v["Bytes Rx"].count(), OutBytes: v["Bytes Tx"].count(),
		},
	}
	if mode := v["Encapsulation"]; mode.text != "" {
		child.Mode = ipsec.Saw(strings.ToLower(mode.text), mode.at)
	}
	if group := v["PFS Group"]; group.text != "" {
		child.PFS, child.Proposal.KeyExchange = ipsec.Saw(true, group.at), group.text
	}
	if left := v["Rekey Int (D)"]; left.text != "" && left.text != "0 K-Bytes" {
		child.KBytesOut = appendKnown(nil, v["Rekey Left(D)"].count())
	}
	return child
}

func (v seenValue) count() ipsec.Count { return count(v.text, v.at) }

func (v seenValue) seconds() ipsec.Duration {
	word, _, _ := strings.Cut(v.text, " ")
	return duration(word, v.at)
}

// selectors reads "10.0.0.0/255.255.255.0/0/0" and the form without protocol and port.
func (v seenValue) selectors() []ipsec.Selector {
	part := strings.Split(v.text, "/")
	if v.text == "" {
		return nil
	}
	if len(part) == 2 {
		part = append(part, "0", "0")
	}
	if len(part) != 4 {
		return []ipsec.Selector{{Text: v.text}}
	}
	ts, _ := scan.MaskSelector(part[0], part[1], part[2], part[3])
	ts.Text = v.text
	return []ipsec.Selector{ts}
}
