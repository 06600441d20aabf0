// Package timeline puts what both ends of a tunnel tell of its past in one order:
// log events with the clocks of the devices corrected, births of the SAs that are
// there, changes of configuration, and when this program read the devices.
package timeline

import (
	"slices"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/knowledge"
	"ipsec-diag/parsers/ipsec"
)

// An Entry is one moment, or several of the same sort in a row.
type Entry struct {
	// At is the time by the collector's clock as far as the offset of the device's
	// is known; zero where the log gives no year. Elapsed is then the time since
	// the first line of that log.
	At      time.Time
	Elapsed time.Duration
	Timed   bool
	Device  string
	What    string
	// Detail is the device's own text of the reason, a peer's notify, an SPI.
	Detail string
	// Times is how often it came in a row; Last is the time of the last.
	Times int
	Last  time.Time
	Ref   ipsec.Ref
}

// A Timeline is the past of one tunnel.
type Timeline struct {
	Entries []Entry
	// Skew says by how much each device's clock was corrected; devices whose
	// offset is not known are named in Uncorrected.
	Skew        []string
	Uncorrected []string
	// Within says how exactly the times of each device are known.
	Within []string
	Lives  []Statistics
}

// Of returns the timeline of a case, oldest first. What has no date stands
// behind what has one, device by device in the order of its log. Past are the
// earlier runs about the tunnel.
func Of(c *engine.Case, past ...Look) *Timeline {
	t := &Timeline{}
	for _, e := range c.Ends() {
		if !e.Read() {
			continue
		}
		t.clock(e)
		t.Entries = append(t.Entries, events(c, e)...)
		t.Entries = append(t.Entries, births(e)...)
		t.Entries = append(t.Entries, reading(e)...)
		if s, any := statistics(e); any {
			t.Lives = append(t.Lives, s)
		}
	}
	t.Entries = append(t.Entries, looks(past)...)
	slices.SortStableFunc(t.Entries, before)
	t.Entries = gathered(t.Entries)
	return t
}

// before orders dated entries by time and keeps the others behind, as they were.
func before(a, b Entry) int {
	switch {
	case a.At.IsZero() && b.At.IsZero():
		return 0
	case a.At.IsZero():
		return 1
	case b.At.IsZero():
		return -1
	}
	return a.At.Compare(b.At)
}

// clock notes how the end's clock is corrected.
func (t *Timeline) clock(e *engine.End) {
	offset, known := e.ClockOffset()
	if within, ok := e.ClockWithin(); ok {
		t.Within = append(t.Within, e.Name+" within ±"+within.Round(100*time.Millisecond).String())
	}
	switch {
	case !known && e.Observed(ipsec.AreaEvents):
		t.Uncorrected = append(t.Uncorrected, e.Name)
	case offset.Abs() >= time.Second:
		ahead := "ahead"
		if offset < 0 {
			ahead = "behind"
		}
		t.Skew = append(t.Skew, e.Name+": "+offset.Abs().Round(time.Second).String()+" "+ahead)
	}
}

// deviceWide are events that name no tunnel and concern all of them.
var deviceWide = []ipsec.EventKind{
	ipsec.EventConfigChanged, ipsec.EventConfigLoaded, ipsec.EventConfigRejected, ipsec.EventDaemonStarted, ipsec.EventDaemonStopped,
	ipsec.EventInterfaceChange, ipsec.EventMonitorDown, ipsec.EventMonitorUp, ipsec.EventNeighbourDown, ipsec.EventNeighbourUp,
}

// events are the log events of the tunnel, and those of the whole device.
func events(c *engine.Case, e *engine.End) []Entry {
	own := map[*ipsec.Event]bool{}
	for _, ev := range e.Own(e.Events) {
		own[ev] = true
	}
	var out []Entry
	for _, ev := range e.Events {
		if !own[ev] && !slices.Contains(deviceWide, ev.Kind) {
			continue
		}
		one := Entry{Device: e.Name, What: says(ev.Kind), Detail: detail(ev), Times: 1, Ref: ev.Ref}
		if ev.Kind == ipsec.EventDeleteReceived {
			one.Detail = strings.TrimPrefix(one.Detail+"; "+sentBy(c, e, ev), "; ")
		}
		if at, ok := e.At(ev); ok {
			one.At, one.Timed = at.UTC(), true
		} else if since, ok := ev.Elapsed.Get(); ok {
			one.Elapsed, one.Timed = since, true
		}
		out = append(out, one)
	}
	return out
}

