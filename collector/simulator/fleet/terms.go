package fleet

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// terms are what an end is configured with for a tunnel. Both ends have the
// same but for what the scenario changes at the starting end.
type terms struct {
	Peer         netip.Addr
	MyID, PeerID string
	IKE, ESP     algorithms
	PFS          int // group number, 0 for none
	ChildLife    int // seconds
	// Key is the pre-shared key: made up, and removed by redaction.
	Key string
}

// algorithms are AES-CBC with a key of Bits, HMAC with SHA-1 or SHA-256 and,
// for IKE, a Diffie-Hellman group.
type algorithms struct{ Bits, SHA, Group int }

// Agreed are the terms that came about: those of the answering end.
func (e *end) Agreed() terms {
	sha := 256
	if e.Version() == 1 {
		sha = 1 // IKEv1 of the ASA knows no SHA-2
	}
	return terms{
		Peer: e.Remote.Address, MyID: e.Local.ID, PeerID: e.Remote.ID, ChildLife: 3600, PFS: e.scenario.pfs,
		IKE: algorithms{256, sha, 14}, ESP: algorithms{256, sha, 0}, Key: fmt.Sprintf("simulated-%08x", e.keys.child[0]),
	}
}

// Terms are the terms in this end's configuration.
func (e *end) Terms() terms {
	t := e.Agreed()
	if e.Starts && e.scenario.change != nil {
		e.scenario.change(&t)
	}
	return t
}

// The changes that scenarios make to the terms of the starting end.
func otherIKE(t *terms)      { t.IKE = algorithms{128, 1, 14} }
func otherESP(t *terms)      { t.ESP = algorithms{128, 1, 0} }
func otherKey(t *terms)      { t.Key += "-old" }
func otherGroup(t *terms)    { t.PFS = 5 }
func otherLifetime(t *terms) { t.ChildLife = 28800 }
func otherIdentity(t *terms) { t.MyID = "old-name.example.com" }

// otherPeer calls an address beside the right one, where nobody answers.
func otherPeer(t *terms) {
	b := t.Peer.As4()
	b[3] ^= 8
	t.Peer = netip.AddrFrom4(b)
}

// Words for the algorithms: the name of a set, of IOS and of the ASA, of
// swanctl's configuration, its lists and its log.
func (a algorithms) Name() string     { return fmt.Sprintf("AES%d-%s", a.Bits, a.upper()) }
func (a algorithms) Lower() string    { return strings.ToLower(a.upper()) }
func (a algorithms) upper() string    { return map[int]string{1: "SHA", 256: "SHA256"}[a.SHA] }
func (a algorithms) IOSBits() string  { return map[int]string{128: "", 256: " 256"}[a.Bits] }
func (a algorithms) IOSShow() string  { return map[int]string{128: "", 256: "256-"}[a.Bits] }
func (a algorithms) ASABits() string  { return map[int]string{128: "", 256: "-256"}[a.Bits] }
func (a algorithms) ASAInteg() string { return map[int]string{1: "sha-1", 256: "sha-256"}[a.SHA] }
func (a algorithms) ASAHmac() string {
	return map[int]string{1: "esp-sha-hmac", 256: "esp-sha-256-hmac"}[a.SHA]
}
func (a algorithms) IKEv2() string { return map[int]string{1: "sha1", 256: "sha256"}[a.SHA] }
func (a algorithms) HMAC() string {
	return map[int]string{1: "HMAC_SHA1_96", 256: "HMAC_SHA2_256_128"}[a.SHA]
}

// Sum is the ASA's word for the hash.
func (a algorithms) Sum() string { return map[int]string{1: "SHA1", 256: "SHA256"}[a.SHA] }

func (a algorithms) PRF() string {
	return map[int]string{1: "PRF_HMAC_SHA1", 256: "PRF_HMAC_SHA2_256"}[a.SHA]
}

// modp is the name that strongSwan has for a group.
func modp(group int) string {
	return map[int]string{5: "modp1536", 14: "modp2048"}[group]
}

// IKEOf and ESPOf are the different algorithms of the tunnels of a version: a
// device has one list of IKE policies, and its sets by name.
func (v *view) IKEOf(version int) []algorithms {
	return v.algorithmsOf(version, func(t terms) algorithms { return t.IKE })
}

// ESPOf is described with IKEOf.
func (v *view) ESPOf(version int) []algorithms {
	return v.algorithmsOf(version, func(t terms) algorithms { return t.ESP })
}

func (v *view) algorithmsOf(version int, of func(terms) algorithms) []algorithms {
	var out []algorithms
	for _, e := range v.Ends {
		if a := of(e.Terms()); e.Version() == version && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// OfVersion are the tunnels of an IKE version.
func (v *view) OfVersion(version int) []*end {
	return v.choose(func(e *end) bool { return e.Version() == version })
}

// Sets are the transform sets of a router.
func (v *view) Sets() []algorithms {
	out := v.ESPOf(1)
	for _, a := range v.ESPOf(2) {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}
