package report

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// NagiosService is the word that begins the line of a plugin.
const NagiosService = "IPSEC"

// nagiosStates are the words for the exit codes 0 to 3, which are ours on purpose.
var nagiosStates = []string{"OK", "WARNING", "CRITICAL", "UNKNOWN"}

const (
	// mostNagios is how many bytes of text monitoring keeps: Nagios reads 8 kB, of
	// which the performance data need their part.
	mostNagios = 4000
	// mostMeasured is how many tunnels have performance data of their own.
	mostMeasured = 10
)

// Nagios writes the run as a plugin of Nagios or Icinga does: one line with
// performance data, then what else is to know (Monitoring Plugins Development
// Guidelines). The exit code is the state.
func Nagios(w io.Writer, r *Run) error {
	first := NagiosLine(r.ExitCode(), nagiosHeadline(r)) + " | " + strings.Join(perfdata(r), " ")
	_, err := io.WriteString(w, whole([]string{first}, plainLines(nagiosLong(r)), len(first)+mostNagios, "see ipsec-diag for it"))
	return err
}

// NagiosLine is the first line of a plugin, without performance data.
func NagiosLine(code int, text string) string {
	if code < 0 || code > 3 {
		code = 3
	}
	return NagiosService + " " + nagiosStates[code] + " - " + plainLine(text)
}

// plainLines take from lines what monitoring gives a meaning: "|" begins
// performance data, "<" a tag of the page.
func plainLines(rows []string) (out []string) {
	for _, row := range rows {
		out = append(out, plainLine(row))
	}
	return out
}

func plainLine(text string) string {
	return strings.NewReplacer("|", "/", "<", "(", ">", ")").Replace(visible(strings.Join(strings.Fields(text), " ")))
}

// nagiosHeadline is the worst tunnel, or that all are well.
func nagiosHeadline(r *Run) string {
	bad := WorstFirst(r.unsound())
	switch {
	case len(r.Diagnoses) == 0:
		return strings.Join(append([]string{inOneLine(r)}, unreadRows(r)...), "; ")
	case len(bad) == 0:
		return inOneLine(r)
	case len(r.Diagnoses) == 1:
		return shortHeadline(bad[0])
	}
	return inOneLine(r) + "; " + shortHeadline(bad[0])
}

// shortHeadline is a tunnel in one clause, with the rule and how sure it is.
func shortHeadline(d *engine.Diagnosis) string {
	return fmt.Sprintf("%s is %s: %s (%s)", d.Case.ID, upperVia(d), headlineText(d), ruleAndSure(d))
}

func ruleAndSure(d *engine.Diagnosis) string {
	if d.Headline.Rule.ID == engine.UndeterminedID {
		return d.Headline.Rule.ID
	}
	return d.Headline.Rule.ID + ", " + string(d.Headline.Confidence)
}

// nagiosLong are the lines below the first: what was not read, the tunnels with a
// fault, and for one alone its evidence and first step.
func nagiosLong(r *Run) []string {
	out := unreadRows(r)
	for _, i := range topIncidents(r) {
		out = append(out, i.Title)
	}
	bad := WorstFirst(r.unsound())
	for _, d := range bad {
		out = append(out, shortHeadline(d)+MarkSuffix(d)+", fingerprint "+Fingerprint(d.Case.ID, d.Headline.Rule.ID))
		if len(bad) <= fewRows {
			out = append(append(out, facts(d.Headline)...), otherFindings(d)...)
			if steps := nextSteps(r, d, d.Headline); len(steps) > 0 {
				out = append(out, "Next: "+steps[0].String())
			}
		}
	}
	for _, d := range WorstFirst(r.Diagnoses) {
		if d.ExitCode == 0 && len(r.Diagnoses) <= mostMeasured {
			out = append(out, fmt.Sprintf("%s is %s%s", d.Case.ID, upperVia(d), MarkSuffix(d)))
		}
	}
	return out
}

// perfdata are the numbers of a run: 'label'=value[unit];warn;crit;min;max. What
// no device told has no number: an unknown is never zero.
func perfdata(r *Run) []string {
	count := map[engine.Health]int{}
	for _, d := range r.Diagnoses {
		count[d.Health]++
	}
	out := []string{fmt.Sprintf("tunnels=%d;;;0", len(r.Diagnoses))}
	for _, h := range healths {
		out = append(out, fmt.Sprintf("%s=%d;;;0;%d", h, count[h], len(r.Diagnoses)))
	}
	out = append(out, fmt.Sprintf("devices_unread=%d;;;0;%d", len(unreadRows(r)), len(r.Devices)))
	if took := r.took(); took > 0 {
		out = append(out, "time="+seconds(took)+"s;;;0")
	}
	if len(r.Diagnoses) > mostMeasured {
		return out
	}
	for _, d := range r.Diagnoses {
		out = append(out, tunnelPerfdata(d)...)
	}
	return out
}

// tunnelPerfdata are a tunnel's numbers at its local end, and what was lost on the
// way. Counters have the unit c: they only grow, and start anew with an SA.
func tunnelPerfdata(d *engine.Diagnosis) (out []string) {
	put := func(what, value string) { out = append(out, "'"+perfLabel(d.Case.ID)+" "+what+"'="+value) }
	e := &d.Case.Local
	if e.Read() && e.Observed(ipsec.AreaChildSAs) {
		put("child_sas", fmt.Sprintf("%d;;;0", len(e.ChildrenUp())))
	}
	if in, ok := sumOf(e, func(c *ipsec.Counters) ipsec.Count { return c.InBytes }); ok {
		put("in", fmt.Sprintf("%dc", in))
	}
	if n, ok := sumOf(e, func(c *ipsec.Counters) ipsec.Count { return c.OutBytes }); ok {
		put("out", fmt.Sprintf("%dc", n))
	}
	losses := d.Case.Losses()
	for i := range losses {
		l := &losses[i]
		if len(losses) > 2 || l.Kind != engine.LossSeen && l.Kind != engine.NoLossSeen {
			continue // one label is one series: the flows of several pairs have no label of their own
		}
		way := "loss_out"
		if l.From != e {
			way = "loss_in"
		}
		put(way, fmt.Sprintf("%d.%d%%;;;0;100", l.Loss/10, l.Loss%10))
	}
	return out
}

// perfLabel is a name without what ends a label.
func perfLabel(name string) string {
	return strings.NewReplacer("'", "_", "=", "_", "|", "_", "<", "_", ">", "_").Replace(visible(name))
}

// sumOf adds a counter of the installed SAs; what one of them does not show makes
// the sum unknown.
func sumOf(e *engine.End, of func(*ipsec.Counters) ipsec.Count) (sum uint64, known bool) {
	for _, sa := range e.ChildrenUp() {
		n, ok := of(&sa.Counters).Get()
		if !ok {
			return 0, false
		}
		sum, known = sum+n, true
	}
	return sum, known
}
