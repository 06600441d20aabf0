// Package deploy holds what stands beside the service: alert rules, a scrape
// configuration and a dashboard for its metrics.
package deploy

import (
	"embed"
	"io"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/metrics"
)

//go:embed *.yaml *.json
var files embed.FS

// Table is the name of the table of all metrics.
const Table = "metrics"

// The files by the name they are asked for.
var byName = map[string]string{
	"grafana-dashboard": "grafana-dashboard.json",
	"prometheus-rules":  "prometheus-rules.yaml",
	"prometheus-scrape": "prometheus-scrape.yaml",
}

// Names returns what can be printed.
func Names() []string {
	out := []string{Table}
	for name := range byName {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Print writes one of [Names].
func Print(w io.Writer, name string) error {
	if name == Table {
		return metrics.WriteTable(w)
	}
	data, err := files.ReadFile(byName[name])
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, strings.TrimRight(string(data), "\n")+"\n")
	return err
}
