package fleet

import (
	"fmt"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// peerWide says that every tunnel to one peer is down, from several of our
// gateways: what they share is the peer.
var peerWide = engine.Rule{
	ID:       "fleet/peer-wide",
	Title:    "Every tunnel to one peer or hub is down",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerPeer,
	Needs:    []ipsec.Area{ipsec.AreaIKESAs, ipsec.AreaChildSAs},
	Explains: []string{"fleet/same-time", "fleet/fewer-tunnels"},
	Judge:    notOne,
	Fleet:    judgePeerWide,
}

func judgePeerWide(s *engine.Sweep) engine.FleetVerdict {
	v := stateUnknown(s)
	byEnd := engine.ByEnd(s.Known())
	for _, name := range names(byEnd) {
		all := byEnd[name]
		down := engine.Faulty(all)
		if isDevice(s, name, all) || len(down) < len(all) || len(endsOf(down, name)) < 2 {
			continue
		}
		i := &engine.Incident{Base: engine.Strong, About: name, Members: down,
			Detail: fmt.Sprintf("all %d tunnels to %s are down, from %d devices", len(all), name, len(endsOf(down, name)))}
		if len(all) < fewest {
			i.Base = engine.Likely
		}
		v.Incidents = append(v.Incidents, i)
	}
	return v
}
