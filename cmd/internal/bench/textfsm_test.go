package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// timed parses a file with Python's TextFSM and prints the records and the
// seconds, without the start of the interpreter.
const timed = `
import sys, time, textfsm
text = open(sys.argv[2]).read()
with open(sys.argv[1]) as f:
    fsm = textfsm.TextFSM(f)
start = time.process_time()
rows = fsm.ParseText(text)
print(len(rows), time.process_time() - start)
`

// BenchmarkIPsecSAPython is the other named peer: Python's TextFSM as Debian
// packages it, with the same template on the same text. Nothing is installed.
func BenchmarkIPsecSAPython(b *testing.B) {
	python := pythonWithTextFSM(b)
	if python == "" {
		const why = "skipped: no TextFSM for python3; apt-get install python3-textfsm"
		fmt.Println("BenchmarkIPsecSAPython", why) // go test says nothing of skipped benchmarks without -v
		b.Skip(why)
	}
	dir, text := b.TempDir(), ipsecSA(hubTunnels)
	fsm, file := filepath.Join(dir, "t.textfsm"), filepath.Join(dir, "t.txt")
	for path, data := range map[string]string{fsm: template, file: text} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	total := 0.0
	for b.Loop() {
		out, err := exec.CommandContext(b.Context(), python, "-W", "ignore", "-c", timed, fsm, file).CombinedOutput()
		rows, seconds, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
		took, bad := strconv.ParseFloat(seconds, 64)
		if err != nil || bad != nil || rows != strconv.Itoa(hubTunnels) {
			b.Fatalf("python3: %v\n%s", err, out)
		}
		total += took
	}
	b.ReportMetric(float64(len(text))*float64(b.N)/total/1e6, "MB/s-parsing")
}

// pythonWithTextFSM returns a Python that has TextFSM, or "": the first one of
// the path need not be Debian's.
func pythonWithTextFSM(b *testing.B) string {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(b.Context(), python, "-W", "ignore", "-c", "import textfsm").Run() == nil {
			return python
		}
	}
	return ""
}
