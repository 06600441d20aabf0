package engine

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

const (
	hqAddr = "198.51.100.1"
	brAddr = "203.0.113.1"
)

func text(s string) ipsec.Text { return ipsec.Saw(s, ipsec.Ref{}) }

// device returns a reading of a device that uses an address.
func device(name, address string, show func(*ipsec.Snapshot)) Reading {
	snap := &ipsec.Snapshot{Device: name}
	if address != "" {
		snap.Interfaces = []ipsec.Interface{{Name: "eth0", Addresses: []string{address}}}
	}
	if show != nil {
		show(snap)
	}
	return Reading{Name: name, Snap: snap}
}

func peer(name, remote string) ipsec.Peer {
	return ipsec.Peer{Name: name, RemoteAddrs: []string{remote}}
}

func knows(name, remote, localID, remoteID string) ipsec.Peer {
	p := peer(name, remote)
	p.LocalID, p.RemoteID = text(localID), text(remoteID)
	return p
}

func child(local, remote, in, out string) ipsec.ChildSA {
	return ipsec.ChildSA{State: ipsec.ChildInstalled, Local: ipsec.Endpoint{Address: local}, Remote: ipsec.Endpoint{Address: remote},
		InSPI: []string{in}, OutSPI: []string{out}}
}

func peers(p ...ipsec.Peer) func(*ipsec.Snapshot) {
	return func(s *ipsec.Snapshot) { s.Peers = p }
}

func children(sas ...ipsec.ChildSA) func(*ipsec.Snapshot) {
	return func(s *ipsec.Snapshot) { s.ChildSAs = sas }
}

func events(evs ...ipsec.Event) func(*ipsec.Snapshot) {
	return func(s *ipsec.Snapshot) { s.Events = evs }
}

func all(shows ...func(*ipsec.Snapshot)) func(*ipsec.Snapshot) {
	return func(s *ipsec.Snapshot) {
		for _, show := range shows {
			show(s)
		}
	}
}

func tunnel(name, a, b string) inventory.Tunnel {
	return inventory.Tunnel{Name: name, Ends: [2]string{a, b}}
}

// describe is a case in one line: id, and of each end its name, its
// connections, SAs and the number of events.
func describe(c *Case) string {
	words := []string{c.ID + ":"}
	for _, e := range c.Ends() {
		s := e.Name + "["
		for _, p := range e.Peers {
			s += p.Name + " "
		}
		for _, sa := range e.ChildSAs {
			s += "sa" + strings.Join(sa.InSPI, "+") + " "
		}
		if !e.Read() {
			s += "unread "
		}
		if len(e.Events) > 0 {
			s += strconv.Itoa(len(e.Events)) + "ev "
		}
		words = append(words, strings.TrimSpace(s)+"]")
	}
	return strings.Join(words, " ")
}

