package report

import (
	"encoding/json"

	"ipsec-diag/engine"
)

// TunnelDocument is a tunnel of the JSON report.
type TunnelDocument = jsonTunnel

// IncidentDocument is an incident of the JSON report.
type IncidentDocument = jsonIncident

// Tunnel returns a tunnel of a run as it stands in the JSON report.
func Tunnel(r *Run, d *engine.Diagnosis) TunnelDocument { return tunnelJSON(r, d) }

// IncidentsOf returns the incidents of a run as they stand in the JSON report.
func IncidentsOf(r *Run) []IncidentDocument {
	out := []IncidentDocument{}
	for _, i := range r.Incidents {
		out = append(out, incidentJSON(r, i))
	}
	return out
}

// ParseTunnel reads a tunnel of the JSON report.
func ParseTunnel(data []byte) (*TunnelDocument, error) {
	var t TunnelDocument
	if err := json.Unmarshal(data, &t); err != nil {
		return nil, err
	}
	return &t, nil
}
