package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// dnsNotCovered says that queries to the name server of the far side are none
// that the tunnel takes, so names do not resolve while addresses work.
var dnsNotCovered = engine.Rule{
	ID:       "data/dns-not-covered",
	Title:    "The name server for the remote side is not reached through the tunnel",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers, ipsec.AreaChildSAs},
	Explains: []string{"data/app-only"},
	Judge:    judgeDNSNotCovered,
}

func judgeDNSNotCovered(c *engine.Case) engine.Verdict {
	return eachWanted(c, func(w engine.Wanted) engine.Verdict {
		if !isNameQuery(w) {
			return engine.Inapplicable("no name server is among the traffic that somebody names")
		}
		cov, at := engine.CoverageOf(w)
		switch {
		case cov.By != nil:
			return engine.Silent("the selectors cover the name server", engine.Show(at, engine.FromState, cov.By.Ref, "these selectors cover it"))
		case sourceAlone(w, cov):
			return engine.Silent("")
		case !cov.Known, !w.Asked && !at.ShowsPolicies():
			return lacksSelectors(w)
		}
		if ref, carried := w.Sender.CarriedElsewhere(w.From, w.To); carried {
			return engine.Silent("another tunnel of "+w.Sender.Name+" reaches the name server", engine.Show(w.Sender, engine.FromConfig, ref, "this one covers it"))
		}
		return uncovered(w, c.Fate(w)).Owned(c.OwnerOf(w.Sender))
	})
}

// isNameQuery reports traffic to a name server: DNS (RFC 1035), or DNS over TLS
// (RFC 7858).
func isNameQuery(w engine.Wanted) bool {
	return w.To.FromPort == w.To.ToPort && (w.To.FromPort == 53 || w.To.FromPort == 853)
}
