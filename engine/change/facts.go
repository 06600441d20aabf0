package change

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A fact is one thing that a device shows and that stays the same while nothing
// changes: no counters, ages or SPIs.
type fact struct {
	key, value string
	ref        ipsec.Ref
}

// restartSlack is how far two readings of one start may lie apart: devices print
// an uptime in whole minutes.
const restartSlack = 2 * time.Minute

// areas are compared in this order: what is nearest to a cause first.
var areas = []ipsec.Area{
	ipsec.AreaVersion, ipsec.AreaPeers, ipsec.AreaSuites, ipsec.AreaAccessLists, ipsec.AreaNAT, ipsec.AreaRoutingTable, ipsec.AreaRoutes,
	ipsec.AreaInterfaces, ipsec.AreaCertificates, ipsec.AreaIKESAs, ipsec.AreaChildSAs, ipsec.AreaClock,
}

// facts lists what an end shows, by area.
func facts(e *engine.End) map[ipsec.Area][]fact {
	out := map[ipsec.Area][]fact{}
	add := func(area ipsec.Area, key, value string, ref ipsec.Ref) {
		out[area] = append(out[area], fact{numbered(out[area], key), value, ref})
	}
	s := e.Snap
	if v, ok := s.Version.Get(); ok {
		add(ipsec.AreaVersion, "software", v, s.Version.Ref())
	}
	if offset, ok := e.ClockOffset(); ok {
		add(ipsec.AreaClock, "clock", clockText(offset), s.Clock.Ref())
	}
	for _, p := range e.Peers {
		peer(p, add)
	}
	state(e, add)
	surroundings(s, add)
	return out
}

// numbered tells facts with one key apart by their order.
func numbered(have []fact, key string) string {
	n := 0
	for _, f := range have {
		if f.key == key || strings.HasPrefix(f.key, key+" #") {
			n++
		}
	}
	if n == 0 {
		return key
	}
	return fmt.Sprintf("%s #%d", key, n+1)
}

// clockText rounds an offset to what matters.
func clockText(offset time.Duration) string {
	if offset.Abs() < time.Minute {
		return "right"
	}
	return "off by " + offset.Round(time.Minute).String()
}

type adder func(area ipsec.Area, key, value string, ref ipsec.Ref)

// peer lists a connection, line by line.
func peer(p *ipsec.Peer, add adder) {
	line := func(what, value string, ref ipsec.Ref) {
		if value != "" {
			add(ipsec.AreaPeers, "connection "+p.Name+": "+what, value, ref)
		}
	}
	if v, ok := p.Version.Get(); ok {
		line("IKE version", fmt.Sprint(v), p.Version.Ref())
	}
	line("addresses", strings.Join(p.LocalAddrs, " ")+" to "+strings.Join(p.RemoteAddrs, " "), p.Ref)
	line("identities", p.LocalID.Or("")+" to "+p.RemoteID.Or(""), p.LocalID.Ref())
	line("authentication", p.LocalAuth.Or(""), p.LocalAuth.Ref())
	line("IKE proposals", strings.Join(p.Proposals, ", "), p.Ref)
	timer := func(what string, d ipsec.Duration) { line(what, shownAs(d), d.Ref()) }
	timer("lifetime", p.Lifetime)
	timer("rekey time", p.RekeyTime)
	timer("liveness check", p.DPD)
	flag := func(what string, f ipsec.Flag) { line(what, shownAs(f), f.Ref()) }
	flag("switched off", p.Disabled)
	flag("on an interface", p.Bound)
	flag("incomplete", p.Incomplete)
	for i := range p.Policies {
		q := &p.Policies[i]
		line("networks of "+q.Name, texts(q.LocalTS)+" === "+texts(q.RemoteTS), q.Ref)
		line("ESP proposals of "+q.Name, strings.Join(q.Proposals, ", "), q.Ref)
		line("PFS of "+q.Name, q.PFS.Or(""), q.PFS.Ref())
		line("mode of "+q.Name, q.Mode.Or(""), q.Mode.Ref())
	}
}

