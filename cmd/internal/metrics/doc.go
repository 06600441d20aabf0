// Package metrics shows what the history knows to Prometheus: at a scrape, or as
// a file for the node exporter. What is not known has no series; it is never 0.
package metrics
