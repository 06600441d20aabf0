package engine

import (
	"fmt"
	"time"
)

// This file subtracts: what one end sent less what the other received, in one
// direction of one flow, with the bounds that two readings leave which are not
// of one instant.

// A LossKind says what a comparison of both ends tells.
type LossKind string

// The kinds.
const (
	// LossSeen: some packets are lost whatever was on its way at the readings.
	LossSeen LossKind = "lost"
	// NoLossSeen: all may have arrived.
	NoLossSeen LossKind = "no-loss-seen"
	// TooFewPackets: the bounds are too wide to say anything.
	TooFewPackets LossKind = "too-few-to-say"
	// MoreReceived: the receiver counts more than was sent: the counters do not
	// belong to the same packets.
	MoreReceived LossKind = "more-received-than-sent"
	// NotComparable: the counters cannot be compared, see Why.
	NotComparable LossKind = "not-comparable"
)

const (
	// mostOnWay is the longest that a packet is on its way between the counters
	// of both ends.
	mostOnWay = 200 * time.Millisecond
	// readingsApart is the time between readings whose moments are not known.
	readingsApart = 5 * time.Second
	// grain are packets that the order of counting and printing may shift
	// (knowledge file, section C.2, item 4).
	grain = 2
	// widest is the upper bound, in tenths of a per cent, from which "no loss seen"
	// tells nothing.
	widest = 300
	// perMille is all of it, in tenths of a per cent.
	perMille = 1000
)

// A Loss is the comparison of one direction of a flow.
type Loss struct {
	Kind LossKind
	// From sends, To receives.
	From, To         *End
	Sender, Receiver Flow
	Sent, Received   uint64
	// Window is how long the sender counted, by its own readings, and
	// ReceiverWindow the receiver; both are the age of the SA where SinceMade is set.
	Window, ReceiverWindow time.Duration
	// SinceMade says that the counters run since the SA was made, as no two
	// samples can be compared.
	SinceMade bool
	// Spread is how far apart both ends were read at most; Timed is false where
	// the times of the readings are not known.
	Spread time.Duration
	Timed  bool
	// Low and High bound the loss in tenths of a per cent, Loss is what it was if
	// the readings were of one instant.
	Low, High, Loss uint64
	// Why says why the counters cannot be compared.
	Why string
}

// Losses compares every flow that both ends show, in both directions.
func (c *Case) Losses() []Loss {
	var out []Loss
	for _, f := range c.Local.Flows() {
		far, matched := c.FarFlow(&c.Local, f)
		if !matched {
			continue
		}
		out = append(out, compareLoss(&c.Local, &c.Remote, f, far), compareLoss(&c.Remote, &c.Local, far, f))
	}
	return out
}

// Contradiction returns a direction in which one end received what the other says
// it never sent, if there is one: then no counter of the two proves a fault
// (knowledge file, section C.3).
func (c *Case) Contradiction() (Loss, bool) {
	for _, l := range c.Losses() {
		if l.Kind == MoreReceived && l.Sent == 0 && l.Received >= LeastStimulus {
			return l, true
		}
	}
	return Loss{}, false
}

// LacksAgreement says, for rules over the counters of both ends, that these
// contradict each other; nil where they do not.
func (c *Case) LacksAgreement() []string {
	l, found := c.Contradiction()
	if !found {
		return nil
	}
	return []string{fmt.Sprintf("counters of both ends that fit each other: %s received %d packets that %s says it never sent", l.To.Called(), l.Received, l.From.Called())}
}

func compareLoss(from, to *End, sender, receiver Flow) Loss {
	l := Loss{From: from, To: to, Sender: sender, Receiver: receiver}
	out, in := sender.Out, receiver.In
	switch {
	case !out.Total.Known() || !in.Total.Known():
		return l.not("a packet counter is not shown")
	case reset(sender.Change) || reset(receiver.Change):
		return l.not(whyNotCompared(from, to, sender, receiver))
	case out.Compared && in.Compared:
		l.Sent, l.Received = out.Grew, in.Grew
		l.between()
	case sender.Child.PerFlow || receiver.Child.PerFlow:
		return l.not(whyNotCompared(from, to, sender, receiver))
	case !sender.Child.Age.Known():
		return l.not("the age of the SA is not shown, so its counters have no time")
	default:
		l.Sent, l.Received, l.SinceMade = out.Total.Or(0), in.Total.Or(0), true
		l.sinceMade()
	}
	return l
}

// reset reports whether counters began anew in the middle of the life of their SA.
func reset(c Change) bool { return c == SteppedBack || c == Restarted }

func (l Loss) not(why string) Loss {
	l.Kind, l.Why = NotComparable, why
	return l
}

// whyNotCompared says why counters have no window: they began anew, or belong to a
// flow, which outlives its SAs.
func whyNotCompared(from, to *End, sender, receiver Flow) string {
	for _, side := range []struct {
		end  *End
		flow Flow
	}{{from, sender}, {to, receiver}} {
		if said := side.flow.Change.Says(); said != "" {
			return side.end.Called() + ": " + said
		}
	}
	return "the counters run since before this SA and were read once: a second sample is missing"
}

