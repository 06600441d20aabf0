package platformtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
)

// lab is where both ends' outputs of every fault of the lab lie, outside the
// repository.
const lab = "../../../shared/lab/captures"

// brokenSetting is the line that a fault of the lab breaks a configuration with:
// nobody can read it.
const brokenSetting = "this is not a setting"

// Lab parses every output of the lab that a step of the platform reads, for the
// faults that are chosen: no line may stay unread.
func Lab(t *testing.T, p *parsers.Platform, chosen func(fault string) bool) {
	t.Helper()
	ends, err := filepath.Glob(filepath.Join(lab, "*", "*"))
	if err != nil || len(ends) == 0 {
		t.Skipf("skipped: no lab captures in %s", lab)
	}
	outputs, gateways := 0, 0
	for _, dir := range ends {
		if !chosen(filepath.Base(filepath.Dir(dir))) {
			continue
		}
		capture := labCapture(t, p, dir)
		outputs, gateways = outputs+len(capture.Outputs), gateways+1
		for _, u := range parsers.Parse(p, capture, 0).Unread {
			if strings.TrimSpace(u.Text) == brokenSetting {
				continue
			}
			t.Errorf("%s: %s:%d: %s", strings.TrimPrefix(dir, lab), u.Ref.Command, u.Ref.First, u.Text)
		}
	}
	t.Logf("%d outputs of %d gateways", outputs, gateways)
	if outputs == 0 {
		t.Error("no output was read")
	}
}

// labCapture returns the outputs of one gateway that a step reads.
func labCapture(t *testing.T, p *parsers.Platform, dir string) *collector.Capture {
	t.Helper()
	capture := &collector.Capture{Device: filepath.Base(dir), Platform: p.Name}
	index, err := os.ReadFile(filepath.Join(dir, "_index.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(index)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 || p.StepFor(fields[2]) == nil {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, fields[1]))
		if err != nil {
			continue // the index names what a gateway did not print
		}
		out := collector.Output{Command: fields[2], Status: collector.Answered, Text: string(text)}
		if fields[0] != "0" {
			reason, _ := os.ReadFile(filepath.Join(dir, fields[1]+".stderr"))
			out.Status, out.Reason = collector.Failed, string(reason)
		}
		capture.Outputs = append(capture.Outputs, out)
	}
	return capture
}
