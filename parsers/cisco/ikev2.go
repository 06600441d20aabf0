package cisco

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// IKEv2State maps the status word of an IKEv2 SA. IN-NEG covers the whole
// negotiation; the SPIs of the detailed output tell whether the peer has
// answered.
func IKEv2State(sa *ipsec.IKESA) ipsec.IKEState {
	switch sa.Word {
	case "READY":
		return ipsec.IKEEstablished
	case "DELETE", "DELETED":
		return ipsec.IKEDeleting
	case "REKEY":
		return ipsec.IKERekeying
	case "STANDBY":
		return ipsec.IKEStandby
	case "IN-NEG":
		return negotiating(sa)
	}
	return ipsec.IKEUnknown
}

func negotiating(sa *ipsec.IKESA) ipsec.IKEState {
	local, okLocal := sa.LocalSPI.Get()
	remote, okRemote := sa.RemoteSPI.Get()
	switch {
	case !okLocal || !okRemote:
		return ipsec.IKENegotiating
	case remote == "0":
		return ipsec.IKEInitSent
	case local == "0":
		return ipsec.IKENegotiating
	}
	return ipsec.IKEAuthPending
}

// IKEv2Proposal reads "Encr: AES-CBC, keysize: 128, PRF: SHA1, Hash: SHA96,
// DH Grp:16, Auth sign: PSK, Auth verify: PSK[, QR]". Until the proposal is
// agreed the values are "Unknown - 0", and there is none.
func IKEv2Proposal(line string) (p ipsec.Proposal, auth string) {
	for part := range strings.SplitSeq(line, ",") {
		label, value, _ := strings.Cut(strings.TrimSpace(part), ":")
		value = strings.TrimSpace(value)
		if value == "" || strings.HasPrefix(value, "Unknown") {
			continue
		}
		switch label {
		case "Encr":
			p.Encryption = value
		case "keysize":
			p.KeyBits, _ = scan.Int(value)
		case "PRF":
			p.PRF = value
		case "Hash":
			p.Integrity = value
		case "DH Grp":
			p.KeyExchange = value
		case "Auth sign":
			auth = value
		}
	}
	if p.Encryption == "" {
		return ipsec.Proposal{}, "" // "Hash: None, DH Grp:0" of an SA without proposal says nothing
	}
	p.Text = strings.TrimSpace(strings.TrimPrefix(line, "Encr:"))
	return p, auth
}

// RangeSelector reads "10.1.0.0/0 - 10.1.255.255/65535": the numbers behind the
// slashes are ports. The protocol is not printed. What is no such range only
// has its text.
func RangeSelector(text string) ipsec.Selector {
	text = strings.TrimSpace(text)
	first, last, _ := strings.Cut(text, "-")
	from, fromPort, ok1 := addressAndPort(first)
	to, toPort, ok2 := addressAndPort(last)
	if !ok1 || !ok2 {
		return ipsec.Selector{Text: text}
	}
	return ipsec.Selector{From: from, To: to, FromPort: fromPort, ToPort: toPort, Text: text}
}

func addressAndPort(s string) (netip.Addr, uint16, bool) {
	addr, port, _ := strings.Cut(strings.TrimSpace(s), "/")
	ip, err := netip.ParseAddr(addr)
	n, ok := scan.Int(port)
	return ip, uint16(n), err == nil && ok && n <= int(ipsec.AnyPort)
}