func TestAssemble(t *testing.T) {
	hq, br := hqAddr, brAddr
	for name, c := range map[string]struct {
		readings []Reading
		intents  []inventory.Tunnel
		want     []string
	}{
		"by address": {[]Reading{
			device("hq", hq, peers(peer("a", br), peer("b", "203.0.113.2"))),
			device("br", br, peers(peer("x", hq), peer("y", "203.0.113.3"))),
		}, nil, []string{"hq to br: hq[a] br[x]", "hq to 203.0.113.2: hq[b] 203.0.113.2[unread]", "br to 203.0.113.3: br[y] 203.0.113.3[unread]"}},
		"by both SPIs behind NAT": {[]Reading{
			device("hq", hq, children(child(hq, "203.0.113.99", "a1", "b1"), child(hq, "203.0.113.98", "a2", "b2"))),
			device("br", "10.0.0.5", children(child("10.0.0.5", "198.51.100.77", "b2", "a2"))),
		}, nil, []string{"hq to 203.0.113.99: hq[saa1] 203.0.113.99[unread]", "hq to br: hq[saa2] br[sab2]"}},
		"two logs that name nobody": {[]Reading{
			device("hq", "", events(ipsec.Event{Kind: ipsec.EventIKEProposalRefused})),
			device("br", "", events(ipsec.Event{Kind: ipsec.EventNotifyReceived})),
		}, nil, []string{"hq to br: hq[1ev] br[1ev]"}},
		"a log that names its peer, and the peer's only tunnel": {[]Reading{
			device("hq", hq, peers(peer("a", br))),
			device("br", "", events(ipsec.Event{Kind: ipsec.EventUndecryptable, Remote: hq})),
		}, nil, []string{"hq to br: hq[a] br[1ev]"}},
		"a log that names its peer, which has two tunnels": {[]Reading{
			device("hq", hq, peers(peer("a", br), peer("b", "203.0.113.2"))),
			device("br", "", events(ipsec.Event{Kind: ipsec.EventUndecryptable, Remote: hq})),
		}, nil, []string{"hq to 203.0.113.1: hq[a] 203.0.113.1[unread]", "hq to 203.0.113.2: hq[b] 203.0.113.2[unread]", "br to hq: br[1ev] hq[]"}},
		"packets of hosts name no tunnel and no gateway": {[]Reading{
			device("hq", hq, all(peers(peer("a", br)), events(
				ipsec.Event{Kind: ipsec.EventFilterDenied, Protocol: 6, Port: 443, Remote: br, Local: "10.1.0.5"},
				ipsec.Event{Kind: ipsec.EventOutOfState, Protocol: 6, Remote: "192.0.2.77", Local: "203.0.113.2"},
				ipsec.Event{Kind: ipsec.EventFilterDenied, Protocol: 17, Port: 500, Remote: br, Local: hq}))),
			device("other", "203.0.113.9", peers(peer("b", "203.0.113.2"), peer("c", "203.0.113.3"))),
		}, nil, []string{"hq to 203.0.113.1: hq[a 1ev] 203.0.113.1[unread]", "other to 203.0.113.2: other[b] 203.0.113.2[unread]", "other to 203.0.113.3: other[c] 203.0.113.3[unread]"}},
		"a nameless flow beside one tunnel is of it": {[]Reading{
			device("hq", hq, all(peers(peer("a", br)), children(child("", "", "a1", "b1")))),
		}, nil, []string{"hq to 203.0.113.1: hq[a saa1] 203.0.113.1[unread]"}},
		"one SPI alone is chance": {[]Reading{
			device("hq", hq, children(child(hq, "203.0.113.99", "a1", "b1"), child(hq, "203.0.113.98", "a2", "b2"))),
			device("br", "10.0.0.5", children(child("10.0.0.5", "198.51.100.77", "b2", "ff"))),
		}, nil, []string{"hq to 203.0.113.99: hq[saa1] 203.0.113.99[unread]", "hq to 203.0.113.98: hq[saa2] 203.0.113.98[unread]", "br to 198.51.100.77: br[sab2] 198.51.100.77[unread]"}},
		"by identities": {[]Reading{
			device("hq", "", peers(knows("a", "203.0.113.99", "@hq", "@br"), knows("b", "203.0.113.98", "@hq", "@other"))),
			device("br", "", peers(knows("x", "198.51.100.77", "@br", "@hq"), peer("y", "192.0.2.1"))),
		}, nil, []string{"hq to br: hq[a] br[x]", "hq to 203.0.113.98: hq[b] 203.0.113.98[unread]", "br to 192.0.2.1: br[y] 192.0.2.1[unread]"}},
		"a private identity of two devices behind NAT, SPIs decide": {[]Reading{
			device("hq", hq, all(peers(knows("a", "203.0.113.99", "@hq", "10.0.0.5")), children(child(hq, "203.0.113.99", "a1", "b1")))),
			device("br1", "10.0.0.5", all(peers(knows("x", "198.51.100.77", "10.0.0.5", "@hq")), children(child("10.0.0.5", "198.51.100.77", "c1", "d1")))),
			device("br2", "10.0.0.5", all(peers(knows("y", "198.51.100.77", "10.0.0.5", "@hq")), children(child("10.0.0.5", "198.51.100.77", "b1", "a1")))),
		}, nil, []string{"hq to br2: hq[a saa1] br2[y sab1]", "br1 to 198.51.100.77: br1[x sac1] 198.51.100.77[unread]"}},
		"an address that went to a renamed device, SPIs decide": {[]Reading{
			device("hq", hq, children(child(hq, br, "a1", "b1"))),
			device("old", br, children(child(br, hq, "c1", "d1"))),
			device("new", br, children(child(br, hq, "b1", "a1"))),
		}, nil, []string{"hq to new: hq[saa1] new[sab1]", "old to hq: old[sac1] hq[]"}},
		"one SPI alone, and an address that says otherwise": {[]Reading{
			device("hq", hq, children(child(hq, br, "a1", "b1"))),
			device("other", "203.0.113.9", children(child("203.0.113.9", "192.0.2.1", "b1", "ff"))),
			device("br", br, children(child(br, hq, "e1", "e2"))),
		}, nil, []string{"hq to br: hq[saa1] br[sae1]", "other to 192.0.2.1: other[sab1] 192.0.2.1[unread]"}},
		"both SPIs of one end are of two devices": {[]Reading{
			device("hq", hq, children(child(hq, "203.0.113.99", "a1", "b1"), child(hq, "203.0.113.98", "a2", "b2"))),
			device("br1", "10.0.0.5", children(child("10.0.0.5", "198.51.100.77", "b1", "ff"), child("10.0.0.5", "198.51.100.76", "fe", "a1"))),
		}, nil, []string{"hq to 203.0.113.99: hq[saa1] 203.0.113.99[unread]", "hq to 203.0.113.98: hq[saa2] 203.0.113.98[unread]", "br1 to 198.51.100.77: br1[sab1] 198.51.100.77[unread]", "br1 to 198.51.100.76: br1[safe] 198.51.100.76[unread]"}},
		"intended, and the identity of another": {[]Reading{
			device("hq", hq, peers(knows("a", br, "@hq", "@br"))),
			device("br", br, peers(knows("x", hq, "@br", "@hq"))),
			device("twin", "203.0.113.9", peers(knows("z", "192.0.2.1", "@br", "@hq"))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br")}, []string{"t: hq[a] br[x]", "twin to 192.0.2.1: twin[z] 192.0.2.1[unread]"}},
		"identities of two devices": {[]Reading{
			device("hq", "", peers(knows("a", "203.0.113.99", "@hq", "@br"))),
			device("br1", "", peers(knows("x", "198.51.100.77", "@br", "@hq"))),
			device("br2", "", peers(knows("y", "198.51.100.77", "@br", "@hq"))),
		}, nil, []string{"hq to 203.0.113.99: hq[a] 203.0.113.99[unread]", "br1 to 198.51.100.77: br1[x] 198.51.100.77[unread]", "br2 to 198.51.100.77: br2[y] 198.51.100.77[unread]"}},
		"a tunnel elsewhere is not taken for a known one": {[]Reading{
			device("hq", hq, peers(knows("a", br, "@hq", "@br"), knows("b", "203.0.113.98", "@hq", "@other"))),
			device("br", br, peers(knows("x", hq, "@br", "@hq"))),
		}, nil, []string{"hq to br: hq[a] br[x]", "hq to 203.0.113.98: hq[b] 203.0.113.98[unread]"}},
		"wrong address, right identity": {[]Reading{
			device("hq", hq, peers(knows("a", "203.0.113.66", "@hq", "@br"), peer("b", "203.0.113.67"))),
			device("br", br, peers(knows("x", hq, "@br", "@hub"))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br")}, []string{"t: hq[a] br[x]", "hq to 203.0.113.67: hq[b] 203.0.113.67[unread]"}},
		"wrong address, right identity, no inventory": {[]Reading{
			device("hq", hq, peers(knows("a", "203.0.113.66", "@hq", "@br"), peer("b", "203.0.113.67"))),
			device("br", br, peers(knows("x", hq, "@br", "@hub"), peer("y", "192.0.2.1"))),
		}, nil, []string{"hq to br: hq[a] br[x]", "hq to 203.0.113.67: hq[b] 203.0.113.67[unread]", "br to 192.0.2.1: br[y] 192.0.2.1[unread]"}},
		"wrong address, the only one left": {[]Reading{
			device("hq", hq, peers(peer("a", "203.0.113.66"), peer("b", "203.0.113.2"))),
			device("br", br, peers(peer("x", hq))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br"), tunnel("u", "hq", "203.0.113.2")}, []string{"t: hq[a] br[x]", "u: hq[b] 203.0.113.2[unread]"}},
		"wrong address, two left": {[]Reading{
			device("hq", hq, peers(peer("a", "203.0.113.66"), peer("b", "203.0.113.67"))),
			device("br", br, peers(peer("x", hq))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br")}, []string{"t: hq[] br[x]", "hq to 203.0.113.66: hq[a] 203.0.113.66[unread]", "hq to 203.0.113.67: hq[b] 203.0.113.67[unread]"}},
		"two unmatched intents, one left": {[]Reading{
			device("hq", hq, peers(peer("a", "203.0.113.66"))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br1"), tunnel("u", "hq", "br2")}, []string{"t: hq[] br1[unread]", "u: hq[] br2[unread]", "hq to 203.0.113.66: hq[a] 203.0.113.66[unread]"}},
		"one unmatched intent, one left": {[]Reading{
			device("hq", hq, peers(peer("a", "203.0.113.66"), peer("b", "203.0.113.2"))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br1"), tunnel("u", "hq", "203.0.113.2")}, []string{"t: hq[a] br1[unread]", "u: hq[b] 203.0.113.2[unread]"}},
		"by the connection's name": {[]Reading{
			device("hq", hq, peers(peer("t", "203.0.113.66"), peer("b", "203.0.113.67"))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br1")}, []string{"t: hq[t] br1[unread]", "hq to 203.0.113.67: hq[b] 203.0.113.67[unread]"}},
		"unread end": {[]Reading{device("hq", hq, peers(peer("a", br)))},
			[]inventory.Tunnel{tunnel("t", "hq", br)}, []string{"t: hq[a] 203.0.113.1[unread]"}},
		"the far device could not be read": {[]Reading{device("hq", hq, peers(peer("a", br))), {Name: "br", Aliases: []string{br}}},
			nil, []string{"hq to br: hq[a] br[unread]"}},
		"device without tunnels": {[]Reading{device("hq", hq, func(s *ipsec.Snapshot) { s.ServiceDown = ipsec.Saw(true, ipsec.Ref{}) })},
			nil, []string{"hq: hq[] the peer[unread]"}},
		"any peer, each spoke its own tunnel": {[]Reading{
			device("hub", hq, all(peers(peer("rw", "%any")), func(s *ipsec.Snapshot) {
				for i, r := range []string{"203.0.113.1", "203.0.113.2", "203.0.113.3"} {
					sa := child(hq, r, "a"+strconv.Itoa(i), "b"+strconv.Itoa(i))
					sa.IKEName = "rw"
					s.ChildSAs = append(s.ChildSAs, sa)
				}
			})),
			device("s2", "203.0.113.2", peers(peer("x", hq))),
		}, nil, []string{"hub to 203.0.113.1: hub[rw saa0] 203.0.113.1[unread]", "hub to s2: hub[rw saa1] s2[x]", "hub to 203.0.113.3: hub[rw saa2] 203.0.113.3[unread]"}},
		"any peer, two spokes that are down": {[]Reading{
			device("hub", hq, all(peers(peer("rw", "%any")), events(
				ipsec.Event{Kind: ipsec.EventAuthFailed, Remote: "203.0.113.2", Connection: "rw"},
				ipsec.Event{Kind: ipsec.EventAuthFailed, Remote: "203.0.113.1", Connection: "rw"}))),
			device("s1", "203.0.113.1", peers(peer("x", hq))),
			device("s2", "203.0.113.2", peers(peer("x", hq))),
		}, []inventory.Tunnel{tunnel("t", "hub", "s1"), tunnel("u", "hub", "s2")}, []string{"t: hub[rw 1ev] s1[x]", "u: hub[rw 1ev] s2[x]"}},
		"any peer by identity": {[]Reading{
			device("hub", hq, peers(knows("rw1", "%any", "@hub", "@s1"), knows("rw2", "%any", "@hub", "@s2"))),
			device("s2", "203.0.113.2", peers(knows("x", hq, "@s2", "@hub"))),
		}, nil, []string{"hub to rw1: hub[rw1] rw1[unread]", "hub to s2: hub[rw2] s2[x]"}},
		"any peer, of an identity that is not theirs": {[]Reading{
			device("hub", hq, peers(knows("rw1", "%any", "@hub", "@s1"), peer("b", "203.0.113.2"))),
		}, []inventory.Tunnel{tunnel("t", "hub", "s8"), tunnel("u", "hub", "s9")},
			[]string{"t: hub[] s8[unread]", "u: hub[] s9[unread]", "hub to rw1: hub[rw1] rw1[unread]", "hub to 203.0.113.2: hub[b] 203.0.113.2[unread]"}},
		"a stranger at a connection for any peer": {[]Reading{
			device("hub", hq, all(peers(peer("rw", "%any")), func(s *ipsec.Snapshot) {
				sa := child(hq, "203.0.113.1", "a", "b")
				sa.IKEName = "rw"
				s.ChildSAs = []ipsec.ChildSA{sa}
			}, events(ipsec.Event{Kind: ipsec.EventAuthFailed, Remote: "192.0.2.200", Connection: "rw"}))),
		}, nil, []string{"hub to 203.0.113.1: hub[rw saa] 203.0.113.1[unread]"}},
		"a profile of many peers": {[]Reading{device("hub", hq, func(s *ipsec.Snapshot) {
			for _, r := range []string{"203.0.113.1", "203.0.113.2"} {
				s.IKESAs = append(s.IKESAs, ipsec.IKESA{Name: "profile", Remote: ipsec.Endpoint{Address: r}})
			}
		})}, nil, []string{"hub to 203.0.113.1: hub[] 203.0.113.1[unread]", "hub to 203.0.113.2: hub[] 203.0.113.2[unread]"}},
		"strangers make no tunnels": {[]Reading{device("hq", hq, all(peers(peer("a", br)), events(
			ipsec.Event{Kind: ipsec.EventNoConnection, Remote: "192.0.2.200"}, ipsec.Event{Kind: ipsec.EventNoConnection, Remote: "192.0.2.201"},
			ipsec.Event{Kind: ipsec.EventAuthFailed, Remote: br}, ipsec.Event{Kind: ipsec.EventInterfaceChange})))},
			nil, []string{"hq to 203.0.113.1: hq[a 2ev] 203.0.113.1[unread]"}},
		"a log alone makes a tunnel": {[]Reading{device("hq", "", events(
			ipsec.Event{Kind: ipsec.EventInitiating, Connection: "a"}, ipsec.Event{Kind: ipsec.EventAuthFailed, Connection: "a", Remote: br},
			ipsec.Event{Kind: ipsec.EventAuthFailed, Remote: br}))},
			nil, []string{"hq to 203.0.113.1: hq[3ev] 203.0.113.1[unread]"}},
		"no connection for the device that owns the address": {[]Reading{
			device("hq", hq, all(peers(peer("a", "203.0.113.66"), peer("b", "203.0.113.67")), events(
				ipsec.Event{Kind: ipsec.EventNoConnection, Remote: br}, ipsec.Event{Kind: ipsec.EventNoConnection, Remote: "192.0.2.200"}))),
			device("br", br, peers(peer("x", hq))),
		}, []inventory.Tunnel{tunnel("t", "hq", "br")}, []string{"t: hq[1ev] br[x]", "hq to 203.0.113.66: hq[a] 203.0.113.66[unread]", "hq to 203.0.113.67: hq[b] 203.0.113.67[unread]"}},
		"two links between two devices": {[]Reading{
			device("hq", "", children(child("198.51.100.1", "203.0.113.1", "a1", ""), child("198.51.100.2", "203.0.113.2", "a2", ""))),
			device("br", "", children(child("203.0.113.2", "198.51.100.2", "b2", ""), child("203.0.113.1", "198.51.100.1", "b1", ""))),
		}, nil, []string{"hq to br: hq[saa1] br[sab1]", "hq to br: hq[saa2] br[sab2]"}},
		"an address of two devices": {[]Reading{
			device("hq", hq, peers(peer("a", br))),
			device("standby", br, nil),
			device("active", br, peers(peer("x", hq))),
		}, nil, []string{"hq to active: hq[a] active[x]", "standby: standby[] the peer[unread]"}},
		"an address of two devices without a tunnel": {[]Reading{
			device("hq", hq, peers(peer("a", br))),
			device("one", br, nil),
			device("two", br, nil),
		}, nil, []string{"hq to 203.0.113.1: hq[a] 203.0.113.1[unread]", "one: one[] the peer[unread]", "two: two[] the peer[unread]"}},
		"two links, one of them not configured at the far end": {[]Reading{
			device("hq", "", children(child("198.51.100.1", "203.0.113.1", "a1", ""), child("198.51.100.2", "203.0.113.2", "a2", ""))),
			device("br", "", all(children(child("203.0.113.2", "198.51.100.2", "b2", "")), func(s *ipsec.Snapshot) {
				s.Interfaces = []ipsec.Interface{{Name: "wan", Addresses: []string{"203.0.113.1"}}}
			})),
		}, nil, []string{"hq to br: hq[saa1] br[]", "hq to br: hq[saa2] br[sab2]"}},
		"seen from the end that was read": {[]Reading{{Name: "br"}, device("hq", hq, peers(peer("a", br)))},
			[]inventory.Tunnel{tunnel("br", "br", "hq")}, []string{"br: hq[a] br[unread]"}},
		"what names nobody is one tunnel": {[]Reading{device("hq", hq, children(child("", "", "a1", "b1"), child("", "0.0.0.0", "a2", "b2")))},
			nil, []string{"hq to the peer: hq[saa1 saa2] the peer[unread]"}},
		"two pasted devices that face others": {[]Reading{
			device("hq", "", children(child("", "203.0.113.99", "a1", "b1"))),
			device("br", "", children(child("", "198.51.100.77", "c1", "d1"))),
		}, nil, []string{"hq to 203.0.113.99: hq[saa1] 203.0.113.99[unread]", "br to 198.51.100.77: br[sac1] 198.51.100.77[unread]"}},
		"two pasted devices, one tunnel each": {[]Reading{device("hq", "", peers(peer("a", "203.0.113.99"))), device("br", "", peers(peer("x", "198.51.100.77")))},
			nil, []string{"hq to br: hq[a] br[x]"}},
	} {
		var got []string
		for _, k := range Assemble(time.Time{}, c.readings, c.intents, "") {
			got = append(got, describe(k))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}

// The focus sees every tunnel from its device, and each only once.
func TestAssembleFocus(t *testing.T) {
	readings := []Reading{device("hq", hqAddr, peers(peer("a", brAddr))), device("br", brAddr, peers(peer("x", hqAddr)))}
	for id, intents := range map[string][]inventory.Tunnel{"br to hq": nil, "t": {tunnel("t", "hq", "br"), tunnel("u", "hq", "203.0.113.2")}} {
		cases := Assemble(time.Time{}, readings, intents, "br")
		if len(cases) != 1 || describe(cases[0]) != id+": br[x] hq[a]" {
			t.Errorf("%d cases, first %s", len(cases), describe(cases[0]))
		}
	}
}

// An earlier sample is compared by address; the same connection with another
// peer is not the same SA.
func TestAssembleEarlier(t *testing.T) {
	sa := func(remote string) func(*ipsec.Snapshot) {
		return func(s *ipsec.Snapshot) {
			s.IKESAs = []ipsec.IKESA{{Name: "rw", Remote: ipsec.Endpoint{Address: remote}}}
		}
	}
	for remote, want := range map[string]int{brAddr: 1, "203.0.113.2": 0} {
		r := device("hq", hqAddr, sa(brAddr))
		r.Earlier = device("hq", hqAddr, sa(remote)).Snap
		c := Assemble(time.Time{}, []Reading{r}, nil, "")[0]
		if len(c.Local.EarlierIKE) != want || !c.Local.Sampled {
			t.Errorf("earlier SA to %s: %d found, want %d", remote, len(c.Local.EarlierIKE), want)
		}
	}
}
