package ciscoios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// finish completes a snapshot with what one output says about another.
func finish(s *ipsec.Snapshot) {
	cisco.SettleZone(s)
	finishStarted(s)
	finishEvents(s)
	mergeInterfaces(s)
	finishConf(s)
	usedByPolicy(s)
	finishBound(s)
	ours := ourAddresses(s)
	finishRoles(s, ours)
	mergeIKESAs(s)
	mergeChildSAs(s)
}

// finishStarted takes the uptime from the clock, unless the time of the restart
// was printed.
func finishStarted(s *ipsec.Snapshot) {
	clock, ok := s.Clock.Get()
	if !ok || s.Started.Known() {
		return
	}
	for _, src := range s.Sources {
		if src.Command != "show version" {
			continue
		}
		text, at := uptimeLine(src)
		if up, ok := scan.Duration(text); ok {
			s.Started = ipsec.Saw(clock.Add(-up), at)
		}
	}
}

// finishEvents completes log times by the clock: same zone, and the latest
// year that does not put the line more than a day into the future. Without a
// clock such times are unknown, and only how far they lie apart is kept.
func finishEvents(s *ipsec.Snapshot) {
	clock, ok := s.Clock.Get()
	if !ok {
		scan.Undate(s.Events)
		return
	}
	for i := range s.Events {
		e := &s.Events[i]
		if at, known := e.At.Get(); known {
			e.At = ipsec.Saw(completeTime(at, clock), e.At.Ref())
		}
	}
}

// completeTime reads a time in the clock's zone, unless the log names another
// one whose offset is known: without "localtime" IOS logs in UTC, and lines
// from before a change to summer time have the other name.
func completeTime(at, clock time.Time) time.Time {
	zone := clock.Location()
	if name, offset := at.Zone(); name == "UTC" || offset != 0 || isExact(at) {
		zone = at.Location()
	}
	if at.Year() > 0 {
		return scan.InZone(at, zone)
	}
	return scan.Yearless(at, clock.In(zone))
}

// finishBound forgets "applied to no interface" where the output was cut off
// right there.
func finishBound(s *ipsec.Snapshot) {
	for i := range s.Peers {
		p := &s.Peers[i]
		at := p.Bound.Ref()
		src := s.Source(at.Command)
		if ipsec.No(p.Bound) && src != nil && src.Answer != ipsec.Answered && len(src.Lines(int(at.Last)+1, int(at.Last)+2)) == 0 {
			p.Bound = ipsec.Flag{}
		}
	}
}

// ourAddresses are the addresses other outputs show as this device's own.
func ourAddresses(s *ipsec.Snapshot) map[string]bool {
	ours := map[string]bool{}
	add := func(addr string) {
		if addr != "" && addr != "0.0.0.0" && addr != "::" {
			ours[strings.ToLower(addr)] = true
		}
	}
	for i := range s.Interfaces {
		for _, addr := range s.Interfaces[i].Addresses {
			add(addr)
		}
	}
	for i := range s.ChildSAs {
		add(s.ChildSAs[i].Local.Address)
	}
	for i := range s.IKESAs {
		if !isPlainRow(&s.IKESAs[i]) {
			add(s.IKESAs[i].Local.Address)
		}
	}
	return ours
}

// isPlainRow reports whether an SA comes from "show crypto isakmp sa", whose
// ends are initiator and responder.
func isPlainRow(sa *ipsec.IKESA) bool { return isISAKMPState(sa.Word) }

// commonAddress returns the one address that stands in every IKEv1 row of
// several peers: it is this device's. It is empty where another output tells,
// or where all rows are of one pair.
func commonAddress(s *ipsec.Snapshot, ours map[string]bool) string {
	var common map[string]bool
	pairs := map[[2]string]bool{}
	for i := range s.IKESAs {
		sa := &s.IKESAs[i]
		if !isPlainRow(sa) {
			continue
		}
		a, b := strings.ToLower(sa.Local.Address), strings.ToLower(sa.Remote.Address)
		if ours[a] || ours[b] {
			return ""
		}
		pairs[[2]string{min(a, b), max(a, b)}] = true
		if common == nil {
			common = map[string]bool{a: true, b: true}
		}
		for addr := range common {
			if addr != a && addr != b {
				delete(common, addr)
			}
		}
	}
	if len(pairs) < 2 || len(common) != 1 {
		return ""
	}
	for addr := range common {
		return addr
	}
	return ""
}

// alignRows turns the IKEv1 rows of one pair of addresses the same way round
// where nothing tells which end is ours, so that attempts of both directions
// stay one tunnel. The live row leads, else the first.
func alignRows(s *ipsec.Snapshot, ours map[string]bool) {
	lead := map[[2]string]*ipsec.IKESA{}
	pair := func(sa *ipsec.IKESA) [2]string {
		a, b := strings.ToLower(sa.Local.Address), strings.ToLower(sa.Remote.Address)
		return [2]string{min(a, b), max(a, b)}
	}
	var open []*ipsec.IKESA
	for i := range s.IKESAs {
		sa := &s.IKESAs[i]
		if !isPlainRow(sa) || ours[strings.ToLower(sa.Local.Address)] != ours[strings.ToLower(sa.Remote.Address)] {
			continue
		}
		open = append(open, sa)
		if l := lead[pair(sa)]; l == nil || l.State == ipsec.IKEDeleting && sa.State != ipsec.IKEDeleting {
			lead[pair(sa)] = sa
		}
	}
	for _, sa := range open {
		if l := lead[pair(sa)]; sameAddress(sa.Local, l.Remote) && !sameAddress(sa.Local, l.Local) {
			sa.Local, sa.Remote = sa.Remote, sa.Local
		}
	}
}

// finishRoles finds out which end of the IKEv1 rows is ours. Where nothing
// tells, or both ends are ours, the role stays unknown.
func finishRoles(s *ipsec.Snapshot, ours map[string]bool) {
	if own := commonAddress(s, ours); own != "" {
		ours[own] = true
	}
	alignRows(s, ours)
	for i := range s.IKESAs {
		sa := &s.IKESAs[i]
		if !isPlainRow(sa) {
			continue
		}
		src, dst := ours[strings.ToLower(sa.Local.Address)], ours[strings.ToLower(sa.Remote.Address)]
		switch {
		case src == dst:
			continue
		case src:
			sa.Role = ipsec.Initiator
		default:
			sa.Role = ipsec.Responder
			sa.Local, sa.Remote = sa.Remote, sa.Local
		}
		if sa.State != ipsec.IKEDeleting && sa.State != ipsec.IKEStandby {
			sa.State = isakmpState(sa.Word, sa.Role)
		}
	}
}
