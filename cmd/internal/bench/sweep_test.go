//go:build unix

package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/history/historytest"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// logins is how many devices each way of reading a fleet reads at once.
const logins = 50

// A program is the real binary with a folder to work in.
type program struct {
	b        *testing.B
	bin, dir string
}

func build(b *testing.B) *program {
	b.Helper()
	p := &program{b: b, dir: b.TempDir()}
	p.bin = filepath.Join(p.dir, "ipsec-diag")
	if out, err := exec.Command("go", "build", "-o", p.bin, "ipsec-diag/cmd/ipsec-diag").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return p
}

// start starts the binary with a home of its own; it is killed at the end.
func (p *program) start(args ...string) *exec.Cmd {
	p.b.Helper()
	c := exec.Command(p.bin, args...)
	c.Dir, c.Env = p.dir, append(os.Environ(), "HOME="+p.dir, "XDG_CONFIG_HOME="+p.dir+"/home", "XDG_STATE_HOME="+p.dir+"/home")
	if err := c.Start(); err != nil {
		p.b.Fatal(err)
	}
	p.b.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return c
}

// simulate serves a fleet in a process of its own and returns its inventory.
func (p *program) simulate(devices int, rtt time.Duration) string {
	p.b.Helper()
	inv := filepath.Join(p.dir, fmt.Sprintf("sim%d.yaml", devices))
	p.start("simulate", "--devices", strconv.Itoa(devices), "--rtt", rtt.String(), "--inventory-out", inv)
	for range 600 {
		if text, err := os.ReadFile(inv); err == nil && len(text) > 0 {
			return inv
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.b.Fatal("the fleet does not start")
	return ""
}

// serve runs a service, and workers, until a sweep is judged, and returns how
// long the sweep took and what the processes used.
func (p *program) serve(inv, database string, workers int, more ...string) (wall time.Duration, used syscall.Rusage) {
	p.b.Helper()
	file := filepath.Join(p.dir, fmt.Sprintf("serve%d.yaml", time.Now().UnixNano()))
	text := "database: " + database + "\nlisten: 127.0.0.1:0\nschedules:\n  - {name: all, cron: '@every 24h', within: 1h}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		p.b.Fatal(err)
	}
	args := append([]string{"--service", file, "--inventory", inv, "--connect-rate", "0", "--per-site", "0"}, more...)
	var all []*exec.Cmd
	if workers > 0 { // serve itself reads none then
		all = append(all, p.start(append([]string{"serve", "--zone", "of-no-device"}, args...)...))
	} else {
		all = append(all, p.start(append([]string{"serve"}, args...)...))
	}
	for range workers {
		all = append(all, p.start(append([]string{"worker"}, args...)...))
	}
	wall = p.judged(database)
	for _, c := range all {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
		if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
			used.Utime.Sec += u.Utime.Sec + u.Stime.Sec
			used.Utime.Usec += u.Utime.Usec + u.Stime.Usec
			used.Maxrss = max(used.Maxrss, u.Maxrss)
		}
	}
	return wall, used
}

// judged waits for the first run and returns how long its sweep took.
func (p *program) judged(database string) time.Duration {
	p.b.Helper()
	for range 3000 {
		time.Sleep(200 * time.Millisecond)
		out, err := exec.Command(p.bin, "history", "export", "runs", "--format", "jsonl", "--database", database).Output()
		if err != nil || len(out) == 0 {
			continue
		}
		var run struct {
			Devices, Unread, Tunnels int
		}
		if err := json.Unmarshal(out, &run); err != nil || run.Unread > 0 {
			p.b.Fatalf("%v, %d devices unread", err, run.Unread)
		}
		store, err := history.Open(p.b.Context(), database)
		if err != nil {
			p.b.Fatal(err)
		}
		defer func() { _ = store.Close() }()
		runs, err := store.Runs(p.b.Context(), 1)
		if err != nil {
			p.b.Fatal(err)
		}
		return runs[0].Finished.Sub(runs[0].Started)
	}
	p.b.Fatal("no run")
	return 0
}

func seconds(u *syscall.Rusage) float64 { return float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6 }

// sweepOnce runs the command sweep and returns its cost.
func (p *program) sweepOnce(inv string) (wall time.Duration, used syscall.Rusage) {
	p.b.Helper()
	began := time.Now()
	c := p.start("sweep", "--inventory", inv, "--parallel", strconv.Itoa(logins), "--connect-rate", "0", "--per-site", "0", "--output", "json")
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code > 3 {
		p.b.Fatalf("sweep: exit code %d", code)
	}
	u, _ := c.ProcessState.SysUsage().(*syscall.Rusage)
	used.Utime.Sec, used.Utime.Usec, used.Maxrss = u.Utime.Sec+u.Stime.Sec, u.Utime.Usec+u.Stime.Usec, u.Maxrss
	return time.Since(began), used
}

