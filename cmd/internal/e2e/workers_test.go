//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history/historytest"
)

// A process is a running ipsec-diag.
type process struct {
	cmd *exec.Cmd
	out *bytes.Buffer
}

// startProcess starts the binary with a home of its own.
func startProcess(t *testing.T, bin, dir string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(bin, args...), out: &bytes.Buffer{}}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, p.out, p.out
	p.cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill() })
	return p
}

// kill ends a process as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// simulatedFleet serves devices and returns their inventory.
func simulatedFleet(t *testing.T, bin, dir string, devices int) string {
	t.Helper()
	inv := filepath.Join(dir, "sim.yaml")
	startProcess(t, bin, dir, "simulate", "--devices", fmt.Sprint(devices), "--rtt", "60ms", "--inventory-out", inv)
	for range 100 {
		if text, err := os.ReadFile(inv); err == nil && len(text) > 0 {
			return inv
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the simulated devices do not start")
	return ""
}

// exported returns rows of the history.
func exported(t *testing.T, bin, database, what string) (rows []map[string]any) {
	t.Helper()
	out, err := exec.Command(bin, "history", "export", what, "--format", "jsonl", "--since", "1h", "--database", database).Output()
	if err != nil {
		t.Fatalf("history export %s: %v", what, err)
	}
	for line := range strings.Lines(string(out)) {
		row := map[string]any{}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// TestWorkersAreKilled lets three workers read a fleet through PostgreSQL and
// kills one after the other in the middle of its work, again and again. Every
// sweep has each device exactly once, and each has been read.
func TestWorkersAreKilled(t *testing.T) {
	bin, dir, database := buildProgram(t), t.TempDir(), historytest.Postgres(t)
	const devices, sweeps = 30, 4
	inv := simulatedFleet(t, bin, dir, devices)
	service := filepath.Join(dir, "serve.yaml")
	write(t, service, "database: "+database+"\nlisten: 127.0.0.1:0\ndevice: {timeout: 8s, take_over: 4s}\n"+
		"schedules:\n  - {name: all, cron: '@every 2s', within: 4m}\n")
	start := func(kind string) *process {
		return startProcess(t, bin, dir, kind, "--service", service, "--inventory", inv, "--parallel", "3")
	}
	serve := start("serve")
	workers := []*process{start("worker"), start("worker"), start("worker")}
	kills := 0
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	untilRuns(t, bin, database, 1, serve)
	for len(exported(t, bin, database, "runs")) < sweeps {
		select {
		case <-ctx.Done():
			t.Fatalf("no %d sweeps in time after %d kills; serve says:\n%s", sweeps, kills, serve.out)
		case <-time.After(1500 * time.Millisecond):
		}
		if kills < 12 {
			i := rand.IntN(len(workers))
			workers[i].kill()
			workers[i] = start("worker")
			kills++
		}
	}
	checkSweeps(t, exported(t, bin, database, "runs"), devices)
	checkReadings(t, exported(t, bin, database, "captures"), devices)
	t.Logf("%d kills, %d sweeps of %d devices", kills, sweeps, devices)
	stopped(t, serve)
}

func checkSweeps(t *testing.T, runs []map[string]any, devices int) {
	t.Helper()
	for _, r := range runs {
		if r["devices"] != float64(devices) || r["unread"] != 0.0 {
			t.Errorf("run %v has %v devices, %v unread; want %d, all read", r["run"], r["devices"], r["unread"], devices)
		}
	}
}

// checkReadings: a device is read once a sweep and by more than one worker in
// all; the sweep that is under way may have begun its readings.
func checkReadings(t *testing.T, captures []map[string]any, devices int) {
	t.Helper()
	times, by := map[any]int{}, map[any]bool{}
	for _, c := range captures {
		times[c["device"]]++
		by[c["worker"]] = true
	}
	least, most := 1<<30, 0
	for _, n := range times {
		least, most = min(least, n), max(most, n)
	}
	if len(times) != devices || most-least > 1 {
		t.Errorf("%d devices were read between %d and %d times; want %d, each once a sweep", len(times), least, most, devices)
	}
	if len(by) < 3 {
		t.Errorf("only %d processes have read a device", len(by))
	}
}

// stopped interrupts a process and wants it to end by itself.
func stopped(t *testing.T, p *process) {
	t.Helper()
	done := make(chan error, 1)
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	go func() { done <- p.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("after an interrupt: %v\n%s", err, p.out)
		}
	case <-time.After(40 * time.Second):
		t.Errorf("an interrupt does not end it:\n%s", p.out)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
