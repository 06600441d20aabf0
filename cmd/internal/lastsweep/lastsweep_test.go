package lastsweep

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/engine"
)

func sample() Record {
	run := &report.Run{Finished: time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC), Devices: []report.Device{
		{Name: "hq"},
		{Name: "br1", Failure: &collector.Error{Class: collector.ClassTimeout, Detail: "hunter2"}},
		{Name: "10.0.0.9", Failure: &collector.Error{Class: collector.ClassDisconnected}},
	}}
	return Of(run, func(name string) string {
		if name == "10.0.0.9" {
			return "admin@10.0.0.9:2222"
		}
		return ""
	})
}

func TestWriteAndRead(t *testing.T) {
	path := Path(filepath.Join(t.TempDir(), "state", "ipsec-diag"))
	for range 2 { // the second replaces the first
		if err := sample().Write(path); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(path)
	if diff := cmp.Diff(sample(), got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if diff := cmp.Diff([]string{"br1", "10.0.0.9"}, got.Names()); diff != "" {
		t.Error(diff)
	}
	text, _ := os.ReadFile(path)
	if strings.Contains(string(text), "hunter2") {
		t.Errorf("a device's words are kept:\n%s", text)
	}
	files, _ := os.ReadDir(filepath.Dir(path))
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || len(files) != 1 {
		t.Errorf("%v, %v, %d files", info, err, len(files))
	}
}

// TestWriteFails: what was there stays, and nothing is left behind.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(path, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := sample().Write(path); err == nil {
		t.Error("a directory was replaced")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files are left", len(files))
	}
}

func TestReadFails(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", `{"version": 99}`, `{"vers`} {
		path := filepath.Join(dir, "x.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "does not hold") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := Read(filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "no sweep is remembered") {
		t.Errorf("%v", err)
	}
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "cannot read") {
		t.Errorf("%v", err)
	}
}

func TestSays(t *testing.T) {
	rec := sample()
	for after, want := range map[time.Duration]string{
		-time.Second: "0 seconds ago", 90 * time.Second: "90 seconds ago", 3 * time.Hour: "3 hours ago", 72 * time.Hour: "3 days ago",
	} {
		if got := rec.Says("P", rec.Finished.Add(after)); got != "2 of 3 devices failed in the sweep that ended "+want+" (P)" {
			t.Errorf("%v: %s", after, got)
		}
	}
}

// TestCount: each sweep adds a number for the devices whose tunnels are all
// known; the oldest goes first, and devices of earlier sweeps stay.
func TestCount(t *testing.T) {
	tunnel := func(health engine.Health, ends ...string) *engine.Diagnosis {
		return &engine.Diagnosis{Health: health, Case: &engine.Case{Local: engine.End{Name: ends[0]}, Remote: engine.End{Name: ends[1]}}}
	}
	run := &report.Run{
		Devices: []report.Device{{Name: "hq"}, {Name: "br1"}, {Name: "br2"}, {Name: "br3", Failure: &collector.Error{Class: collector.ClassTimeout}}},
		Diagnoses: []*engine.Diagnosis{
			tunnel(engine.Up, "br1", "hq"), tunnel(engine.Down, "br1", "hq2"), tunnel(engine.Idle, "hq", "192.0.2.9"),
			tunnel(engine.Unknown, "br2", "hq2"),
		},
	}
	var rec Record
	rec.Count(run, map[string][]int{"hq": {9, 4, 4, 4, 4, 4, 4}, "gone": {3}, "br3": {1}})
	want := map[string][]int{"hq": {4, 4, 4, 4, 4, 4, 2}, "br1": {1}, "gone": {3}, "br3": {1}}
	if diff := cmp.Diff(want, rec.Up); diff != "" {
		t.Error(diff)
	}
}
