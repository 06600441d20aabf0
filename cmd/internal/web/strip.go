package web

import (
	"fmt"
	"html/template"
	"strings"

	"ipsec-diag/cmd/internal/history"
)

// strip draws the health over time: buckets in the colour of the worst they had,
// like ones as one piece. Nothing stored leaves a gap.
func strip(labels []string, slots []*history.Bucket) template.HTML {
	var b strings.Builder
	w := 1000.0 / float64(max(1, len(slots)))
	b.WriteString(`<svg class="strip" role="img" viewBox="0 0 1000 26" preserveAspectRatio="none"><title>health over time</title>`)
	for from := 0; from < len(slots); {
		to := from + 1
		for to < len(slots) && healthAt(slots, to) == healthAt(slots, from) {
			to++
		}
		if h := healthAt(slots, from); h != "" {
			fmt.Fprintf(&b, `<rect class="h-%s" x="%.2f" y="0" width="%.2f" height="26"><title>%s from %s to %s</title></rect>`, h, float64(from)*w, float64(to-from)*w, h, labels[from], labels[to-1])
		}
		from = to
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // G203: numbers, times and our words
}

func healthAt(slots []*history.Bucket, i int) string {
	if slots[i] == nil {
		return ""
	}
	return slots[i].Health
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
