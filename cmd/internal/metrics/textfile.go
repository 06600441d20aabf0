package metrics

import (
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// fixed are series that were made before.
type fixed []prometheus.Metric

func (fixed) Describe(to chan<- *prometheus.Desc) {
	for _, f := range Families() {
		to <- f.desc
	}
}

func (x fixed) Collect(to chan<- prometheus.Metric) {
	for _, m := range x {
		to <- m
	}
}

// CheckTextfile returns what is wrong with the name of a file for the textfile
// collector of the node exporter: it reads *.prom only.
func CheckTextfile(path string) error {
	if !strings.HasSuffix(path, ".prom") {
		return fmt.Errorf("%q does not end in .prom: the node exporter would not read it", path)
	}
	return nil
}

// WriteTextfile writes facts for the textfile collector of the node exporter. The
// file is replaced in one step, so that it is never read half written.
func WriteTextfile(path string, f *Facts, version string, now time.Time) error {
	if err := CheckTextfile(path); err != nil {
		return err
	}
	b := &batch{limit: DefaultLimit, left: map[string]int{}}
	b.add(buildInfo, 1, version)
	b.emit(f, now)
	reg := prometheus.NewRegistry()
	if err := reg.Register(fixed(b.out)); err != nil {
		return err
	}
	return prometheus.WriteToTextfile(path, reg)
}
