package engine

import (
	"fmt"
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// A sampled is what one end shows of the SA in one sample.
type sampled struct {
	at, took time.Duration // after the begin; at below zero is unknown
	in, out  uint64
	spis     string        // "in out"; empty is the usual pair
	replaced bool          // the old SA stands there, too, as it was last
	old      uint64        // its packets either way
	age      time.Duration // zero is unknown
}

var lossBegin = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// lossEnd makes an end of two samples, or of one.
func lossEnd(name, in, out string, perFlow bool, apart time.Duration, samples ...sampled) End {
	e := End{Name: name, Sampled: len(samples) == 2, Apart: apart}
	for i, s := range samples {
		ref := ipsec.Ref{Command: "show sa", First: 1, Last: 2}
		src := ipsec.NewSource("show sa", "in\nout\n")
		if src.Took = s.took; s.at >= 0 {
			src.At = lossBegin.Add(s.at)
		}
		snap := &ipsec.Snapshot{Sources: []*ipsec.Source{src}}
		child := func(in, out string, packetsIn, packetsOut uint64, state ipsec.ChildState) *ipsec.ChildSA {
			c := &ipsec.ChildSA{Name: "lan", State: state, InSPI: []string{in}, OutSPI: []string{out}, PerFlow: perFlow, Ref: ref,
				LocalTS: []ipsec.Selector{{Text: "10.1.0.0/16"}}, RemoteTS: []ipsec.Selector{{Text: "10.2.0.0/16"}}}
			c.Counters.InPackets, c.Counters.OutPackets = ipsec.Saw(packetsIn, ref), ipsec.Saw(packetsOut, ref)
			if s.age > 0 {
				c.Age = ipsec.Saw(s.age, ref)
			}
			return c
		}
		spiIn, spiOut := in, out
		if s.spis != "" {
			_, _ = fmt.Sscanf(s.spis, "%s %s", &spiIn, &spiOut)
		}
		list := []*ipsec.ChildSA{child(spiIn, spiOut, s.in, s.out, ipsec.ChildInstalled)}
		if s.replaced {
			list = append(list, child(in, out, s.old, s.old, ipsec.ChildRekeyed))
		}
		if i == 0 && len(samples) == 2 {
			e.EarlierChild, e.earlierSnap = list, snap
			continue
		}
		e.ChildSAs, e.Snap = list, snap
	}
	return e
}

// TestLoss bounds the loss from a to b by when the ends were read.
func TestLoss(t *testing.T) {
	const ms, s = time.Millisecond, time.Second
	tests := map[string]struct {
		a, b      []sampled
		perFlow   bool
		kind      LossKind
		sent, got uint64
		low, high uint64
		spread    time.Duration
		change    Change // of a
	}{
		"none, read at one moment": {
			a: []sampled{{out: 100}, {at: 10 * s, out: 1100}}, b: []sampled{{in: 50}, {at: 10 * s, in: 1050}},
			kind: NoLossSeen, sent: 1000, got: 1000, high: 22,
		},
		"30 %": {
			a: []sampled{{out: 0}, {at: 10 * s, out: 1000}}, b: []sampled{{in: 0}, {at: 10 * s, in: 700}},
			kind: LossSeen, sent: 1000, got: 700, low: 284, high: 315,
		},
		"30 %, read slowly": {
			a: []sampled{{out: 0, took: 300 * ms}, {at: 10 * s, took: 300 * ms, out: 1000}}, b: []sampled{{in: 0, took: 300 * ms}, {at: 10 * s, took: 300 * ms, in: 700}},
			kind: LossSeen, sent: 1000, got: 700, low: 237, high: 353, spread: 300 * ms,
		},
		"the receiver is read two seconds late": {
			// 1000 were sent in each 10 seconds: 800 of them in the time the receiver counts
			a: []sampled{{out: 0}, {at: 10 * s, out: 1000}}, b: []sampled{{at: 2 * s, in: 0}, {at: 10 * s, in: 800}},
			kind: NoLossSeen, sent: 1000, got: 800, high: 202, spread: 2 * s,
		},
		"all": {
			a: []sampled{{out: 0}, {at: 10 * s, out: 50}}, b: []sampled{{in: 7}, {at: 10 * s, in: 7}},
			kind: LossSeen, sent: 50, got: 0, low: 1000, high: 1000,
		},
		"too few": {
			a: []sampled{{out: 0}, {at: 10 * s, out: 3}}, b: []sampled{{in: 0}, {at: 10 * s, in: 0}},
			kind: TooFewPackets, sent: 3, got: 0, low: 0, high: 1000,
		},
		"nothing": {
			a: []sampled{{out: 5}, {at: 10 * s, out: 5}}, b: []sampled{{in: 5}, {at: 10 * s, in: 5}},
			kind: TooFewPackets, high: 1000,
		},
		"one more arrives than was sent": {
			a: []sampled{{out: 0}, {at: 10 * s, out: 100}}, b: []sampled{{in: 0}, {at: 10 * s, in: 101}},
			kind: NoLossSeen, sent: 100, got: 101, high: 38,
		},
		"many more": {
			a: []sampled{{out: 0}, {at: 10 * s, out: 100}}, b: []sampled{{in: 0}, {at: 10 * s, in: 300}},
			kind: MoreReceived, sent: 100, got: 300,
		},
		"the times are not known": {
			a: []sampled{{at: -1, out: 0}, {at: -1, out: 1000}}, b: []sampled{{at: -1, in: 0}, {at: -1, in: 1000}},
			kind: TooFewPackets, sent: 1000, got: 1000, high: 500,
		},
		"the ages stand for the times": {
			a:    []sampled{{at: -1, out: 0, age: 100 * s}, {at: -1, out: 1000, age: 110 * s}},
			b:    []sampled{{at: -1, in: 0, age: 100 * s}, {at: -1, in: 1000, age: 110 * s}},
			kind: NoLossSeen, sent: 1000, got: 1000, high: 182, spread: 1 * s,
		},
		"rekeyed, both SAs seen at both ends": {
			a:    []sampled{{out: 100}, {at: 10 * s, out: 400, spis: "1b 2b", replaced: true, old: 700, age: 4 * s}},
			b:    []sampled{{in: 100}, {at: 10 * s, in: 400, spis: "2b 1b", replaced: true, old: 700, age: 4 * s}},
			kind: NoLossSeen, sent: 1000, got: 1000, high: 22, change: Rekeyed,
		},
		"rekeyed, the old SA seen at one end": {
			a:    []sampled{{out: 100}, {at: 10 * s, out: 400, spis: "1b 2b", replaced: true, old: 700, age: 4 * s}},
			b:    []sampled{{in: 100}, {at: 10 * s, in: 400, spis: "2b 1b", age: 4 * s}},
			kind: NoLossSeen, sent: 400, got: 400, high: 15, change: Rekeyed,
		},
		"rekeyed, the old SA gone": {
			a:    []sampled{{out: 100}, {at: 10 * s, out: 400, spis: "1b 2b", age: 4 * s}},
			b:    []sampled{{in: 100}, {at: 10 * s, in: 200, spis: "2b 1b", age: 4 * s}},
			kind: LossSeen, sent: 400, got: 200, low: 465, high: 507, change: RekeyedAway,
		},
		"cleared": {
			a: []sampled{{out: 5000}, {at: 10 * s, out: 100}}, b: []sampled{{in: 5000}, {at: 10 * s, in: 5600}}, perFlow: true,
			kind: NotComparable, change: SteppedBack,
		},
		"the receiver of an SA cleared": {
			a: []sampled{{out: 5000, age: 90 * s}, {at: 10 * s, out: 5100, age: 100 * s}}, b: []sampled{{in: 5000, age: 90 * s}, {at: 10 * s, in: 60, age: 100 * s}},
			kind: NotComparable,
		},
		"one sample of a flow": {
			a: []sampled{{out: 5000}}, b: []sampled{{in: 5000}}, perFlow: true, kind: NotComparable,
		},
		"one sample since the SA was made": {
			a: []sampled{{out: 1000, age: 100 * s}}, b: []sampled{{in: 900, age: 100 * s}},
			kind: LossSeen, sent: 1000, got: 900, low: 87, high: 111,
		},
		"one sample, no age": {
			a: []sampled{{out: 1000}}, b: []sampled{{in: 900}}, kind: NotComparable,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := &Case{Local: lossEnd("a", "1a", "2a", tt.perFlow, 10*s, tt.a...), Remote: lossEnd("b", "2a", "1a", tt.perFlow, 10*s, tt.b...)}
			all := c.Losses()
			if len(all) != 2 || all[0].From != &c.Local || all[1].From != &c.Remote {
				t.Fatalf("%d directions, want a to b and b to a", len(all))
			}
			l := all[0]
			if l.Kind != tt.kind || l.Sent != tt.sent || l.Received != tt.got || l.Low != tt.low || l.High != tt.high || l.Spread != tt.spread {
				t.Errorf("got  %s, %d sent, %d received, %d to %d, read %s apart (%s)\nwant %s, %d sent, %d received, %d to %d, read %s apart",
					l.Kind, l.Sent, l.Received, l.Low, l.High, l.Spread, l.Why, tt.kind, tt.sent, tt.got, tt.low, tt.high, tt.spread)
			}
			if l.Sender.Change != tt.change || tt.kind == NotComparable && l.Why == "" {
				t.Errorf("change %q, want %q; why %q", l.Sender.Change, tt.change, l.Why)
			}
		})
	}
}

