//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history/historytest"
)

// untilRuns waits until that many runs are stored.
func untilRuns(t *testing.T, bin, database string, want int, serve *process) int {
	t.Helper()
	got := 0
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(500 * time.Millisecond) {
		if exec.Command(bin, "history", "runs", "--database", database).Run() != nil {
			continue // not there yet, or not again
		}
		if got = len(exported(t, bin, database, "runs")); got >= want {
			return got
		}
	}
	t.Fatalf("%d runs, want %d; serve says:\n%s", got, want, serve.out)
	return 0
}

// TestAFullDiskLosesNothingStored fills the disk of the database while sweeps
// go on, and makes room again.
func TestAFullDiskLosesNothingStored(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	disk := filepath.Join(dir, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Fatalf("mount: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", disk).Run() })
	inv := simulatedFleet(t, bin, dir, 6)
	service, database := filepath.Join(dir, "serve.yaml"), filepath.Join(disk, "history.db")
	write(t, service, "database: "+database+"\nlisten: 127.0.0.1:0\nschedules:\n  - {name: all, cron: '@every 1s', within: 1m}\n")
	serve := startProcess(t, bin, dir, "serve", "--service", service, "--inventory", inv)
	before := untilRuns(t, bin, database, 2, serve)
	ballast := filepath.Join(disk, "ballast")
	_ = exec.Command("dd", "if=/dev/zero", "of="+ballast, "bs=64k").Run() // until the disk is full
	time.Sleep(8 * time.Second)
	full := exported(t, bin, database, "runs")
	if len(full) < before {
		t.Errorf("%d runs were stored, %d are there when the disk is full", before, len(full))
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	untilRuns(t, bin, database, len(full)+2, serve)
	if !strings.Contains(serve.out.String(), "disk is full") {
		t.Errorf("nobody was told that the disk is full:\n%s", serve.out)
	}
	stopped(t, serve)
}

// TestThePostgreSQLIsGoneForAWhile stops the server while sweeps go on, and
// starts it again.
func TestThePostgreSQLIsGoneForAWhile(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	server := historytest.Start(t)
	inv := simulatedFleet(t, bin, dir, 6)
	service := filepath.Join(dir, "serve.yaml")
	write(t, service, "database: "+server.URL+"\nlisten: 127.0.0.1:0\nschedules:\n  - {name: all, cron: '@every 1s', within: 1m}\n")
	serve := startProcess(t, bin, dir, "serve", "--service", service, "--inventory", inv)
	before := untilRuns(t, bin, server.URL, 2, serve)
	server.Stop()
	time.Sleep(6 * time.Second)
	server.Start()
	untilRuns(t, bin, server.URL, before+2, serve)
	if !strings.Contains(serve.out.String(), "does not answer") {
		t.Errorf("nobody was told that the database was gone:\n%s", serve.out)
	}
	stopped(t, serve)
}
