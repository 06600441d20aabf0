package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
)

// leastWatch is the least time between two samples: less shows no rates and is
// more than a device should be asked.
const leastWatch = engine.LeastApart

// mostNews is how many changes a watch shows below its table.
const mostNews = 12

// watch shows a device's tunnels again and again, until it is interrupted. On a
// terminal the screen is drawn anew; elsewhere each sample is a line a tunnel.
func (s *settings) watch(c *cobra.Command, peer, tunnel string, args []string) error {
	agent, err := s.agent(c)
	if err != nil {
		return err
	}
	if agent.RemoteOnly {
		return usageError("--watch shows the device itself: with it --side is local or both")
	}
	dev, tunnel, err := s.startFrom(agent, peer, tunnel)
	if err != nil {
		return err
	}
	wanted := s.cfg.Sample
	if len(args) > 0 {
		if wanted, err = watchEvery(args[0]); err != nil {
			return err
		}
	}
	every := max(wanted, leastWatch)
	if wanted > 0 && wanted < leastWatch {
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: every %s would be too often for rates and for the device; watching every %s\n", wanted, every)
	}
	v := &watchView{w: c.OutOrStdout(), live: isTerminal(c.OutOrStdout()), size: func() (int, int) { return screen(c.OutOrStdout()) }, every: every, tunnel: tunnel, device: dev.Name}
	ctx, stop := context.WithCancel(c.Context())
	defer stop()
	if err := agent.Watch(ctx, dev, every, v.show); err != nil {
		return &exitError{code: ExitUnknown, text: err.Error()}
	}
	return result(v.code)
}

// A watchView is what a watch has shown so far.
type watchView struct {
	w     io.Writer
	live  bool
	every time.Duration
	// size returns the columns and rows of the terminal as they are now.
	size   func() (columns, rows int)
	device string
	tunnel string
	before map[string]watched
	news   []string
	told   int // how many of the news the lines have told
	code   int
}

// watched is what of a tunnel is compared from sample to sample.
type watched struct{ health, rule, spi string }

func (v *watchView) show(run *runreport.Run) {
	list := runreport.WorstFirst(run.Diagnoses)
	if v.tunnel != "" {
		list = onlyTunnel(list, v.tunnel)
	}
	v.code = run.ExitCode()
	v.compare(run.Started, list)
	text := v.lines(run.Started, list)
	if v.live {
		text = v.screenful(run.Started, list)
	}
	_, _ = io.WriteString(v.w, text)
}

// rates are the packets a second of all SAs of the tunnel, each way.
func rates(e *engine.End) (in, out string) {
	var grewIn, grewOut uint64
	compared := false
	for _, f := range e.Flows() {
		if f.In.Compared && f.Out.Compared {
			grewIn, grewOut, compared = grewIn+f.In.Grew, grewOut+f.Out.Grew, true
		}
	}
	seconds := uint64(e.Apart / time.Second)
	if !compared || seconds == 0 {
		return "-", "-"
	}
	return perSecond(grewIn, seconds), perSecond(grewOut, seconds)
}

// perSecond has one decimal below ten, so that a trickle is not nothing.
func perSecond(packets, seconds uint64) string {
	if packets < 10*seconds {
		return fmt.Sprintf("%d.%d", packets/seconds, packets%seconds*10/seconds)
	}
	return fmt.Sprint(packets / seconds)
}

// ages are the age of the IKE SA and the time to the next rekey of any SA.
func ages(e *engine.End) (age, rekey string) {
	age, rekey = "-", "-"
	if sa := e.IKEUp(); sa != nil && sa.Age.Known() {
		age = sa.Age.Or(0).Round(time.Second).String()
	}
	var next time.Duration
	note := func(d time.Duration, known bool) {
		if known && d > 0 && (next == 0 || d < next) {
			next = d
		}
	}
	if sa := e.IKEUp(); sa != nil {
		note(sa.RekeyIn.Get())
	}
	for _, sa := range e.ChildrenUp() {
		note(sa.RekeyIn.Get())
	}
	if next > 0 {
		rekey = next.Round(time.Second).String()
	}
	return age, rekey
}

// compare notes what is otherwise than in the sample before.
func (v *watchView) compare(at time.Time, list []*engine.Diagnosis) {
	now := map[string]watched{}
	for _, d := range list {
		w := watched{health: string(d.Health), rule: d.Headline.Rule.ID, spi: spiOf(&d.Case.Local)}
		now[d.Case.ID] = w
		was, known := v.before[d.Case.ID]
		say := func(format string, args ...any) {
			v.news = append(v.news, at.Format(time.TimeOnly)+" "+d.Case.ID+": "+fmt.Sprintf(format, args...))
		}
		switch {
		case !known && v.before != nil:
			say("appears, %s, %s", w.health, w.rule)
		case !known:
		case was.health != w.health:
			say("%s becomes %s, %s", was.health, w.health, w.rule)
		case was.rule != w.rule:
			say("%s becomes %s", was.rule, w.rule)
		case was.spi != w.spi && was.spi != "" && w.spi != "":
			say("new Child SA, SPI %s", w.spi)
		}
	}
	for id := range v.before {
		if _, there := now[id]; !there {
			v.news = append(v.news, at.Format(time.TimeOnly)+" "+id+": is gone")
		}
	}
	v.before = now
}

func spiOf(e *engine.End) string {
	for _, sa := range e.ChildrenUp() {
		if len(sa.OutSPI) > 0 {
			return sa.OutSPI[0]
		}
	}
	return ""
}
