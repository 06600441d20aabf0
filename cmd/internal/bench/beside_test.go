//go:build unix

package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sirikothe/gotextfsm"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// rounds of a comparison. In each, every parser runs on the same text, one after
// the other, and the processor's time is taken, since the machine may do other
// things meanwhile. The median of the rounds' ratios counts.
const rounds = 5

// worked is the processor time of this process, with that of the collector of
// garbage.
func worked(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkBeside prints how many times as long gotextfsm and Python's TextFSM
// take for 5,000 tunnels, in one run. The ratios are what counts; ns/op are all.
func BenchmarkBeside(b *testing.B) {
	text := ipsecSA(hubTunnels)
	template, python := compiled(b), pythonRun(b, text)
	var toGo, toPython, speeds []float64
	for b.Loop() {
		for range rounds {
			own := ownTime(b, text)
			speeds = append(speeds, float64(len(text))/1e6/own.Seconds())
			start := worked(b)
			out := gotextfsm.ParserOutput{}
			if err := out.ParseTextString(text, *template, true); err != nil || len(out.Dict) != hubTunnels {
				b.Fatalf("%d records, %v", len(out.Dict), err)
			}
			toGo = append(toGo, (worked(b)-start).Seconds()/own.Seconds())
			if python != nil && len(toPython) < rounds {
				toPython = append(toPython, python()/own.Seconds())
			}
		}
	}
	b.ReportMetric(median(toGo), "x-gotextfsm")
	b.ReportMetric(median(speeds), "MB/s-a-core")
	if python != nil {
		b.ReportMetric(median(toPython), "x-python-textfsm")
	}
}

// ownTime is the median of three parses.
func ownTime(b *testing.B, text string) time.Duration {
	ios := platforms.Find("cisco-ios")
	c := &collector.Capture{Device: "hub", Platform: ios.Name, Outputs: []collector.Output{
		{Command: "show crypto ipsec sa detail", Status: collector.Answered, Text: text}}}
	var times []float64
	for range 3 {
		start := worked(b)
		if n := len(parsers.Parse(ios, c, 0).ChildSAs); n != hubTunnels {
			b.Fatalf("%d Child SAs", n)
		}
		times = append(times, (worked(b) - start).Seconds())
	}
	return time.Duration(median(times) * float64(time.Second))
}

func compiled(b *testing.B) *gotextfsm.TextFSM {
	fsm := &gotextfsm.TextFSM{}
	if err := fsm.ParseString(template); err != nil {
		b.Fatal(err)
	}
	return fsm
}

// pythonRun returns a function that parses once with Python's TextFSM and gives
// the seconds, or nil where there is none.
func pythonRun(b *testing.B, text string) func() float64 {
	name := pythonWithTextFSM(b)
	if name == "" {
		return nil
	}
	dir := b.TempDir()
	fsm, file := filepath.Join(dir, "t.textfsm"), filepath.Join(dir, "t.txt")
	for path, data := range map[string]string{fsm: template, file: text} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return func() float64 {
		out, err := exec.CommandContext(b.Context(), name, "-W", "ignore", "-c", timed, fsm, file).CombinedOutput()
		rows, seconds, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
		took, bad := strconv.ParseFloat(seconds, 64)
		if err != nil || bad != nil || rows != strconv.Itoa(hubTunnels) {
			b.Fatalf("python3: %v\n%s", err, out)
		}
		return took
	}
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}
