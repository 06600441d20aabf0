package report

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/timeline"
)

// The charts are a few bars: SVG of our own, so that the style sheet colours them
// for light and dark. Chart libraries draw axes and lines with fixed colours.

const (
	chartWidth = 640
	barHeight  = 16
	barLeft    = 220
	barRoom    = 300
)

// lossChart draws what was sent and what arrived, for each direction that can be
// compared.
func lossChart(losses []engine.Loss) template.HTML {
	var b strings.Builder
	y := 4
	for i := range losses {
		l := &losses[i]
		most := max(l.Sent, l.Received)
		if l.Kind == engine.NotComparable || most == 0 {
			continue
		}
		text(&b, 0, y+barHeight+4, "", l.From.Called()+" to "+l.To.Called())
		for k, bar := range []struct {
			class, what string
			n           uint64
		}{{"sent", "sent", l.Sent}, {"received", "received", l.Received}} {
			at := y + k*(barHeight+2)
			w := float64(barRoom) * float64(bar.n) / float64(most)
			fmt.Fprintf(&b, `<rect class="%s" x="%d" y="%d" width="%.1f" height="%d"/>`, bar.class, barLeft, at, w, barHeight)
			text(&b, barLeft+int(w)+6, at+barHeight-4, "", fmt.Sprintf("%d %s", bar.n, bar.what))
		}
		y += 2*barHeight + 14
	}
	return svg(b.String(), y, "packets sent and received in each direction")
}

// pastChart draws the health of each kept run as a strip, oldest left.
func pastChart(past []timeline.Look) template.HTML {
	if len(past) < 2 {
		return ""
	}
	var b strings.Builder
	width := float64(chartWidth) / float64(len(past))
	for i, look := range past {
		health, _, _ := strings.Cut(look.Verdict, ",")
		fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="4" width="%.1f" height="20"><title>%s</title></rect>`,
			healthClass(health), float64(i)*width, width-2, template.HTMLEscapeString(visible(look.At.UTC().Format(time.DateTime)+": "+look.Verdict)))
	}
	text(&b, 0, 42, "", past[0].At.UTC().Format(time.DateTime))
	text(&b, chartWidth, 42, "end", past[len(past)-1].At.UTC().Format(time.DateTime))
	return svg(b.String(), 48, "health in each kept run, oldest left")
}

// healthClass is the class of the style sheet for a health.
func healthClass(health string) string {
	switch engine.Health(health) {
	case engine.Up, engine.Degraded, engine.Down, engine.Idle, engine.Standby:
		return health
	}
	return string(engine.Unknown)
}

func text(b *strings.Builder, x, y int, anchor, s string) {
	if anchor != "" {
		anchor = ` text-anchor="` + anchor + `"`
	}
	fmt.Fprintf(b, `<text x="%d" y="%d"%s>%s</text>`, x, y, anchor, template.HTMLEscapeString(visible(s)))
}

// svg puts shapes into a picture, and makes nothing of none.
func svg(shapes string, height int, label string) template.HTML {
	if shapes == "" {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<svg class="chart" role="img" aria-label="%s" viewBox="0 0 %d %d">%s</svg>`, label, chartWidth, height, shapes)) //nolint:gosec // G203: each text in it was escaped
}
