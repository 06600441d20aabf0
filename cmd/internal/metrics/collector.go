package metrics

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
)

// DefaultLimit is the most series that are shown: some 5,000 tunnels with their
// devices.
const DefaultLimit = 150_000

const (
	// keepFor is how long facts serve further scrapes.
	keepFor = 5 * time.Second
	// readWithin bounds the reading of the database.
	readWithin = 10 * time.Second
)

// A Collector reads the history at each scrape.
type Collector struct {
	Store   *history.Store
	Version string
	// Limit is the most series; zero is [DefaultLimit].
	Limit int
	Now   func() time.Time
	Log   *logrus.Logger

	mu   sync.Mutex
	last []prometheus.Metric
	at   time.Time
}

// Describe names all metrics.
func (c *Collector) Describe(to chan<- *prometheus.Desc) {
	for _, f := range Families() {
		to <- f.desc
	}
}

// Collect shows what the history knows. Scrapes that come at once, or a few
// seconds after one another, share one reading.
func (c *Collector) Collect(to chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.Now(); c.last == nil || now.Sub(c.at) >= keepFor || now.Before(c.at) {
		c.last, c.at = c.read(now), now
	}
	for _, m := range c.last {
		to <- m
	}
}

func (c *Collector) read(now time.Time) []prometheus.Metric {
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	b := &batch{limit: c.Limit, left: map[string]int{}}
	if b.limit <= 0 {
		b.limit = DefaultLimit
	}
	b.add(buildInfo, 1, c.Version)
	facts, err := FromStore(ctx, c.Store, now)
	if err != nil {
		c.Log.WithError(err).Error("a scrape gets no metrics of tunnels: the history cannot be read")
		b.add(historyUp, 0)
		return b.out
	}
	b.emit(facts, now)
	return b.out
}

// Handler serves the metrics of a collector and of this process.
func Handler(c *Collector) (http.Handler, error) {
	reg := prometheus.NewRegistry()
	err := errors.Join(reg.Register(c), reg.Register(collectors.NewGoCollector()), reg.Register(collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})))
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{ErrorLog: c.Log, MaxRequestsInFlight: 4}), err
}
