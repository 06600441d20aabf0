package web

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"time"

	"github.com/go-analyze/charts"

	"ipsec-diag/cmd/internal/history"
)

// colour is a place holder for a colour of the style sheet, which knows light and
// dark: rgb(1,2,N) becomes var(--chart-N).
func colour(n uint8) charts.Color { return charts.Color{R: 1, G: 2, B: n, A: 255} }

var (
	placeholder = regexp.MustCompile(`rgb\(1,2,(\d+)\)`)
	style       = regexp.MustCompile(` style="([^"]*)"`)
)

// series is one line of a chart. An unknown value leaves a gap.
type series struct {
	name   string
	values []*float64
}

const (
	chartWidth  = 640
	chartHeight = 210
)

// lineChart draws lines over time as SVG that a page can hold: its colours are
// those of the style sheet, and it has no styles of its own, which the page's
// policy forbids.
func lineChart(labels []string, lines []series, format func(float64) string) (template.HTML, error) {
	theme := charts.MakeTheme(charts.ThemeOption{AxisStrokeColor: colour(1), AxisSplitLineColor: colour(2), TextColor: colour(3),
		SeriesColors: []charts.Color{colour(4), colour(5)}, BackgroundColor: charts.ColorTransparent})
	opt := charts.NewLineChartOptionWithData(values(lines))
	opt.Theme, opt.Padding = theme, charts.NewBoxEqual(8)
	opt.XAxis = charts.XAxisOption{Labels: labels, LabelCount: 5, BoundaryGap: charts.Ptr(false), LabelFontStyle: charts.FontStyle{FontSize: 11}}
	opt.YAxis = []charts.YAxisOption{{Min: charts.Ptr(0.0), LabelCount: 4, LabelFontStyle: charts.FontStyle{FontSize: 11}, ValueFormatter: format}}
	opt.Legend = charts.LegendOption{Show: charts.Ptr(len(lines) > 1), FontStyle: charts.FontStyle{FontSize: 11}, Symbol: charts.SymbolSquare}
	for _, l := range lines {
		opt.Legend.SeriesNames = append(opt.Legend.SeriesNames, l.name)
	}
	opt.LineStrokeWidth, opt.Symbol = 1.5, charts.Symbol{Shape: charts.SymbolDot, Size: 1}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: chartWidth, Height: chartHeight, Theme: theme})
	if err := p.LineChart(opt); err != nil {
		return "", err
	}
	svg, err := p.Bytes()
	return template.HTML(withoutStyles(string(svg))), err //nolint:gosec // G203: the text of a chart is ours: numbers, times and names of lines
}

func values(lines []series) [][]float64 {
	out := make([][]float64, len(lines))
	for i, l := range lines {
		for _, v := range l.values {
			if v == nil {
				out[i] = append(out[i], charts.GetNullValue())
			} else {
				out[i] = append(out[i], *v)
			}
		}
	}
	return out
}

// withoutStyles turns styles into attributes of their own.
func withoutStyles(svg string) string {
	svg = strings.Replace(svg, "<svg ", `<svg class="chart" role="img" `, 1)
	svg = placeholder.ReplaceAllString(svg, "var(--chart-$1)")
	return style.ReplaceAllStringFunc(svg, func(s string) string {
		var b strings.Builder
		for _, rule := range strings.Split(style.FindStringSubmatch(s)[1], ";") {
			if name, value, ok := strings.Cut(rule, ":"); ok && name != "font-family" {
				fmt.Fprintf(&b, ` %s="%s"`, name, value)
			}
		}
		return b.String()
	})
}

// spanOf is how long a chart looks back, and how wide its buckets are.
type spanOf struct {
	Name  string
	back  time.Duration
	width time.Duration
	// layout is how a time stands below the chart.
	layout string
}

const aDay = 24 * time.Hour

var spans = []spanOf{
	{"24h", aDay, 15 * time.Minute, "15:04"}, {"7d", 7 * aDay, time.Hour, "Mon 15h"},
	{"30d", 30 * aDay, 4 * time.Hour, "2 Jan"}, {"90d", 90 * aDay, 12 * time.Hour, "2 Jan"},
}

// spanNamed returns the span of a name; the first where there is none.
func spanNamed(name string) spanOf {
	for _, s := range spans {
		if s.Name == name {
			return s
		}
	}
	return spans[0]
}

// stretch spreads buckets over a span, with nil where nothing was stored.
func stretch(list []history.Bucket, from time.Time, s spanOf) (labels []string, slots []*history.Bucket) {
	n := int(s.back / s.width)
	slots = make([]*history.Bucket, n)
	for i := range list {
		if at := int(list[i].Start.Sub(from) / s.width); at >= 0 && at < n {
			slots[at] = &list[i]
		}
	}
	for i := range n {
		labels = append(labels, from.Add(time.Duration(i)*s.width).UTC().Format(s.layout))
	}
	return labels, slots
}
