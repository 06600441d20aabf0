package strongswan

import (
	"slices"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// finish completes a snapshot with what its outputs say about each other.
func finish(snap *ipsec.Snapshot) {
	joinKernel(snap)
	nameChildren(snap)
	oneLog(snap)
	dateEvents(snap)
}

// nameChildren gives Child SAs the addresses of their IKE SA.
func nameChildren(snap *ipsec.Snapshot) {
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		for k := range snap.IKESAs {
			ike := &snap.IKESAs[k]
			if sa.IKEID != "" && ike.ID == sa.IKEID && ike.Name == sa.IKEName && sa.Local.Address == "" && sa.Remote.Address == "" {
				sa.Local, sa.Remote = ike.Local, ike.Remote
			}
		}
	}
}

// joinKernel adds the counters of the kernel's SAs to charon's Child SAs by
// SPI. A kernel SA that charon does not know stays as it is: the residue of a
// daemon that was killed. Without an answer of charon all of them stay.
func joinKernel(snap *ipsec.Snapshot) {
	charons := map[string]*ipsec.ChildSA{}
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		if sa.Word == kernel {
			continue
		}
		for _, spi := range sa.InSPI {
			charons["in "+spi] = sa
		}
		for _, spi := range sa.OutSPI {
			charons["out "+spi] = sa
		}
	}
	joined := make([]bool, len(snap.ChildSAs))
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		joined[i] = sa.Word == kernel && len(sa.OutSPI) > 0 && joinOne(charons, sa)
	}
	var kept []ipsec.ChildSA
	for i, sa := range snap.ChildSAs {
		if !joined[i] {
			kept = append(kept, turned(snap, sa))
		}
	}
	snap.ChildSAs = kept
}

// joinOne adds one kernel SA to charon's and reports whether there is one.
func joinOne(charons map[string]*ipsec.ChildSA, sa *ipsec.ChildSA) bool {
	if own := charons["in "+sa.OutSPI[0]]; own != nil && own.Remote.Address == sa.Local.Address {
		own.Counters.ReplayFailed = sa.Counters.ReplayFailed
		own.Counters.VerifyFailed = sa.Counters.VerifyFailed
		return true
	}
	own := charons["out "+sa.OutSPI[0]]
	return own != nil && own.Local.Address == sa.Local.Address
}

// turned makes an inbound kernel SA one of this device's point of view, where
// its own addresses are known.
func turned(snap *ipsec.Snapshot, sa ipsec.ChildSA) ipsec.ChildSA {
	if sa.Word != kernel || !ownAddress(snap, sa.Remote.Address) || ownAddress(snap, sa.Local.Address) {
		return sa
	}
	sa.Local, sa.Remote = sa.Remote, sa.Local
	sa.InSPI, sa.OutSPI = sa.OutSPI, nil
	c := &sa.Counters
	c.InBytes, c.OutBytes = c.OutBytes, ipsec.Count{}
	c.InPackets, c.OutPackets = c.OutPackets, ipsec.Count{}
	return sa
}

// ownAddress reports whether an address is one of this device.
func ownAddress(snap *ipsec.Snapshot, address string) bool {
	for i := range snap.Interfaces {
		if slices.Contains(snap.Interfaces[i].Addresses, address) {
			return true
		}
	}
	for i := range snap.IKESAs {
		if snap.IKESAs[i].Local.Address == address {
			return true
		}
	}
	for i := range snap.Peers {
		if slices.Contains(snap.Peers[i].LocalAddrs, address) {
			return true
		}
	}
	return false
}

// dateEvents completes times without a year by the device's clock: the latest
// year that does not lie in the future. Without a clock such a time is unknown.
func dateEvents(snap *ipsec.Snapshot) {
	now, known := snap.Clock.Get()
	if !known {
		now, known = collected(snap)
	}
	zone := deviceZone(snap)
	for i := range snap.Events {
		ev := &snap.Events[i]
		t, ok := ev.At.Get()
		if !ok || t.Year() != 0 {
			continue
		}
		if !known {
			ev.At = ipsec.Time{}
			continue
		}
		t = time.Date(now.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone)
		if t.After(now.Add(24 * time.Hour)) {
			t = t.AddDate(-1, 0, 0)
		}
		ev.At = ipsec.Saw(t, ev.At.Ref())
	}
}

// collected returns when the outputs were collected.
func collected(snap *ipsec.Snapshot) (time.Time, bool) {
	for _, src := range snap.Sources {
		if !src.At.IsZero() {
			return src.At.UTC(), true
		}
	}
	return time.Time{}, false
}

// deviceZone returns the device's time zone, which the journal prints. Without
// it local times are taken as UTC.
func deviceZone(snap *ipsec.Snapshot) *time.Location {
	for i := range snap.Events {
		if t, ok := snap.Events[i].At.Get(); ok && t.Year() != 0 {
			return t.Location()
		}
	}
	return time.UTC
}

// oneLog removes what a second log repeats: charon logs to the journal and to
// a file alike. One of them may give the year and the zone of a time.
func oneLog(snap *ipsec.Snapshot) {
	seen := map[logKey]*repeats{}
	var kept []ipsec.Event
	for _, ev := range snap.Events {
		k := keyOf(&ev)
		rep := seen[k]
		if rep == nil {
			rep = &repeats{counts: map[string]int{}}
			seen[k] = rep
		}
		n := rep.counts[ev.Ref.Command]
		rep.counts[ev.Ref.Command]++
		if !ev.At.Known() || n >= len(rep.kept) {
			rep.kept = append(rep.kept, len(kept))
			kept = append(kept, ev)
			continue
		}
		old := &kept[rep.kept[n]]
		if t, _ := old.At.Get(); old.Ref.Command != ev.Ref.Command && t.Year() == 0 {
			old.At = ev.At
		}
	}
	snap.Events = kept
}

// A logKey is what two logs of one daemon have in common for one event.
type logKey struct {
	month       time.Month
	day, second int
	kind        ipsec.EventKind
	reason      string
}

// repeats counts an event per log, and where it was kept.
type repeats struct {
	counts map[string]int
	kept   []int
}

func keyOf(ev *ipsec.Event) logKey {
	t := ev.At.Or(time.Time{})
	return logKey{t.Month(), t.Day(), t.Hour()*3600 + t.Minute()*60 + t.Second(), ev.Kind, ev.Reason}
}
