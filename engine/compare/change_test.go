package compare

import (
	"net/netip"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

func between(t *testing.T, local, remote string) flow {
	t.Helper()
	return flow{local: ipsec.PrefixSelector(netip.MustParsePrefix(local), local), remote: ipsec.PrefixSelector(netip.MustParsePrefix(remote), remote)}
}

// TestWhoChanges: the end that is not as the inventory means it has to change,
// from whichever end the inventory writes the tunnel; without intent either can.
func TestWhoChanges(t *testing.T) {
	whole, part := between(t, "10.1.0.0/16", "10.2.0.0/16"), between(t, "10.1.0.0/24", "10.2.0.0/16")
	wholeBack, partBack := between(t, "10.2.0.0/16", "10.1.0.0/16"), between(t, "10.2.0.0/16", "10.1.0.0/24")
	fromHQ := &inventory.Tunnel{Ends: [2]string{"hq", "br"}, Selectors: [][2]string{{"10.1.0.0/16", "10.2.0.0/16"}}}
	fromBR := &inventory.Tunnel{Ends: [2]string{"br", "hq"}, Selectors: [][2]string{{"10.2.0.0/16", "10.1.0.0/16"}}}
	web := whole
	web.local.Protocol, web.local.FromPort, web.local.ToPort = 6, 443, 443
	loose := &inventory.Tunnel{Ends: [2]string{"hq", "br"}, Selectors: [][2]string{{"10.1.7.9/16", "10.2.0.0/16"}}}
	either := "either hq so that it fits br, or br so that it fits hq; nothing says which is meant"
	for name, c := range map[string]struct {
		intent *inventory.Tunnel
		item   Item
		want   string
	}{
		"no intent":             {nil, Item{own: []flow{whole}, met: []flow{partBack}}, either},
		"intent without any":    {&inventory.Tunnel{Ends: [2]string{"hq", "br"}}, Item{own: []flow{whole}, met: []flow{partBack}}, either},
		"the remote end":        {fromHQ, Item{own: []flow{whole}, met: []flow{partBack}}, "change br: the inventory means 10.2.0.0/16 === 10.1.0.0/16 there"},
		"the local end":         {fromHQ, Item{own: []flow{part}, met: []flow{wholeBack}}, "change hq: the inventory means 10.1.0.0/16 === 10.2.0.0/16 there"},
		"written from br":       {fromBR, Item{own: []flow{part}, met: []flow{wholeBack}}, "change hq: the inventory means 10.1.0.0/16 === 10.2.0.0/16 there"},
		"both":                  {fromHQ, Item{own: []flow{part}, met: []flow{between(t, "10.3.0.0/16", "10.1.0.0/16")}}, "change both ends: the inventory means 10.1.0.0/16 === 10.2.0.0/16 at hq"},
		"missing at the other":  {fromHQ, Item{own: []flow{whole}}, "change br: the inventory means 10.2.0.0/16 === 10.1.0.0/16 there"},
		"ports are no network":  {fromHQ, Item{own: []flow{web}, met: []flow{wholeBack}}, either},
		"written as a host":     {loose, Item{own: []flow{whole}, met: []flow{partBack}}, "change br: the inventory means 10.2.0.0/16 === 10.1.7.9/16 there"},
		"wrong by itself":       {fromHQ, Item{wrong: []string{"br"}}, "change br"},
		"a key":                 {fromHQ, Item{Rule: "auth/psk-mismatch"}, "enter the same key at both ends; nothing says which of the two is meant"},
		"negotiated, no intent": {fromHQ, Item{Rule: "child/proposal-mismatch"}, either},
	} {
		k := &engine.Case{Intent: c.intent, Local: engine.End{Name: "hq"}, Remote: engine.End{Name: "br"}}
		c.item.Match = Differs
		if got := whoChanges(k, &c.item); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		c.item.Match = Unknown
		if got := whoChanges(k, &c.item); got != "" {
			t.Errorf("%s, unknown: %q, but nothing is known to differ", name, got)
		}
	}
}

// TestNotTold: what makes networks unknown is said, with what to collect.
func TestNotTold(t *testing.T) {
	listed := &ipsec.Policy{List: ipsec.Saw("VPN", ipsec.Ref{})}
	some := []flow{between(t, "10.1.0.0/16", "10.2.0.0/16")}
	for _, c := range []struct {
		p        *ipsec.Policy
		own, met []flow
		want     string
	}{
		{listed, nil, some, "the entries of access list VPN were not read: collect or paste it together with the configuration"},
		{&ipsec.Policy{}, nil, some, "the configuration names no networks here"},
		{listed, some, nil, "the networks of the other end were not read: collect or paste its access list or policies, too"},
	} {
		if got := notTold(c.p, c.own, c.met); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
