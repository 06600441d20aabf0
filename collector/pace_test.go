package collector

import (
	"testing"
	"time"
)

// TestPaceUnderStrain plays outcomes and looks at the pace that results.
func TestPaceUnderStrain(t *testing.T) {
	good := func(p *Pace, n int, took time.Duration) {
		for range n {
			p.note(false, took)
		}
	}
	for _, test := range []struct {
		name string
		play func(*Pace)
		want float64
	}{
		{"calm", func(p *Pace) { good(p, 100, time.Second) }, 16},
		{"a few of every hundred hang up", func(p *Pace) {
			for i := range 300 {
				p.note(i%25 == 0, time.Second)
			}
		}, 16},
		{"a quarter hangs up", func(p *Pace) {
			for i := range 20 {
				p.note(i%4 == 0, time.Second)
			}
		}, 8},
		{"all hang up", func(p *Pace) {
			for range 200 {
				p.note(true, 0)
			}
		}, 1},
		{"logins take three times as long", func(p *Pace) { good(p, 10, time.Second); good(p, 10, 3*time.Second) }, 8},
		{"short logins vary", func(p *Pace) { good(p, 10, 10*time.Millisecond); good(p, 10, 300*time.Millisecond) }, 16},
		{"calm again", func(p *Pace) {
			for range 5 {
				p.note(true, 0)
			}
			good(p, 40, time.Second)
		}, 16},
		{"half way back", func(p *Pace) {
			for range 5 {
				p.note(true, 0)
			}
			good(p, 20, time.Second)
		}, 12},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := NewPace(16)
			test.play(p)
			if got := p.PerSecond(); got != test.want {
				t.Errorf("%v a second, want %v", got, test.want)
			}
		})
	}
}

// TestPaceIsABucket holds one second's worth, then makes wait.
func TestPaceIsABucket(t *testing.T) {
	p := NewPace(2)
	now := time.Now()
	for range 2 {
		if d := p.limiter.ReserveN(now, 1).DelayFrom(now); d != 0 {
			t.Errorf("waits %v while the bucket is full", d)
		}
	}
	if d := p.limiter.ReserveN(now, 1).DelayFrom(now); d != 500*time.Millisecond {
		t.Errorf("the third waits %v", d)
	}
	if NewPace(0).wait(t.Context()) != nil {
		t.Error("no limit makes wait")
	}
}
