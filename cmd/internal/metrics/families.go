package metrics

import (
	"fmt"
	"io"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// A Family is one metric with its labels.
type Family struct {
	Name, Help string
	Type       prometheus.ValueType
	Labels     []string
	desc       *prometheus.Desc
}

func gauge(name, help string, labels ...string) *Family {
	return family(prometheus.GaugeValue, name, help, labels)
}

func counter(name, help string, labels ...string) *Family {
	return family(prometheus.CounterValue, name, help, labels)
}

func family(kind prometheus.ValueType, name, help string, labels []string) *Family {
	return &Family{Name: name, Help: help, Type: kind, Labels: labels, desc: prometheus.NewDesc(name, help, labels, nil)}
}

// TypeName is the type as the exposition format calls it.
func (f *Family) TypeName() string {
	if f.Type == prometheus.CounterValue {
		return "counter"
	}
	return "gauge"
}

// Of tunnels.
var (
	tunnelInfo     = gauge("ipsec_tunnel_info", "The ends of a tunnel and where it is; always 1.", "tunnel", "local", "remote", "site")
	tunnelUp       = gauge("ipsec_tunnel_up", "1 for a tunnel that is up or degraded, 0 for one that is down; absent while it is idle by design, on standby or unknown.", "tunnel")
	tunnelHealth   = gauge("ipsec_tunnel_health", "1 for the health that the tunnel has, 0 for the others.", "tunnel", "health")
	tunnelSince    = gauge("ipsec_tunnel_health_since_timestamp_seconds", "When the health of the tunnel last changed.", "tunnel")
	tunnelJudged   = gauge("ipsec_tunnel_last_judged_timestamp_seconds", "When a run last could tell the health of the tunnel.", "tunnel")
	tunnelHeadline = gauge("ipsec_tunnel_headline_info", "The headline of a tunnel that is not sound: the rule, how grave, how sure, and who can mend it; always 1.",
		"tunnel", "rule", "severity", "confidence", "owner")
	tunnelFinding     = gauge("ipsec_tunnel_finding", "An open finding of the tunnel above information; always 1.", "tunnel", "rule", "severity")
	tunnelMaintenance = gauge("ipsec_tunnel_maintenance", "1 while the tunnel is in a maintenance window; absent otherwise.", "tunnel")
	tunnelIKESAs      = gauge("ipsec_tunnel_ike_sas", "IKE SAs of the tunnel at its local end.", "tunnel")
	tunnelChildSAs    = gauge("ipsec_tunnel_child_sas", "Child SAs of the tunnel that are up at its local end.", "tunnel")
	tunnelAge         = gauge("ipsec_tunnel_ike_sa_age_seconds", "Age of the oldest IKE SA of the tunnel when its device was read.", "tunnel")
	tunnelBytesIn     = counter("ipsec_tunnel_received_bytes_total", "Bytes that the present Child SAs received; begins again when they are replaced.", "tunnel")
	tunnelBytesOut    = counter("ipsec_tunnel_sent_bytes_total", "Bytes that the present Child SAs sent; begins again when they are replaced.", "tunnel")
	tunnelPacketsIn   = counter("ipsec_tunnel_received_packets_total", "Packets that the present Child SAs received; begins again when they are replaced.", "tunnel")
	tunnelPacketsOut  = counter("ipsec_tunnel_sent_packets_total", "Packets that the present Child SAs sent; begins again when they are replaced.", "tunnel")
	tunnelErrors      = counter("ipsec_tunnel_errors_total", "Packets that the present Child SAs dropped, both directions; begins again when they are replaced.", "tunnel")
	tunnelRateIn      = gauge("ipsec_tunnel_received_bytes_per_second", "Bytes received a second between two samples of the last run.", "tunnel")
	tunnelRateOut     = gauge("ipsec_tunnel_sent_bytes_per_second", "Bytes sent a second between two samples of the last run.", "tunnel")
	tunnelRekeys      = gauge("ipsec_tunnel_logged_rekeys", "Rekeys that the log of the local end shows, as far back as it goes.", "tunnel")
)

// Of devices, sweeps and the service.
var (
	deviceInfo     = gauge("ipsec_device_info", "What is known of a device; always 1.", "device", "platform", "site", "zone", "version")
	deviceOK       = gauge("ipsec_device_read_success", "1 when the last login read the device in full, 0 when it failed.", "device")
	deviceFailure  = gauge("ipsec_device_read_failure", "The class of what went wrong with the last login; always 1, absent when it read the device.", "device", "class")
	deviceDuration = gauge("ipsec_device_read_duration_seconds", "How long the last login took.", "device")
	deviceTried    = gauge("ipsec_device_last_tried_timestamp_seconds", "When the device was last tried.", "device")
	deviceRead     = gauge("ipsec_device_last_read_timestamp_seconds", "When the device was last read in full; absent for never.", "device")
	sweepFinished  = gauge("ipsec_sweep_last_finished_timestamp_seconds", "When the last sweep of the schedule was judged.", "schedule")
	sweepDuration  = gauge("ipsec_sweep_duration_seconds", "How long the last sweep of the schedule took.", "schedule")
	sweepDevices   = gauge("ipsec_sweep_devices", "Devices that the last sweep of the schedule was to read.", "schedule")
	sweepUnread    = gauge("ipsec_sweep_unread_devices", "Devices that the last sweep of the schedule could not read.", "schedule")
	sweepTunnels   = gauge("ipsec_sweep_tunnels", "Tunnels of the last sweep of the schedule by health.", "schedule", "health")
	openFindings   = gauge("ipsec_open_findings", "Open findings of all tunnels by rule and severity.", "rule", "severity")
	openIncidents  = gauge("ipsec_open_incidents", "Open incidents, each with several tunnels, by rule and severity.", "rule", "severity")
	jobs           = gauge("ipsec_jobs", "Jobs of the engine by queue and state.", "queue", "state")
	deliveries     = gauge("ipsec_alert_deliveries", "Alert messages that are kept, by channel and state (waiting, failed, sent, dead).", "channel", "state")
	historyUp      = gauge("ipsec_history_up", "1 when the database answered this scrape; 0, and nothing else of this table, when it did not.")
	historySize    = gauge("ipsec_history_size_bytes", "Size of the database.")
	seriesLimit    = gauge("ipsec_metrics_series_limit", "The most series that are shown.")
	seriesLeftOut  = gauge("ipsec_metrics_left_out_objects", "Tunnels and devices whose series are not shown because there are too many; the worst are shown first.", "kind")
	buildInfo      = gauge("ipsec_diag_build_info", "The version of this program; always 1.", "version")
)

// Families returns all metrics in the order they are shown.
func Families() []*Family {
	return []*Family{
		tunnelInfo, tunnelUp, tunnelHealth, tunnelSince, tunnelJudged, tunnelHeadline, tunnelFinding, tunnelMaintenance, tunnelIKESAs, tunnelChildSAs,
		tunnelAge, tunnelBytesIn, tunnelBytesOut, tunnelPacketsIn, tunnelPacketsOut, tunnelErrors, tunnelRateIn, tunnelRateOut, tunnelRekeys,
		deviceInfo, deviceOK, deviceFailure, deviceDuration, deviceTried, deviceRead, sweepFinished, sweepDuration, sweepDevices, sweepUnread, sweepTunnels,
		openFindings, openIncidents, jobs, deliveries, historyUp, historySize, seriesLimit, seriesLeftOut, buildInfo,
	}
}

// WriteTable writes the table of all metrics, in Markdown.
func WriteTable(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| metric | type | labels | meaning |\n|---|---|---|---|\n")
	for _, f := range Families() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Name, f.TypeName(), strings.Join(f.Labels, ", "), f.Help)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
