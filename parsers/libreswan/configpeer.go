package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// A section is a connection of ipsec.conf as Libreswan understands it.
type section struct{ *linux.Conn }

// peer returns the connection a section describes, left as the local side.
func (s section) peer() ipsec.Peer {
	p := ipsec.Peer{Name: s.Name, Ref: s.At}
	p.LocalAddrs, p.RemoteAddrs = s.host("left"), s.host("right")
	p.LocalID, p.RemoteID = s.id("left"), s.id("right")
	p.LocalAuth, p.RemoteAuth = s.auth("left"), s.auth("right")
	p.Version = s.version()
	if p.Version.Or(0) == 1 {
		p.Aggressive = s.yes("aggressive", "aggrmode")
	}
	if list := s.first("ike"); list != "" {
		p.Proposals = configured("IKE", list)
	}
	if d, ok := scan.Duration(s.Set["dpddelay"]); ok {
		p.DPD = ipsec.Saw(d, s.Refs["dpddelay"])
	}
	if s.Set["auto"] == "ignore" {
		p.Disabled = ipsec.Saw(true, s.Refs["auto"])
	}
	p.Policies = []ipsec.Policy{s.policy(&p)}
	return p
}

func (s section) first(keys ...string) string {
	v, _ := s.First(keys...)
	return v
}

func (s section) host(side string) []string {
	if v := s.Set[side]; v != "" {
		return []string{v}
	}
	return nil
}

// id returns a configured identity. Without one it is the address.
func (s section) id(side string) ipsec.Text {
	key := side + "id"
	if id := identity(s.Set[key]); id != "" {
		return ipsec.Saw(id, s.Refs[key])
	}
	return ipsec.Text{}
}

// auth reads authby, for both sides, and leftauth and rightauth.
func (s section) auth(side string) ipsec.Text {
	for _, key := range []string{side + "auth", "authby"} {
		if v := s.Set[key]; v != "" {
			return ipsec.Saw(authWord(v), s.Refs[key])
		}
	}
	return ipsec.Text{}
}

// version reads ikev2= and, of Libreswan 5, keyexchange=.
func (s section) version() ipsec.Number {
	switch v := strings.ToLower(s.Set["ikev2"]); v {
	case "insist", "yes", "propose":
		return ipsec.Saw(2, s.Refs["ikev2"])
	case "no", "never":
		return ipsec.Saw(1, s.Refs["ikev2"])
	case "permit":
		return ipsec.Saw(0, s.Refs["ikev2"])
	}
	switch strings.ToLower(s.Set["keyexchange"]) {
	case "ikev2":
		return ipsec.Saw(2, s.Refs["keyexchange"])
	case "ikev1":
		return ipsec.Saw(1, s.Refs["keyexchange"])
	}
	return ipsec.Number{}
}

func (s section) yes(keys ...string) ipsec.Flag {
	for _, k := range keys {
		if v := strings.ToLower(s.Set[k]); v == "yes" || v == "no" {
			return ipsec.Saw(v == "yes", s.Refs[k])
		}
	}
	return ipsec.Flag{}
}

// policy returns what the section protects. Without subnets that are the hosts.
func (s section) policy(p *ipsec.Peer) ipsec.Policy {
	out := ipsec.Policy{Name: s.Name, Ref: s.At}
	out.LocalTS, out.RemoteTS = s.subnets("left", p.LocalAddrs), s.subnets("right", p.RemoteAddrs)
	if v := s.Set["type"]; v == "transport" || v == "tunnel" {
		out.Mode = ipsec.Saw(v, s.Refs["type"])
	}
	if list := s.first("esp", "phase2alg"); list != "" {
		out.Proposals = configured("ESP", list)
	}
	if v := s.Set["auto"]; v != "" {
		out.StartAction = ipsec.Saw(v, s.Refs["auto"])
	}
	if v := s.Set["dpdaction"]; v != "" {
		out.DPDAction = ipsec.Saw(v, s.Refs["dpdaction"])
	}
	return out
}

func (s section) subnets(side string, hosts []string) []ipsec.Selector {
	if list := s.first(side+"subnet", side+"subnets"); list != "" {
		return readSelectors(list)
	}
	var e end
	for _, host := range hosts {
		e.host(host)
	}
	return e.subnets
}

// configured returns the proposals of a configuration in its own spelling:
// "aes256-sha2_256;modp2048,aes_gcm256-null".
func configured(protocol, list string) []string {
	var out []string
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, protocol+":"+one)
		}
	}
	return out
}
