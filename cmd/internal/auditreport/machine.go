package auditreport

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine/audit"
)

// schema names the form of the JSON; a change that breaks readers raises it.
const schema = "ipsec-diag/audit/1"

// document is the JSON of an audit.
type document struct {
	Schema   string              `json:"schema"`
	Policy   string              `json:"policy"`
	Title    string              `json:"title"`
	Counts   map[audit.Level]int `json:"counts"`
	Items    []audit.Item        `json:"items"`
	ExitCode int                 `json:"exit_code"`
}

// JSON writes the audit with all its items.
func JSON(w io.Writer, r *audit.Report) error {
	doc := document{Schema: schema, Policy: r.Policy.Name, Title: r.Policy.Title, Counts: map[audit.Level]int{}, Items: r.Items, ExitCode: r.ExitCode()}
	if doc.Items == nil {
		doc.Items = []audit.Item{}
	}
	for _, l := range []audit.Level{audit.Fail, audit.Warn, audit.Note, audit.Pass, audit.Unknown} {
		doc.Counts[l] = r.Count(l)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}

// columns are the first row of the table.
var columns = []string{"device", "tunnel", "level", "stage", "what", "value", "printed", "verdict", "policy", "source", "why", "command", "line", "evidence"}

// CSV writes one row per item.
func CSV(w io.Writer, r *audit.Report) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	for i := range r.Items {
		if err := out.Write(row(r.Policy.Name, &r.Items[i])); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func row(policy string, i *audit.Item) []string {
	line, why := "", i.Requirement.Why
	if i.Evidence.First > 0 {
		line = fmt.Sprint(i.Evidence.First)
	}
	if i.Missing != "" {
		why = i.Missing
	}
	out := []string{i.Device, i.Tunnel, string(i.Level), string(i.Stage), i.What, i.Value, i.Printed, string(i.Requirement.Verdict), policy,
		i.Requirement.Source, why, i.Evidence.Command, line, strings.Join(i.Evidence.Text, " ")}
	for n := range out {
		out[n] = plain(out[n])
	}
	return out
}

// plain puts a quote before what a spreadsheet would run as a formula: names
// come from devices and their peers.
func plain(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
