//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pastLab is the number of this test's lab behind the first one.
const pastLab = 8

// TestPast proves on one real tunnel what needs two moments or both ends: the
// watch, the record, the timeline, diff, the comparison and the mirror.
func TestPast(t *testing.T) {
	t.Parallel()
	bin := buildProgram(t)
	l := newLab(t, strongSwanLab, firstLab(t)+pastLab)
	inventory, history := l.inventory(t), filepath.Join(t.TempDir(), "runs")
	ask := func(args ...string) result {
		return runProgram(t, bin, append([]string{"--inventory", inventory, "--history", history}, args...)...)
	}
	expect(t, ask("--peer", "hq"), 0, "intent/healthy")
	t.Run("watch", func(t *testing.T) { testWatch(t, bin, l, inventory) })
	t.Run("record", func(t *testing.T) { testRecord(t, bin, l, inventory) })
	t.Run("timeline", func(t *testing.T) {
		l.run(t, "exec", "br1", "swanctl", "--terminate", "--ike", "hq")
		l.run(t, "exec", "br1", "swanctl", "--initiate", "--child", "lan")
		r := ask("--peer", "hq", "--timeline")
		expect(t, r, r.exit, "hq: the peer closed an SA", "sent by br1, its log has it",
			"br1: we closed the IKE SA", "ipsec-diag: found then: up, intent/healthy", "of the clock here")
	})
	// a proposal is in no output of swanctl that is read-only; networks are
	change(t, l, "remote_ts = .*", "remote_ts = 10.9.0.0\\/16")
	t.Run("since", func(t *testing.T) {
		r := ask("--peer", "hq", "--since", "last-good", "--sample", "0")
		expect(t, r, 2, "the last good run", "networks of lan", "+ 10.2.0.0/16 === 10.9.0.0/16")
		expect(t, runProgram(t, bin, "diff", "--history", history, "--since", "last-good"), 1, "networks of lan", "+ 10.2.0.0/16 === 10.9.0.0/16", "verdict")
	})
	t.Run("compare", func(t *testing.T) {
		expect(t, ask("compare", "hq", "br1"), 2, "networks of lan", "10.9.0.0/16")
	})
	t.Run("asymmetric", func(t *testing.T) {
		l.run(t, "fault", "ts-mismatch")
		inventory = l.inventory(t)
		expect(t, ask("--peer", "hq", "--sample", "0"), 2, "child/selector-mismatch", "10.9.0.0/16", "10.1.0.0/16")
		expect(t, ask("compare", "hq", "br1", "--mirror", "swanctl.conf"), 0, "remote_ts = 10.1.0.0/16", "local_ts = 10.2.0.0/16")
	})
}

// expect checks the exit code and the words of a text, in whatever lines it is
// wrapped.
func expect(t *testing.T, r result, exit int, words ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(r.stdout), " ")
	if r.exit != exit {
		t.Errorf("exit code %d, want %d", r.exit, exit)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in the output", w)
		}
	}
	if t.Failed() {
		t.Logf("%s\n%s", r.stdout, r.stderr)
	}
}

// change edits a line of br1's connection, as an admin would, and starts the
// tunnel anew.
func change(t *testing.T, l *lab, line, with string) {
	t.Helper()
	l.run(t, "exec", "br1", "sh", "-c", fmt.Sprintf(
		"sed -i 's/%s/%s/' /etc/swanctl/conf.d/lab.conf && swanctl --load-conns && swanctl --terminate --ike hq; sleep 1; swanctl --initiate --child lan --timeout 3 >/dev/null 2>&1; true", line, with))
}

// begin starts the program with what it reads from a pipe, and returns how to end
// it and what it printed.
func begin(t *testing.T, bin string, args ...string) (*exec.Cmd, *bytes.Buffer, func() int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	cmd := exec.CommandContext(ctx, bin, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=dumb"}
	out := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, out
	return cmd, out, func() int {
		defer cancel()
		_ = cmd.Wait()
		return cmd.ProcessState.ExitCode()
	}
}

// testWatch: three rounds with a rekey after the first, then Ctrl-C.
func testWatch(t *testing.T, bin string, l *lab, inventory string) {
	cmd, out, end := begin(t, bin, "--inventory", inventory, "--peer", "hq", "--watch", "10s")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(7 * time.Second) // the first sample is there
	l.run(t, "exec", "hq", "swanctl", "--rekey", "--child", "lan")
	time.Sleep(24 * time.Second) // two more
	_ = cmd.Process.Signal(os.Interrupt)
	if code := end(); code != 0 {
		t.Errorf("exit code %d after Ctrl-C on a healthy tunnel", code)
	}
	for word, least := range map[string]int{"intent/healthy": 3, "hq-br1: new Child SA, SPI": 1} {
		if strings.Count(out.String(), word) < least {
			t.Errorf("%q is there less than %d times in\n%s", word, least, out)
		}
	}
}

// testRecord presses Enter after the path was cut.
func testRecord(t *testing.T, bin string, l *lab, inventory string) {
	cmd, out, end := begin(t, bin, "--inventory", inventory, "--peer", "hq", "--record", "--sample", "0")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Second)
	l.run(t, "exec", "br1", "swanctl", "--terminate", "--ike", "hq")
	_, _ = stdin.Write([]byte("\n"))
	code := end()
	l.run(t, "exec", "br1", "swanctl", "--initiate", "--child", "lan")
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{"press Enter", "What changed from", "Child SA", "the peer closed an SA"} {
		if !strings.Contains(text, want) {
			t.Errorf("exit code %d, no %q in\n%s", code, want, out)
		}
	}
	if code == 0 {
		t.Errorf("exit code %d: the tunnel was closed", code)
	}
}
