package report

import (
	"bytes"
	"encoding/json"
	"testing"
)

// TestSchemaCoversTheContract holds the published schema to the fields that
// others build on.
func TestSchemaCoversTheContract(t *testing.T) {
	var b bytes.Buffer
	if err := Schema(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Properties map[string]any
		Defs       map[string]struct {
			Properties map[string]any
			Required   []string
		} `json:"$defs"`
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"":             {"schema", "tool", "started", "finished", "devices", "tunnels", "exit_code"},
		"jsonDevice":   {"name", "platform", "version", "reached", "commands"},
		"jsonTunnel":   {"id", "local", "remote", "health", "headline", "ike_sas", "child_sas", "findings", "undetermined", "ruled_out", "tree"},
		"jsonHeadline": {"rule", "title", "confidence", "owner", "since"},
		"jsonFinding":  {"rule", "title", "severity", "confidence", "score", "owner", "evidence", "explained_by", "next_steps"},
		"jsonEvidence": {"device", "command", "first_line", "last_line", "text", "says"},
	}
	for def, fields := range want {
		props := doc.Properties
		if def != "" {
			props = doc.Defs[def].Properties
		}
		for _, f := range fields {
			if props[f] == nil {
				t.Errorf("schema: %s has no %q", def, f)
			}
		}
	}
}
