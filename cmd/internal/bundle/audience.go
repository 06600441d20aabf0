package bundle

import "slices"

// An Audience is whom a bundle or a report is for.
type Audience string

// The audiences.
const (
	Internal Audience = "internal"
	Peer     Audience = "peer"
	ISP      Audience = "isp"
	Public   Audience = "public"
)

// Audiences are all, from the one that sees most.
func Audiences() []Audience { return []Audience{Internal, Peer, ISP, Public} }

func known(a Audience) bool { return slices.Contains(Audiences(), a) }

// A Matter is what an output may show, Hides the audiences that do not see it.
type Matter struct {
	What  string
	Hides []Audience
}

// The matters, in the order of the table in the README.
const (
	secrets    = "secrets: keys, hashes, communities, private keys, tokens"
	gateways   = "addresses of the gateways of the tunnel"
	selectors  = "networks in the tunnel's selectors"
	addresses  = "all other addresses"
	identities = "IKE identities, host names, domains and mail addresses in them"
	own        = "names of devices, tunnels, connections, sites and users, other host names and domains"
	texts      = "descriptions, comments, subjects of certificates, serial numbers"
)

// Matters is what each audience sees and does not see.
func Matters() []Matter {
	return []Matter{
		{secrets, []Audience{Internal, Peer, ISP, Public}},
		{gateways, []Audience{Public}},
		{selectors, []Audience{ISP, Public}},
		{addresses, []Audience{Peer, ISP, Public}},
		{identities, []Audience{ISP, Public}},
		{own, []Audience{Peer, ISP, Public}},
		{texts, []Audience{Peer, ISP, Public}},
	}
}

// hides reports whether an audience does not see a matter.
func (a Audience) hides(what string) bool {
	return slices.ContainsFunc(Matters(), func(m Matter) bool { return m.What == what && slices.Contains(m.Hides, a) })
}

// Hidden lists what an audience does not see.
func (a Audience) Hidden() (out []string) {
	for _, m := range Matters() {
		if slices.Contains(m.Hides, a) {
			out = append(out, m.What)
		}
	}
	return out
}
