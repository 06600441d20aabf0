package collector_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ipsec-diag/collector"
)

// Whatever the pieces in which outputs come, and however far may be typed
// ahead, each command has its own output, whole.
func TestTypedAheadInPieces(t *testing.T) {
	for _, window := range []int{1, 40, 100, 1000} {
		for _, chunk := range []int{0, 1, 7, 61} {
			synctest.Test(t, func(t *testing.T) {
				d := iosDevice(tenAnswers()...)
				d.Quirks.Chunk, d.Quirks.SlowFirstByte = chunk, 3*time.Second
				p := newPath(t, d)
				p.options.TypeAhead = true
				dialect := typingAhead()
				dialect.TypeAhead = window
				s, err := collector.Open(t.Context(), p.device, dialect, p.options)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = s.Close() }()
				checkTen(t, s)
				if out := s.Run(t.Context(), show(t, "cisco-ios", "show clock")); out.Status != collector.Answered {
					t.Errorf("afterwards: %s (%s)", out.Status, out.Reason)
				}
			})
		}
	}
}

// Without the wish or the dialect's word, and where the pager stayed on,
// nothing is typed ahead.
func TestNothingIsTypedAheadUnasked(t *testing.T) {
	for name, tt := range map[string]struct {
		wish, dialect, pager bool
	}{"no wish": {dialect: true}, "not proven": {wish: true}, "pager": {wish: true, dialect: true, pager: true}} {
		synctest.Test(t, func(t *testing.T) {
			d := iosDevice(tenAnswers()...)
			d.Quirks.RefusePagerOff = tt.pager
			p := newPath(t, d)
			p.options.TypeAhead = tt.wish
			dialect := typingAhead()
			if !tt.dialect {
				dialect.TypeAhead = 0
			}
			s, err := collector.Open(t.Context(), p.device, dialect, p.options)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			began := p.trips()
			checkTen(t, s)
			if took := p.trips() - began; took < float64(len(ten)) {
				t.Errorf("%s: ten commands took %.1f round trips", name, took)
			}
		})
	}
}

// Where something goes wrong while commands are typed ahead, the command it
// happened to and all behind it have no answer, and the session is over.
func TestTypedAheadGoesWrong(t *testing.T) {
	for name, tt := range map[string]struct {
		class collector.Class
		spoil func(*scripted)
		reply string // to the second command
	}{
		"lost":          {collector.ClassTimeout, func(d *scripted) { d.loses = true }, "2\r\nr1#"},
		"echoed early":  {collector.ClassTimeout, func(d *scripted) { d.hasty = true }, "2\r\nr1#"},
		"no echo":       {collector.ClassTimeout, func(d *scripted) { d.mute = true }, "2\r\nr1#"},
		"pager":         {collector.ClassTimeout, nil, "2\r\n --More-- "},
		"question":      {collector.ClassQuestion, func(d *scripted) { d.loses = true }, ""},
		"configuration": {collector.ClassConfigMode, func(d *scripted) { d.loses = true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &scripted{greeting: "r1#"}
				first := map[string]string{"question": "Sure? [confirm]", "configuration": "r1(config)#"}[name]
				d.reply = func(line string) string {
					switch line {
					case ten[0]:
						if first != "" {
							return first
						}
						return "1\r\nr1#"
					case ten[1]:
						return tt.reply
					case ten[2]:
						return "3\r\nr1#"
					}
					return "r1#"
				}
				device, options := d.virtual(t)
				options.TypeAhead = true
				s, err := collector.Open(t.Context(), device, typingAhead(), options)
				if err != nil {
					t.Fatal(err)
				}
				if tt.spoil != nil {
					d.mu.Lock()
					tt.spoil(d)
					d.mu.Unlock()
				}
				checkSpoilt(t, s, tt.class)
				_ = s.Close()
				<-d.gone
			})
		})
	}
}

func checkSpoilt(t *testing.T, s *collector.Session, class collector.Class) {
	t.Helper()
	var commands []collector.Command
	for _, text := range ten[:3] {
		commands = append(commands, show(t, "cisco-ios", text))
	}
	var got []string
	for out := range s.RunEach(t.Context(), commands) {
		got = append(got, string(out.Status))
		if out.Status == collector.Answered && out.Text != "1\n" {
			t.Errorf("%s: answered %q", out.Command, out.Text)
		}
	}
	if all := strings.Join(got, " "); len(got) != 3 || !strings.HasSuffix(all, "truncated truncated") {
		t.Errorf("%s", all)
	}
	if s.Err() == nil || s.Err().Class != class {
		t.Errorf("%v, want %s", s.Err(), class)
	}
}

// Ending the loop early ends the session, and the device is left.
func TestTypedAheadAndNotWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := iosDevice(tenAnswers()...)
		p := newPath(t, d)
		p.options.TypeAhead = true
		s, err := collector.Open(t.Context(), p.device, typingAhead(), p.options)
		if err != nil {
			t.Fatal(err)
		}
		commands := []collector.Command{show(t, "cisco-ios", ten[0]), show(t, "cisco-ios", ten[1])}
		for range s.RunEach(t.Context(), commands) {
			break
		}
		if out := s.Run(t.Context(), commands[1]); out.Status == collector.Answered || s.Err() == nil {
			t.Errorf("%s: the late answer to another command may be this one", out.Status)
		}
		_ = s.Close()
	})
}
