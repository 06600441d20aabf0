package ciscoios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// finish completes a snapshot with what one output says about another.
func finish(s *ipsec.Snapshot) {
	finishClock(s)
	finishStarted(s)
	finishEvents(s)
	finishBound(s)
	ours := ourAddresses(s)
	finishRoles(s, ours)
	mergeIKESAs(s)
	mergeChildSAs(s)
}

// finishClock gives the clock an offset where the zone's name tells none. With
// the collector's time beside it, the nearest quarter of an hour is the zone;
// an error of whole quarters cannot be told from a zone then.
func finishClock(s *ipsec.Snapshot) {
	clock, ok := s.Clock.Get()
	if !ok || exactZone(clock) || s.ClockRead.IsZero() {
		return
	}
	const quarter = 15 * time.Minute
	offset := clock.Sub(s.ClockRead).Round(quarter)
	if offset.Abs() > 14*time.Hour {
		return
	}
	name, _ := clock.Zone()
	s.Clock = ipsec.Saw(inZone(clock, time.FixedZone(name, int(offset/time.Second))), s.Clock.Ref())
}

// inZone reads the same digits in another zone.
func inZone(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
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
// clock such times are unknown.
func finishEvents(s *ipsec.Snapshot) {
	clock, ok := s.Clock.Get()
	for i := range s.Events {
		e := &s.Events[i]
		at, known := e.At.Get()
		if !known {
			continue
		}
		if !ok && at.Year() == 0 {
			e.At = ipsec.Time{}
			continue
		}
		if ok {
			e.At = ipsec.Saw(completeTime(at, clock), e.At.Ref())
		}
	}
}

func completeTime(at, clock time.Time) time.Time {
	if at.Year() > 0 {
		return inZone(at, clock.Location())
	}
	for year := clock.Year(); ; year-- {
		t := time.Date(year, at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), clock.Location())
		leapless := t.Day() != at.Day() // 29 February of another year
		if !leapless && !t.After(clock.Add(24*time.Hour)) {
			return t
		}
	}
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

// finishRoles finds out which end of the IKEv1 rows is ours. Where nothing
// tells, or both ends are ours, the role stays unknown.
func finishRoles(s *ipsec.Snapshot, ours map[string]bool) {
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
