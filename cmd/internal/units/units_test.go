package units_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/units"
)

func printed(t *testing.T, name string) string {
	t.Helper()
	var b bytes.Buffer
	if err := units.Print(&b, name); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// written puts all units into a folder, with a program and folders that are there.
func written(t *testing.T) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "ipsec-diag")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range units.Names() {
		if !strings.HasPrefix(name, "systemd") {
			continue
		}
		text := strings.ReplaceAll(printed(t, name), "/usr/local/bin/ipsec-diag", program)
		path := filepath.Join(dir, strings.Replace(units.File(name), "@.", "@emea.", 1))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func analyzer(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("skipped: no systemd-analyze on this machine (apt-get install systemd); make e2e runs it")
	}
	return path
}

func TestSystemdUnderstandsTheUnits(t *testing.T) {
	paths := written(t)
	out, err := exec.Command(analyzer(t), append([]string{"verify", "--man=no"}, paths...)...).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	// It tells of this machine's own units, too.
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "ipsec-diag") {
			t.Error(line)
		}
	}
	if len(paths) != 4 {
		t.Errorf("%d units were looked at", len(paths))
	}
}

// Exposure is 0 (nothing allowed) to 10 (everything).
func TestTheUnitsAllowLittle(t *testing.T) {
	paths := written(t)
	for _, path := range paths {
		if !strings.HasSuffix(path, ".service") {
			continue
		}
		out, err := exec.Command(analyzer(t), "security", "--offline=true", "--no-pager", "--threshold=20", path).CombinedOutput()
		if err != nil {
			t.Errorf("%s: exposure above 2.0: %v\n%s", filepath.Base(path), err, out)
		}
		t.Log(string(bytes.TrimSpace(out[max(0, bytes.LastIndexByte(bytes.TrimSpace(out), '\n')):])))
	}
}

// Each key stands once, but for those that add up; a section is known.
func TestUnitsHaveNoKeyTwice(t *testing.T) {
	addsUp := map[string]bool{"SystemCallFilter": true, "Environment": true}
	line := regexp.MustCompile(`^([A-Za-z]+)=`)
	for _, name := range units.Names() {
		if !strings.HasPrefix(name, "systemd") {
			continue
		}
		seen := map[string]bool{}
		for l := range strings.Lines(printed(t, name)) {
			m := line.FindStringSubmatch(l)
			if m == nil {
				continue
			}
			if seen[m[1]] && !addsUp[m[1]] {
				t.Errorf("%s has %s twice", name, m[1])
			}
			seen[m[1]] = true
		}
		if len(seen) < 5 {
			t.Errorf("%s has %d keys", name, len(seen))
		}
	}
}