// says is an event in words, the same as "explain" has.
func says(kind ipsec.EventKind) string {
	for _, entry := range knowledge.Of(knowledge.Event) {
		if entry.Name == string(kind) {
			return entry.Says
		}
	}
	return strings.ReplaceAll(string(kind), "-", " ")
}

// plain are events whose line says no more than their kind does.
var plain = []ipsec.EventKind{
	ipsec.EventInitiating, ipsec.EventResponding, ipsec.EventIKEEstablished, ipsec.EventRetransmit, ipsec.EventPeerRetransmit,
	ipsec.EventLivenessSent, ipsec.EventNATDetected, ipsec.EventPeerDead, ipsec.EventGaveUp, ipsec.EventRekeyed, ipsec.EventReauthenticating,
}

func detail(ev *ipsec.Event) string {
	switch {
	case slices.Contains(plain, ev.Kind):
		return ""
	case ev.Notify != "":
		return ev.Notify
	case ev.Subject != "":
		return ev.Subject
	}
	return ev.Reason
}

// births are the beginnings of the SAs that are there now and that the log does
// not show.
func births(e *engine.End) []Entry {
	now, known := e.Snap.Clock.Get()
	if !known {
		return nil
	}
	if offset, ok := e.ClockOffset(); ok {
		now = now.Add(-offset)
	}
	var out []Entry
	add := func(what string, age ipsec.Duration, ref ipsec.Ref, logged ...ipsec.EventKind) {
		old, ok := age.Get()
		if !ok || shown(e, now.Add(-old), logged) {
			return
		}
		out = append(out, Entry{At: now.Add(-old).UTC(), Timed: true, Device: e.Name, What: what, Detail: "by its age, the log does not show it", Times: 1, Ref: ref})
	}
	for _, sa := range e.IKESAs {
		if sa.State.Up() {
			add("the IKE SA that is there now begins", sa.Age, sa.Ref, ipsec.EventIKEEstablished, ipsec.EventTunnelUp, ipsec.EventRekeyed)
		}
	}
	for _, sa := range e.ChildrenUp() {
		add("the Child SA that is there now begins", sa.Age, sa.Ref, ipsec.EventChildEstablished, ipsec.EventTunnelUp, ipsec.EventRekeyed)
	}
	return out
}

// sameMoment is within what an age in whole seconds and a log line may differ.
const sameMoment = 3 * time.Second

func shown(e *engine.End, at time.Time, kinds []ipsec.EventKind) bool {
	return slices.ContainsFunc(e.Own(e.Events), func(ev *ipsec.Event) bool {
		when, ok := e.At(ev)
		return ok && slices.Contains(kinds, ev.Kind) && when.Sub(at).Abs() <= sameMoment
	})
}

// reading is the moment at which this program read the device.
func reading(e *engine.End) []Entry {
	if e.Snap.ClockRead.IsZero() {
		return nil
	}
	return []Entry{{At: e.Snap.ClockRead.UTC(), Timed: true, Device: e.Name, What: "read by ipsec-diag", Times: 1}}
}

// gathered makes one entry of those of a device that say the same in a row.
func gathered(list []Entry) []Entry {
	var out []Entry
	last := map[string]int{} // of each device, in out
	for _, one := range list {
		if n, any := last[one.Device]; any && alike(&out[n], &one) {
			out[n].Times++
			out[n].Last = one.At
			continue
		}
		last[one.Device] = len(out)
		out = append(out, one)
	}
	return out
}

func alike(a, b *Entry) bool {
	return a.What == b.What && a.Detail == b.Detail && a.At.IsZero() == b.At.IsZero()
}