// TestLossHoldsTheTruth simulates steady traffic with a true loss, read at many
// odd moments: the bounds contain the truth each time, and no loss is not a loss.
func TestLossHoldsTheTruth(t *testing.T) {
	const rate, window = 40, 12 * time.Second
	passed := func(at time.Duration, keep uint64) uint64 {
		n := uint64(at * rate / time.Second)
		return n/10*keep + min(n%10, keep)
	}
	for _, keep := range []uint64{10, 9, 7, 3} {
		for lateFirst := -2 * time.Second; lateFirst <= 2*time.Second; lateFirst += 370 * time.Millisecond {
			for lateLast := -2 * time.Second; lateLast <= 2*time.Second; lateLast += 430 * time.Millisecond {
				onWay, took, begin := 70*time.Millisecond, 150*time.Millisecond, 5*time.Second
				sent := func(at time.Duration) sampled {
					return sampled{at: at, took: took, out: passed(at+took/3, 10)}
				}
				got := func(at time.Duration) sampled {
					return sampled{at: at, took: took, in: passed(at+took-onWay, keep)}
				}
				c := &Case{Local: lossEnd("a", "1a", "2a", false, window, sent(begin), sent(begin+window)),
					Remote: lossEnd("b", "2a", "1a", false, window, got(begin+lateFirst), got(begin+window+lateLast))}
				l, truth := c.Losses()[0], 100*(10-keep)
				if l.Low > truth || l.High < truth || l.Kind == MoreReceived || keep == 10 && l.Kind == LossSeen {
					t.Fatalf("%s, %d to %d of 1000 with a true loss of %d; read %s and %s apart", l.Kind, l.Low, l.High, truth, lateFirst, lateLast)
				}
			}
		}
	}
}

