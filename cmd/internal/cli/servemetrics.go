package cli

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/metrics"
)

// metricsOf serves the metrics of a history.
func metricsOf(store *history.Store, log *logrus.Logger) (http.Handler, error) {
	return metrics.Handler(&metrics.Collector{Store: store, Version: Version(), Now: time.Now, Log: log})
}

// serveMetrics serves the metrics at an address of this machine until the context
// ends; "" is none.
func serveMetrics(ctx context.Context, listen string, store *history.Store, log *logrus.Logger) error {
	if listen == "" {
		return nil
	}
	at, err := netip.ParseAddrPort(listen)
	if err != nil || !at.Addr().IsLoopback() {
		return usageError("listen: %q is no address of this machine alone, like 127.0.0.1:8470", listen)
	}
	handler, err := metricsOf(store, log)
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return usageError("cannot listen on %s: %v; is another ipsec-diag serve at work? Choose another with listen: or --listen", listen, plainReason(err))
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", handler)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.WithError(err).Error("the metrics are not served any more")
		}
	}()
	log.Infof("metrics at http://%s/metrics", l.Addr())
	return nil
}
