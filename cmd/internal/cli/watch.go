package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
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
func (s *settings) watch(c *cobra.Command, peer, tunnel string) error {
	agent, err := s.agent(c)
	if err != nil {
		return err
	}
	dev, err := s.subject(agent.Inventory, peer, tunnel)
	if err != nil {
		return err
	}
	if err := needsUser(agent, dev); err != nil {
		return err
	}
	every := max(s.cfg.Sample, leastWatch)
	v := &watchView{w: c.OutOrStdout(), live: isTerminal(c.OutOrStdout()), every: every, tunnel: tunnel, device: dev.Name}
	ctx, stop := context.WithCancel(c.Context())
	defer stop()
	if err := agent.Watch(ctx, dev, every, v.show); err != nil {
		return &exitError{code: ExitUnknown, text: err.Error()}
	}
	return result(v.code)
}

// A watchView is what a watch has shown so far.
type watchView struct {
	w      io.Writer
	live   bool
	every  time.Duration
	device string
	tunnel string
	before map[string]watched
	news   []string
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
	var b strings.Builder
	if v.live {
		b.WriteString("\x1b[H\x1b[2J")
		fmt.Fprintf(&b, "%s  %s  every %s, Ctrl-C ends\n\n", v.device, run.Started.Format(time.TimeOnly), v.every)
		fmt.Fprintf(&b, "%-9s %-24s %10s %10s %9s %9s  %s\n", "STATE", "TUNNEL", "IN/s", "OUT/s", "AGE", "REKEY", "VERDICT")
	}
	for _, d := range list {
		if !v.live {
			b.WriteString(run.Started.Format(time.TimeOnly) + " ")
		}
		b.WriteString(row(d) + "\n")
	}
	if v.live && len(v.news) > 0 {
		b.WriteString("\n" + strings.Join(v.news[max(0, len(v.news)-mostNews):], "\n") + "\n")
	}
	_, _ = io.WriteString(v.w, b.String())
}

// row is one tunnel in a line of the table.
func row(d *engine.Diagnosis) string {
	in, out := rates(&d.Case.Local)
	age, rekey := ages(&d.Case.Local)
	return fmt.Sprintf("%-9s %-24.24s %10s %10s %9s %9s  %s", strings.ToUpper(string(d.Health)), d.Case.ID, in, out, age, rekey, d.Headline.Rule.ID)
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