// TestChange tells what happened between two samples.
func TestChange(t *testing.T) {
	ref := ipsec.Ref{Command: "show sa", First: 1, Last: 1}
	ike := func(spi string) []*ipsec.IKESA {
		return []*ipsec.IKESA{{State: ipsec.IKEEstablished, LocalSPI: ipsec.Saw(spi, ref)}}
	}
	rekeyed := func() End {
		return lossEnd("a", "1a", "2a", false, 10*time.Second, sampled{out: 100}, sampled{at: 10 * time.Second, out: 4, spis: "1b 2b"})
	}
	tests := map[string]struct {
		change func(*End)
		want   Change
	}{
		"rekeyed": {func(e *End) { e.EarlierIKE, e.IKESAs = ike("f1"), ike("f1") }, RekeyedAway},
		"rebuilt": {func(e *End) { e.EarlierIKE, e.IKESAs = ike("f1"), ike("f2") }, Rebuilt},
		"restarted": {func(e *End) {
			e.earlierSnap.Started, e.Snap.Started = ipsec.Saw(lossBegin.Add(-time.Hour), ref), ipsec.Saw(lossBegin.Add(5*time.Second), ref)
		}, Restarted},
		"an uptime that is printed in minutes": {func(e *End) {
			e.earlierSnap.Started, e.Snap.Started = ipsec.Saw(lossBegin.Add(-time.Hour), ref), ipsec.Saw(lossBegin.Add(-59*time.Minute), ref)
		}, RekeyedAway},
		"another network": {func(e *End) { e.EarlierChild[0].LocalTS = []ipsec.Selector{{Text: "10.9.0.0/16"}} }, NoChange},
		"too near":        {func(e *End) { e.Apart = 9 * time.Second }, NoChange},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := rekeyed()
			tt.change(&e)
			f := e.Flows()[0]
			if f.Change != tt.want || f.Out.Compared {
				t.Errorf("change %q (compared %v), want %q", f.Change, f.Out.Compared, tt.want)
			}
			if tt.want != NoChange && f.Change.Says() == "" {
				t.Error("the change has no words")
			}
		})
	}
}
