package platformtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// asked is the collector's time of every fixture, so that goldens stay the same.
var asked = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// A fixture is the outputs of one device.
type fixture struct {
	name    string // path without ending
	outputs []collector.Output
}

// load reads every fixture of a folder; none at all fails the test.
func load(t testing.TB, dir string) []fixture {
	t.Helper()
	var out []fixture
	for _, ending := range []string{".txt", ".txtar"} {
		paths, err := filepath.Glob(filepath.Join(dir, "*"+ending))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f := fixture{name: strings.TrimSuffix(path, ending)}
			if ending == ".txtar" {
				for _, section := range txtar.Parse(data).Files {
					f.add(section.Name, string(section.Data))
				}
			} else {
				f.add(commandOf(filepath.Base(f.name), string(data)))
			}
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no fixtures in %s: the contract has looked at nothing", dir)
	}
	return out
}

func (f *fixture) add(command, text string) {
	f.outputs = append(f.outputs, collector.Output{Command: command, Status: collector.Answered, Started: asked, ExitCode: -1, Text: text})
}

// commandOf returns the command of a fixture and its output.
func commandOf(base, text string) (command, output string) {
	if rest, ok := strings.CutPrefix(text, "#! "); ok {
		command, output, _ = strings.Cut(rest, "\n")
		return strings.TrimSpace(command), output
	}
	command, _, _ = strings.Cut(base, "__")
	return strings.ReplaceAll(command, "_", " "), text
}

// parse reads outputs as one capture of the platform.
func parse(p *parsers.Platform, outputs ...collector.Output) *ipsec.Snapshot {
	return parsers.Parse(p, &collector.Capture{Device: "device", Platform: p.Name, Outputs: outputs}, 0)
}

// cut returns the output cut off after n bytes, as a lost connection leaves it.
func cut(out collector.Output, n int) collector.Output {
	out.Status, out.Text = collector.Truncated, out.Text[:n]
	return out
}
