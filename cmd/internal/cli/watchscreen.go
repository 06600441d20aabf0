package cli

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"ipsec-diag/engine"
)

// watchEvery is the interval that "--watch 30s" gives, in place of --sample.
func watchEvery(text string) (time.Duration, error) {
	every, err := time.ParseDuration(text)
	if err != nil || every <= 0 {
		return 0, usageError("--watch %q: an interval is written like 30s or 1m (the same as --sample)", text)
	}
	return every, nil
}

// screen is the size of a terminal in columns and rows; 80 by 24 where it has none.
func screen(w any) (columns, rows int) {
	if f, ok := w.(*os.File); ok {
		if c, r, err := term.GetSize(int(f.Fd())); err == nil && c > 0 && r > 0 {
			return c, r
		}
	}
	return 80, 24
}

// lines are the tunnels one a line, for what is no terminal.
func (v *watchView) lines(at time.Time, list []*engine.Diagnosis) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s %s\n", at.Format(time.TimeOnly), wideRow(cellsOf(d)))
	}
	for ; v.told < len(v.news); v.told++ {
		b.WriteString(v.news[v.told] + "\n")
	}
	return b.String()
}

// screenful is the whole screen: no line is longer and no more lines are there
// than the terminal has, so that nothing wraps or scrolls.
func (v *watchView) screenful(at time.Time, list []*engine.Diagnosis) string {
	columns, rows := v.size()
	row := wideRow
	switch {
	case columns < 60:
		row = narrowRow
	case columns < 100:
		row = middleRow
	}
	out := []string{fmt.Sprintf("%s  %s  every %s, Ctrl-C ends", v.device, at.Format(time.TimeOnly), v.every), ""}
	out = append(out, strings.Split(row(heads), "\n")...)
	for _, d := range list {
		out = append(out, strings.Split(row(cellsOf(d)), "\n")...)
	}
	if len(v.news) > 0 {
		out = append(out, "")
		out = append(out, v.news[max(0, len(v.news)-mostNews):]...)
	}
	return "\x1b[H\x1b[2J" + strings.Join(fitted(out, columns, rows-1), "\n") + "\n"
}

// fitted cuts lines at the right edge and drops those below the last row.
func fitted(list []string, columns, rows int) []string {
	if rows = max(rows, 1); len(list) > rows {
		more := len(list) - rows + 1
		list = append(list[:rows-1:rows-1], fmt.Sprintf("... %d more lines: make the window higher", more))
	}
	for i, line := range list {
		if r := []rune(line); len(r) > columns {
			list[i] = string(r[:max(columns-1, 0)]) + "…"
		}
	}
	return list
}

// watchCells are what the table has of one tunnel.
type watchCells struct{ state, tunnel, in, out, age, rekey, verdict string }

var heads = watchCells{"STATE", "TUNNEL", "IN/s", "OUT/s", "AGE", "REKEY", "VERDICT"}

func cellsOf(d *engine.Diagnosis) watchCells {
	in, out := rates(&d.Case.Local)
	age, rekey := ages(&d.Case.Local)
	return watchCells{strings.ToUpper(string(d.Health)), d.Case.ID, in, out, age, rekey, d.Headline.Rule.ID}
}

func wideRow(c watchCells) string {
	return fmt.Sprintf("%-9s %-24.24s %10s %10s %9s %9s  %s", c.state, c.tunnel, c.in, c.out, c.age, c.rekey, c.verdict)
}

// middleRow leaves 25 columns of 80 to the verdict.
func middleRow(c watchCells) string {
	return fmt.Sprintf("%-8s %-14.14s %5s %5s %8s %8s  %s", c.state, c.tunnel, c.in, c.out, c.age, c.rekey, c.verdict)
}

// narrowRow has three lines a tunnel.
func narrowRow(c watchCells) string {
	return fmt.Sprintf("%-8s %s\n  %s\n  %7s %7s %9s %9s", c.state, c.tunnel, c.verdict, c.in, c.out, c.age, c.rekey)
}
