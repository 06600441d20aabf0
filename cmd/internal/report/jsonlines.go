package report

import (
	"encoding/json"
	"io"
)

// JSONLines writes a run of many devices as one JSON document a line: a line
// of kind "site" where a site changes rules, then one of kind "device" for each
// device that was not read in full, then one of kind "incident" for each
// incident, the worst first, then one of
// kind "tunnel" for each tunnel, in the fields of the JSON report.
func JSONLines(w io.Writer, r *Run) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if site := r.siteJSON(); site != nil {
		line := struct {
			Kind string `json:"kind"`
			*jsonSite
		}{"site", site}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	for i := range r.Devices {
		if r.Devices[i].Failure == nil {
			continue
		}
		line := struct {
			Kind string `json:"kind"`
			jsonDevice
		}{"device", deviceJSON(&r.Devices[i])}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	for _, i := range r.Incidents {
		line := struct {
			Kind string `json:"kind"`
			jsonIncident
		}{"incident", incidentJSON(r, i)}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	for _, d := range WorstFirst(r.Diagnoses) {
		line := struct {
			Kind string `json:"kind"`
			jsonTunnel
		}{"tunnel", tunnelJSON(r, d)}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
