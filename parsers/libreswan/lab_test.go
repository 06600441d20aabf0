package libreswan

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

// TestLabCaptures parses every output of the lab's Libreswan gateways that a
// step reads: no line may stay unread.
func TestLabCaptures(t *testing.T) {
	ends, err := filepath.Glob(filepath.Join(lab, "libreswan-*", "*"))
	if err != nil || len(ends) == 0 {
		t.Skipf("skipped: no lab captures in %s", lab)
	}
	outputs := 0
	for _, dir := range ends {
		capture := labCapture(t, dir)
		outputs += len(capture.Outputs)
		for _, u := range parsers.Parse(Platform(), capture, 0).Unread {
			t.Errorf("%s: %s:%d: %s", strings.TrimPrefix(dir, lab), u.Ref.Command, u.Ref.First, u.Text)
		}
	}
	t.Logf("%d outputs of %d gateways", outputs, len(ends))
	if outputs == 0 {
		t.Error("no output was read")
	}
}

// labCapture returns the outputs of one gateway that a step reads.
func labCapture(t *testing.T, dir string) *collector.Capture {
	t.Helper()
	capture := &collector.Capture{Device: filepath.Base(dir), Platform: "libreswan"}
	index, err := os.ReadFile(filepath.Join(dir, "_index.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(index)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 || fields[0] != "0" || Platform().StepFor(fields[2]) == nil {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, fields[1]))
		if err != nil {
			t.Fatal(err)
		}
		capture.Outputs = append(capture.Outputs, collector.Output{Command: fields[2], Status: collector.Answered, Text: string(text)})
	}
	return capture
}