// BenchmarkSweep reads fleets on loopback in three ways: a bare loop over the
// SSH library that knows commands and prompts beforehand, the command sweep, and
// serve with its job engine and SQLite.
func BenchmarkSweep(b *testing.B) {
	for _, devices := range []int{1000, 5000} {
		b.Run(strconv.Itoa(devices), func(b *testing.B) {
			p := build(b)
			inv := p.simulate(devices, 0)
			for b.Loop() {
				p.compare(inv, devices)
			}
		})
	}
}

func (p *program) compare(inv string, devices int) {
	database := filepath.Join(p.dir, fmt.Sprintf("history%d.db", time.Now().UnixNano()))
	served, used := p.serve(inv, database, 0, "--parallel", strconv.Itoa(logins))
	swept, usedSweep := p.sweepOnce(inv)
	var loop cost
	readings := p.readings(database)
	loop.measure(func() { p.loop(inv, readings) })
	size, err := os.Stat(database)
	if err != nil {
		p.b.Fatal(err)
	}
	n := float64(devices)
	for name, v := range map[string]float64{
		"loop-s": loop.wall.Seconds(), "loop-cpu-s": loop.cpu.Seconds(),
		"sweep-s": swept.Seconds(), "sweep-cpu-s": seconds(&usedSweep), "sweep-MB": float64(usedSweep.Maxrss) / 1024,
		"serve-s": served.Seconds(), "serve-cpu-s": seconds(&used), "serve-MB": float64(used.Maxrss) / 1024,
		"database-kB/device": float64(size.Size()) / 1000 / n, "sweep/loop-wall": swept.Seconds() / loop.wall.Seconds(),
		"serve/loop-wall": served.Seconds() / loop.wall.Seconds(), "engine-cpu-ms/device": 1000 * (seconds(&used) - seconds(&usedSweep)) / n,
	} {
		p.b.ReportMetric(v, name)
	}
	p.b.ReportMetric(0, "ns/op")
}

// readings are the captures of a sweep: they tell the loop what to ask.
func (p *program) readings(database string) map[string]*collector.Capture {
	p.b.Helper()
	store, err := history.Open(p.b.Context(), database)
	if err != nil {
		p.b.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	_, stored, _, err := store.ReadSweep(p.b.Context(), 1)
	if err != nil {
		p.b.Fatal(err)
	}
	out := map[string]*collector.Capture{}
	for _, c := range stored {
		if out[c.Device], err = collector.ParseCapture(c.Text); err != nil {
			p.b.Fatal(err)
		}
	}
	return out
}

// loop reads every device as the least of programs would.
func (p *program) loop(inv string, readings map[string]*collector.Capture) {
	p.b.Helper()
	text, err := os.ReadFile(inv)
	if err != nil {
		p.b.Fatal(err)
	}
	list, err := inventory.Parse(inv, text)
	if err != nil {
		p.b.Fatal(err)
	}
	tasks := pool.New().WithMaxGoroutines(logins)
	for _, dev := range list.Devices {
		tasks.Go(func() {
			if err := ask(dev, readings[dev.Name]); err != nil {
				p.b.Errorf("%s: %v", dev.Name, err)
			}
		})
	}
	tasks.Wait()
}

// ask sends the commands of a capture: one exec request each where the platform
// has it so, else all of them into a shell at once, and reads to the end. It looks
// at nothing that comes back, which is the least that any program could do.
func ask(dev inventory.Device, c *collector.Capture) error {
	conn, err := dialAs(dev, fleet.User, fleet.Password)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	stuck := time.AfterFunc(time.Minute, func() { _ = conn.Close() })
	defer stuck.Stop()
	dialect := platforms.Find(c.Platform).Dialect
	if dialect.Transport == inventory.TransportExec {
		for _, o := range c.Outputs {
			s, err := conn.NewSession()
			if err != nil {
				return err
			}
			_, _ = s.CombinedOutput(o.Command) // a status that is not zero is an answer
		}
		return nil
	}
	in, out, err := bareShell(conn)
	if err != nil {
		return err
	}
	lines := slices.Clone(dialect.Setup)
	if dialect.Enable != "" {
		lines = append([]string{dialect.Enable, fleet.EnableSecret}, lines...)
	}
	for _, o := range c.Outputs {
		lines = append(lines, o.Command)
	}
	if _, err := io.WriteString(in, strings.Join(append(lines, "exit"), "\n")+"\n"); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, out)
	return err
}

// BenchmarkWorkers reads a fleet 40 ms away with one, two and three workers on
// PostgreSQL, each ten devices at once.
func BenchmarkWorkers(b *testing.B) {
	p := build(b)
	inv := p.simulate(300, 40*time.Millisecond)
	for b.Loop() {
		var one float64
		for workers := 1; workers <= 3; workers++ {
			wall, _ := p.serve(inv, historytest.Postgres(b), workers, "--parallel", "10")
			b.ReportMetric(wall.Seconds(), fmt.Sprintf("%d-workers-s", workers))
			if workers == 1 {
				one = wall.Seconds()
			}
			b.ReportMetric(one/wall.Seconds(), fmt.Sprintf("%d-workers-speedup", workers))
		}
	}
	b.ReportMetric(0, "ns/op")
}