// between bounds the loss between two samples.
func (l *Loss) between() {
	first, last := l.readings(true), l.readings(false)
	l.Timed, l.Spread = first.known && last.known, max(first.spread(), last.spread())
	l.Window, l.ReceiverWindow = l.From.Apart, l.To.Apart
	if l.Timed {
		l.Window, l.ReceiverWindow = apart(first.sent, last.sent, l.Window), apart(first.got, last.got, l.ReceiverWindow)
	}
	l.bound(first.early()+last.late(), first.late()+last.early(), 0)
}

// sinceMade bounds the loss since the SA was made at both ends.
func (l *Loss) sinceMade() {
	last := l.readings(false)
	l.Timed, l.Spread = last.known, last.spread()
	l.Window, l.ReceiverWindow = l.Sender.Child.Age.Or(0), l.Receiver.Child.Age.Or(0)
	missing, extra := last.late(), last.early()
	if quiet, known := l.Sender.Child.Counters.LastOut.Get(); known && quiet > max(missing, extra) {
		missing, extra = 0, 0 // nothing was on its way
	}
	// the rate now may be another one than it was (knowledge file, C.2: 1 %)
	l.bound(missing, extra, l.Sent/100)
}

// bound sets the kind and the bounds: as many packets as leave in the time
// missing may be counted by the sender only, in the time extra by the receiver only.
func (l *Loss) bound(missing, extra time.Duration, slack uint64) {
	carried := func(d time.Duration) uint64 {
		return max(inTime(l.Sent, d, l.Window), inTime(l.Received, d, l.ReceiverWindow)) + slack + grain
	}
	least, most := l.Sent-min(l.Sent, carried(missing)), l.Sent+carried(extra)
	if l.Received > most {
		l.Kind = MoreReceived
		l.Why = fmt.Sprintf("%s received %d packets and %s sent %d: the counters do not belong to the same packets", l.To.Called(), l.Received, l.From.Called(), l.Sent)
		return
	}
	l.Low, l.High, l.Loss = lost(least, l.Received), lost(most, l.Received), lost(l.Sent, l.Received)
	switch {
	case l.Sent < LeastStimulus:
		l.Kind = TooFewPackets
	case l.Low > 0:
		l.Kind = LossSeen
	case l.High > widest:
		l.Kind = TooFewPackets
	default:
		l.Kind = NoLossSeen
	}
}

// inTime is how many of the packets of a window pass in a part of it, rounded up.
func inTime(packets uint64, part, window time.Duration) uint64 {
	all := max(uint64(window.Milliseconds()), 1)           //nolint:gosec // a window is not negative
	share := min(uint64(max(part, 0).Milliseconds()), all) //nolint:gosec // not negative either
	return (packets/all)*share + ((packets%all)*share+all-1)/all
}

// lost is the loss in tenths of a per cent, never below zero.
func lost(sent, got uint64) uint64 {
	if sent == 0 || got >= sent {
		return 0
	}
	gone := sent - got
	return gone/sent*perMille + (gone%sent*perMille+sent/2)/sent
}

// A reading is when the counters of both ends were read, on the collector's
// clock: within took after at.
type reading struct {
	sent, got span
	known     bool
}

type span struct{ from, until time.Time }

// readings returns the moments of the first or of the last sample. Where the times
// of the readings are not known, the age of the SA tells them: both ends made it at
// one moment.
func (l *Loss) readings(first bool) reading {
	r := reading{sent: l.From.readAt(l.Sender, first), got: l.To.readAt(l.Receiver, first)}
	if r.sent.from.IsZero() || r.got.from.IsZero() {
		r.sent, r.got = l.From.agedAt(l.Sender, first), l.To.agedAt(l.Receiver, first)
	}
	r.known = !r.sent.from.IsZero() && !r.got.from.IsZero()
	return r
}

// agedAt is when the counters of a flow were read, counted from the making of its
// SA. Ages are printed in whole seconds.
func (e *End) agedAt(f Flow, first bool) span {
	child := f.Child
	if first {
		child = e.earlierOf(child)
	}
	if child == nil || !child.Age.Known() {
		return span{}
	}
	at := time.Time{}.Add(time.Second + child.Age.Or(0))
	return span{at, at.Add(time.Second)}
}

// early is the time in which a packet counts for the receiver only because the
// sender was read before.
func (r reading) early() time.Duration {
	if !r.known {
		return readingsApart
	}
	return max(0, r.got.until.Sub(r.sent.from))
}

// late is the time in which a packet counts for the sender only: the receiver was
// read before, or the packet was on its way.
func (r reading) late() time.Duration {
	if !r.known {
		return readingsApart
	}
	return max(0, r.sent.until.Sub(r.got.from)+mostOnWay)
}

// spread is the most time between the readings of both ends.
func (r reading) spread() time.Duration {
	if !r.known {
		return 0
	}
	return max(r.got.until.Sub(r.sent.from), r.sent.until.Sub(r.got.from))
}

// readAt returns when the counters of a flow were read.
func (e *End) readAt(f Flow, first bool) span {
	snap, command := e.Snap, f.Ref.Command
	if first {
		snap = e.earlierSnap
		if before := e.earlierOf(f.Child); before != nil {
			command = countersRef(before).Command
		}
	}
	src := snap.Source(command)
	if src == nil || src.At.IsZero() {
		return span{}
	}
	return span{src.At, src.At.Add(src.Took)}
}

// apart is the time between two readings of one end, or what is known of it else.
func apart(first, last span, otherwise time.Duration) time.Duration {
	if d := last.from.Sub(first.from); d > 0 {
		return d
	}
	return otherwise
}
