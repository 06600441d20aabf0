package mirror

import (
	"fmt"
	"net/netip"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// A spec is what the other end has to be configured for, seen from it.
type spec struct {
	From          string // the end it was made from
	Name          string
	Version       int
	Local, Remote string // addresses
	LocalID       string // empty: the address
	RemoteID      string
	Certificates  bool
	IKE, ESP      suite
	PFS           string // a group number, or empty
	Pairs         []pair
	Transport     bool
	// RouteBased is a tunnel interface: everything is protected, and routes choose.
	RouteBased bool
	IKELife    int // seconds
	ChildLife  int
	DPD        int
	Unknown    []string // what has to be filled in
}

// A pair of networks, as the other end sees it.
type pair struct{ Local, Remote netip.Prefix }

// A suite is the algorithms of one layer, in the words of the syntax.
type suite struct {
	Cipher, Integrity, PRF, Group string
	name                          compare.Suite
}

const (
	placeholderAddress = "<ITS-ADDRESS>"
	placeholderPeer    = "<PEER-ADDRESS>"
)

// specOf turns a connection round.
func specOf(e *engine.End, p *ipsec.Peer) *spec {
	p = compare.Completed(e, p)
	s := &spec{From: e.Name, Name: "to-" + word(e.Name), Version: p.Version.Or(0)}
	s.Local = s.one(p.RemoteAddrs, placeholderAddress, "the address of the end that this is for")
	own := p.LocalAddrs
	if len(own) == 0 && len(e.Addresses) == 1 {
		own = e.Addresses
	}
	s.Remote = s.one(own, placeholderPeer, "the address of "+e.Name)
	s.LocalID, s.RemoteID = notAddress(p.RemoteID.Or("")), notAddress(p.LocalID.Or(""))
	s.Certificates = strings.Contains(p.LocalAuth.Or(""), "pubkey") || strings.Contains(p.LocalAuth.Or(""), "rsa")
	s.IKELife, s.DPD = int(p.Lifetime.Or(0).Seconds()), int(p.DPD.Or(0).Seconds())
	if s.Version == 0 {
		s.Version = 2
	}
	var ok bool
	if s.IKE.name, ok = compare.FirstOffer(compare.Offers(e, p)); !ok {
		s.Unknown = append(s.Unknown, "the IKE algorithms: "+e.Name+" does not show its own; these are common ones")
		s.IKE.name = compare.Suite{Cipher: "aes-cbc-256", Integrity: "sha256-128", PRF: "prf-sha256", Group: "14"}
	}
	s.policies(e, p)
	return s
}

// policies takes over the networks, and the rest of the first policy.
func (s *spec) policies(e *engine.End, p *ipsec.Peer) {
	ok := false
	for i := range p.Policies {
		q := &p.Policies[i]
		if i == 0 {
			s.ESP.name, ok = compare.FirstOffer(q.Proposals)
			s.PFS, s.ChildLife, s.Transport = compare.Group(q.PFS.Or("")), int(q.Lifetime.Or(0).Seconds()), strings.EqualFold(q.Mode.Or(""), "transport")
		}
		for _, networks := range compare.Pairs(q) {
			from, okFrom := networks[0].Prefix()
			to, okTo := networks[1].Prefix()
			if okFrom && okTo {
				s.Pairs = append(s.Pairs, pair{Local: to, Remote: from})
			}
		}
	}
	s.RouteBased = len(s.Pairs) == 1 && s.Pairs[0].Local.Bits() == 0 && s.Pairs[0].Remote.Bits() == 0
	if !ok {
		s.Unknown = append(s.Unknown, "the ESP algorithms: "+e.Name+" does not show its own; these are common ones")
		s.ESP.name = compare.Suite{Cipher: "aes-cbc-256", Integrity: "sha256-128"}
	}
	if len(s.Pairs) == 0 {
		s.Unknown = append(s.Unknown, "the networks")
		s.Pairs = []pair{{itsNetwork, ourNetwork}}
	}
}

// Networks that stand for those that are not known, until [placeholders] puts
// words in their place.
var itsNetwork, ourNetwork = netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24")

// placeholders writes what has to be filled in where the networks are not known.
var placeholders = strings.NewReplacer(
	"192.0.2.0/24", "<ITS-NETWORK>", "198.51.100.0/24", "<NETWORK-OF-THE-PEER>",
	"192.0.2.0 0.0.0.255", "<ITS-NETWORK> <WILDCARD>", "198.51.100.0 0.0.0.255", "<NETWORK-OF-THE-PEER> <WILDCARD>",
	"192.0.2.0 255.255.255.0", "<ITS-NETWORK> <MASK>", "198.51.100.0 255.255.255.0", "<NETWORK-OF-THE-PEER> <MASK>")

// one returns the only address of a list, or a placeholder.
func (s *spec) one(list []string, placeholder, what string) string {
	if len(list) > 0 {
		if _, err := netip.ParseAddr(list[0]); err == nil {
			return list[0]
		}
	}
	s.Unknown = append(s.Unknown, what)
	return placeholder
}

func notAddress(id string) string {
	id = strings.TrimPrefix(id, "@") // Libreswan's mark of a name
	if _, err := netip.ParseAddr(id); err == nil || id == "%any" {
		return ""
	}
	return id
}

// idKind is the IOS keyword for an identity that is no address (RFC 7296, section
// 3.5): a name, or a mail address.
func idKind(id string) string {
	if strings.Contains(id, "@") {
		return "email"
	}
	return "fqdn"
}

// word makes a name that every syntax takes.
func word(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, name)
}

// fit chooses the words of a syntax, and says what it cannot express.
func (s *spec) fit(syntax string) error {
	if syntax == "ios" && s.Version == 2 {
		return fmt.Errorf("%s uses IKEv2: ask for ios-ikev2", s.From)
	}
	if syntax == "ios-ikev2" && s.Version == 1 {
		return fmt.Errorf("%s uses IKEv1: ask for ios", s.From)
	}
	if syntax == "asa" && s.Version == 1 {
		return s.translate(vocabularies["asa-ikev1"], "IKEv1 of the ASA")
	}
	return s.translate(vocabularies[syntax], syntax)
}

func wildcard(p netip.Prefix) string {
	return mask(p, func(b byte) byte { return ^b })
}

func netmask(p netip.Prefix) string { return mask(p, func(b byte) byte { return b }) }

func mask(p netip.Prefix, turn func(byte) byte) string {
	if !p.Addr().Is4() {
		return fmt.Sprintf("/%d", p.Bits())
	}
	var out []string
	for i := range 4 {
		n := min(max(p.Bits()-8*i, 0), 8)
		out = append(out, fmt.Sprint(turn(byte(0xff<<(8-n)))))
	}
	return strings.Join(out, ".")
}
