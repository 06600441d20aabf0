package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// peerRow begins an SA: "1   IKE Peer: 192.0.2.1".
	peerRow = regexp.MustCompile(`^(\d*)\s*IKE Peer ?: ?(\S+)$`)
	// tableRow is the one-line form of the manual:
	// "1 192.0.2.1 L2L Init No MM_Active 3des SHA preshrd 86400".
	tableRow = regexp.MustCompile(`^(\d+)\s+(\S+)\s+(L2L|User|user)\s+(\S+)\s+(Yes|No|yes|no)\s+([A-Za-z]{2}_\S+)(?:\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+))?$`)
)

// parseIKE reads "show crypto isakmp sa", which holds both versions, and
// "show crypto ikev1 sa", each with or without "detail".
func parseIKE(t *scan.Text, snap *ipsec.Snapshot) {
	r := &ikeReader{t: t, snap: snap}
	r.v2.t, r.v2.snap = t, snap
	each(t, r.line)
}

// An ikeReader reads the IKEv1 part and hands the IKEv2 part on.
type ikeReader struct {
	t    *scan.Text
	snap *ipsec.Snapshot
	open bool // the last SA of snap is ours and still being read
	v2   ikev2Reader
}

func (r *ikeReader) line(n int, line string) bool {
	switch {
	case peerRow.MatchString(line):
		m := peerRow.FindStringSubmatch(line)
		r.add(n, m[1], m[2])
		return true
	case tableRow.MatchString(line):
		r.row(n, tableRow.FindStringSubmatch(line))
		return true
	case isIKEHeading(line):
		r.open = false
		return true
	case r.v2.line(n, line):
		r.open = false
		return true
	}
	return r.open && r.details(n, line)
}

// isIKEHeading reports lines that count or announce SAs.
func isIKEHeading(line string) bool {
	for _, start := range []string{"IKEv1 SAs:", "There are no IKEv1 SAs", "There are no isakmp sas", "There are no IKE", "Active SA:", "Rekey SA:", "Total IKE SA:", "IKE Peer  ", "Global IKE"} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

func (r *ikeReader) add(n int, id, peer string) *ipsec.IKESA {
	at := r.t.At(n)
	r.snap.IKESAs = append(r.snap.IKESAs, ipsec.IKESA{
		ID: id, State: ipsec.IKEUnknown, Version: ipsec.Saw(1, at), Remote: ipsec.Endpoint{Address: peer}, Ref: at,
	})
	r.open = true
	return &r.snap.IKESAs[len(r.snap.IKESAs)-1]
}

func (r *ikeReader) row(n int, m []string) {
	sa, at := r.add(n, m[1], m[2]), r.t.At(n)
	sa.Role, sa.Rekeying, sa.Capabilities = role(m[4]), flag(m[5], at), text(m[3], at)
	setIKEv1State(sa, m[6], at)
	sa.Proposal.Encryption, sa.Proposal.Integrity = m[7], m[8]
	sa.Auth, sa.Lifetime = text(m[9], at), duration(m[10], at)
}

func (r *ikeReader) details(n int, line string) bool {
	sa, at := &r.snap.IKESAs[len(r.snap.IKESAs)-1], r.t.At(n)
	all := pairs(line)
	for _, p := range all {
		if !setIKEv1(sa, p, at) {
			return false
		}
	}
	if len(all) > 0 {
		sa.Ref.Last = at.Last
	}
	return len(all) > 0
}

func setIKEv1(sa *ipsec.IKESA, p pair, at ipsec.Ref) bool {
	switch p.key {
	case "Type":
		sa.Capabilities = text(p.value, at)
	case "Role":
		if given := role(p.value); given != ipsec.RoleUnknown {
			sa.Role = given
		}
	case "Rekey":
		sa.Rekeying = flag(p.value, at)
	case "State":
		setIKEv1State(sa, p.value, at)
	case "Encrypt":
		sa.Proposal.Encryption = p.value
	case "Hash":
		sa.Proposal.Integrity = p.value
	case "Auth":
		sa.Auth = text(p.value, at)
	case "D/H Group", "DH Group":
		sa.Proposal.KeyExchange = p.value
	case "Lifetime":
		sa.Lifetime = duration(p.value, at)
	case "Lifetime Remaining":
		sa.Remaining = duration(p.value, at)
	default:
		return false
	}
	return true
}
