package data

import (
	"net/netip"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// egressNATMissing says that clients send all their traffic through the tunnel,
// and what of it goes on to the Internet keeps its private source.
var egressNATMissing = engine.Rule{
	ID:       "data/egress-nat-missing",
	Title:    "Tunnel clients leave towards the Internet untranslated, so replies never come back",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaNAT, ipsec.AreaChildSAs},
	Explains: []string{"data/receives-only"},
	Judge:    judgeEgressNAT,
}

func judgeEgressNAT(c *engine.Case) engine.Verdict {
	if missing := lacksFlows(c); missing != nil {
		return engine.Unobserved(missing...)
	}
	var open string
	for _, e := range c.Ends() {
		for _, f := range flowsOf(c, e) {
			client, ok := clientOf(f.Child)
			if !ok || !keepsSilent(f) || !settledAtBoth(c, e, f) {
				continue
			}
			outside := ""
			if row := e.OutsideInterface(c.Other(e)); row != nil {
				outside = row.Name
			}
			rule, known := e.TranslatedClear(client, somewhere, outside)
			switch {
			case !known:
				open = "the rules of address translation of " + e.Name + " (`nft list ruleset` or `iptables-save -c`), and its outside interface"
			case rule == nil || rule.Kind == ipsec.NATExempt:
				v := engine.Hold(engine.Strong, shown(e, f, "packets of the client are decrypted and none is answered"),
					engine.Show(e, engine.FromConfig, lastRule(e), "no rule translates "+client.String()+" towards the Internet")).
					Owned(c.OwnerOf(e)).With(client.String() + " leaves " + e.Name + " untranslated").
					SettledBy("does the client reach a host behind " + e.Name + "? Then only the way to the Internet is missing")
				return v
			}
		}
	}
	if open != "" {
		return engine.Unobserved(open)
	}
	return engine.Silent("")
}

// somewhere stands for a host of the Internet (RFC 5737).
var somewhere = ipsec.PrefixSelector(netip.MustParsePrefix("203.0.113.255/32"), "a host of the Internet")

// clientOf returns the private address of a client whose whole traffic an SA
// carries.
func clientOf(sa *ipsec.ChildSA) (ipsec.Selector, bool) {
	everywhere := false
	for _, s := range sa.LocalTS {
		everywhere = everywhere || isWhole(s)
	}
	if !everywhere || len(sa.RemoteTS) == 0 || !isHost(sa.RemoteTS[0]) || !sa.RemoteTS[0].From.IsPrivate() {
		return ipsec.Selector{}, false
	}
	return sa.RemoteTS[0], true
}

// lastRule quotes the last rule, behind which none follows.
func lastRule(e *engine.End) ipsec.Ref { return e.Snap.NATRules[len(e.Snap.NATRules)-1].Ref }
