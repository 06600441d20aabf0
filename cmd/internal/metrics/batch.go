package metrics

import (
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// A batch collects the series of one scrape, up to a limit.
type batch struct {
	out   []prometheus.Metric
	limit int
	left  map[string]int
}

// add adds one series. A label that is no valid text is made one: what a device
// prints must not break a scrape.
func (b *batch) add(f *Family, value float64, labels ...string) {
	for i := range labels {
		labels[i] = strings.ToValidUTF8(labels[i], "�")
	}
	b.out = append(b.out, prometheus.MustNewConstMetric(f.desc, f.Type, value, labels...))
}

// whole adds a number that may be unknown; what is unknown has no series.
func (b *batch) whole(f *Family, n *int64, labels ...string) {
	if n != nil {
		b.add(f, float64(*n), labels...)
	}
}

func (b *batch) decimal(f *Family, n *float64, labels ...string) {
	if n != nil {
		b.add(f, *n, labels...)
	}
}

// when adds a time; a time that never was has no series.
func (b *batch) when(f *Family, t time.Time, labels ...string) {
	if !t.IsZero() {
		b.add(f, float64(t.UnixMilli())/1000, labels...)
	}
}

// object adds all series of one tunnel or device, or none where they would pass
// the limit: half an object would be wrong in sums.
func (b *batch) object(kind string, add func()) {
	before := len(b.out)
	if b.left[kind] > 0 {
		b.left[kind]++ // what comes after one that was left out is less grave
		return
	}
	add()
	if len(b.out) > b.limit {
		b.out = b.out[:before]
		b.left[kind]++
	}
}
