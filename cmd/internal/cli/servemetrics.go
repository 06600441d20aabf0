package cli

import (
	"net/http"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/metrics"
)

// metricsOf serves the metrics of a history.
func metricsOf(store *history.Store, log *logrus.Logger) (http.Handler, error) {
	return metrics.Handler(&metrics.Collector{Store: store, Version: Version(), Now: time.Now, Log: log})
}
