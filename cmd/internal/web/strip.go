package web

import (
	"fmt"
	"html/template"
	"strings"

	"ipsec-diag/cmd/internal/history"
)

// strip draws the health over time: one rectangle a bucket, in the colour of the
// worst it had. Nothing stored leaves a gap.
func strip(labels []string, slots []*history.Bucket) template.HTML {
	var b strings.Builder
	w := 1000.0 / float64(max(1, len(slots)))
	b.WriteString(`<svg class="strip" role="img" viewBox="0 0 1000 26" preserveAspectRatio="none"><title>health over time</title>`)
	for i, s := range slots {
		if s == nil {
			continue
		}
		fmt.Fprintf(&b, `<rect class="h-%s" x="%.2f" y="0" width="%.2f" height="26"><title>%s: %s</title></rect>`, s.Health, float64(i)*w, w+0.2, labels[i], s.Health)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // G203: numbers, times and our words
}

// bar draws how many tunnels are of each health, as one bar.
func bar(count map[string]int) template.HTML {
	total := 0
	for _, n := range count {
		total += n
	}
	var b strings.Builder
	b.WriteString(`<svg class="bar" role="img" viewBox="0 0 1000 10" preserveAspectRatio="none">`)
	x := 0.0
	for _, word := range healthWords {
		n := count[word]
		if n == 0 || total == 0 {
			continue
		}
		w := 1000 * float64(n) / float64(total)
		fmt.Fprintf(&b, `<rect class="h-%s" x="%.2f" y="0" width="%.2f" height="10"><title>%d %s</title></rect>`, word, x, w, n, word)
		x += w
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // G203: numbers and our words
}