// state lists the SAs of the tunnel without what changes by itself.
func state(e *engine.End, add adder) {
	for _, sa := range e.IKESAs {
		if sa.State == ipsec.IKERekeyed || sa.State == ipsec.IKEDeleting {
			continue
		}
		value := string(sa.State)
		if sa.Proposal.Text != "" {
			value += ", " + sa.Proposal.Text
		}
		add(ipsec.AreaIKESAs, "IKE SA with "+sa.Remote.Address, value, sa.Ref)
	}
	for _, sa := range e.ChildSAs {
		if sa.State == ipsec.ChildRekeyed || sa.State == ipsec.ChildDeleting {
			continue
		}
		value := string(sa.State)
		if sa.Proposal.Text != "" {
			value += ", " + sa.Proposal.Text
		}
		add(ipsec.AreaChildSAs, "Child SA "+texts(sa.LocalTS)+" === "+texts(sa.RemoteTS), value, sa.Ref)
	}
}

// surroundings lists what the device has for all tunnels.
func surroundings(s *ipsec.Snapshot, add adder) {
	filters(s, add)
	ways(s, add)
	for i := range s.Suites {
		q := &s.Suites[i]
		words := []string{strings.Join(q.Encryption, " "), strings.Join(q.Integrity, " "), strings.Join(q.PRF, " "), strings.Join(q.KeyExchange, " "), q.Auth.Or("")}
		add(ipsec.AreaSuites, q.Layer+" algorithms "+q.Name, strings.Join(words, " / "), q.Ref)
	}
	for i := range s.Certificates {
		c := &s.Certificates[i]
		until := ""
		if t, ok := c.NotAfter.Get(); ok {
			until = ", until " + stamp(t)
		}
		add(ipsec.AreaCertificates, "certificate "+c.Subject, "serial "+c.Serial.Or("?")+until, c.Ref)
	}
}

// filters lists access lists and address translation, entry by entry.
func filters(s *ipsec.Snapshot, add adder) {
	for i := range s.AccessLists {
		a := &s.AccessLists[i]
		verb := "deny"
		if a.Permit {
			verb = "permit"
		}
		add(ipsec.AreaAccessLists, fmt.Sprintf("list %s: %s %s to %s", a.List, verb, a.Source, a.Destination), "yes", a.Ref)
	}
	for i := range s.NATRules {
		n := &s.NATRules[i]
		what := fmt.Sprintf("translation (%s) between %s and %s, list %s, %s to %s", n.Kind, n.Inside, n.Outside, n.List, texts(n.Source), texts(n.Destination))
		add(ipsec.AreaNAT, what, "to "+n.To.Or("itself"), n.Ref)
	}
}

// ways lists routes and interfaces.
func ways(s *ipsec.Snapshot, add adder) {
	for i := range s.RoutingTable {
		r := &s.RoutingTable[i]
		add(ipsec.AreaRoutingTable, strings.TrimSpace("route "+r.Prefix+" "+r.Table), strings.TrimSpace(r.NextHop.Or("")+" "+r.Interface.Or("")), r.Ref)
	}
	for i := range s.Routes {
		r := &s.Routes[i]
		way := strings.TrimSpace(r.NextHop.Or("") + " " + r.Interface.Or(""))
		if ipsec.No(r.Found) {
			way = "none"
		}
		add(ipsec.AreaRoutes, "way to "+r.Destination, way, r.Ref)
	}
	for i := range s.Interfaces {
		n := &s.Interfaces[i]
		value := strings.Join(slices.DeleteFunc(slices.Clone(n.Addresses), linkLocal), " ")
		for _, part := range [][2]string{{"switched on", shownAs(n.AdminUp)}, {"line up", shownAs(n.LinkUp)}, {"MTU", shownAs(n.MTU)}} {
			if part[1] != "" {
				value += ", " + part[0] + " " + part[1]
			}
		}
		add(ipsec.AreaInterfaces, "interface "+n.Name, value, n.Ref)
	}
}

// linkLocal reports an address that an interface gives itself anew.
func linkLocal(address string) bool {
	a, err := netip.ParseAddr(address)
	return err == nil && a.IsLinkLocalUnicast()
}

// shownAs prints a value, and nothing for one that is not known.
func shownAs[T any](o ipsec.Observed[T]) string {
	v, ok := o.Get()
	if !ok {
		return ""
	}
	return fmt.Sprint(v)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func texts(list []ipsec.Selector) string {
	if len(list) == 0 {
		return "any"
	}
	var out []string
	for _, s := range list {
		out = append(out, s.String())
	}
	return strings.Join(out, " ")
}
