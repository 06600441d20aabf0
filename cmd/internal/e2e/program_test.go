//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A report is the part of the program's JSON that these tests judge.
type report struct {
	Tunnels []struct {
		ID       string
		Local    struct{ Name string }
		Remote   struct{ Name string }
		Health   string
		Headline struct{ Rule, Title, Confidence string }
		Findings []finding
		BothEnds struct{ Losses []loss } `json:"both_ends"`
	}
	ExitCode int `json:"exit_code"`
}

// A loss is one direction as the report has it.
type loss struct {
	From, To, Result string
	Sent, Received   uint64
	Low              float64 `json:"loss_percent_low"`
	High             float64 `json:"loss_percent_high"`
	Apart            float64 `json:"read_apart_s"`
}

type finding struct {
	Rule, Severity, Confidence string
	ExplainedBy                string `json:"explained_by"`
}

// A result is what one run of the program gave.
type result struct {
	stdout, stderr string
	exit           int
	took           time.Duration
}

// buildProgram builds the real binary. IPSEC_DIAG names one that is built already.
func buildProgram(t *testing.T) string {
	t.Helper()
	if bin := os.Getenv("IPSEC_DIAG"); bin != "" {
		return bin
	}
	bin := filepath.Join(t.TempDir(), "ipsec-diag")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/ipsec-diag")
	cmd.Dir = "../../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// runProgram runs the binary as a user would, with a home of its own. No secret
// of the lab may show in anything it prints.
func runProgram(t *testing.T, bin string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=dumb"}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", strings.Join(args, " "), err)
	}
	r := result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode(), time.Since(start)}
	for _, secret := range []string{"correct-horse-battery-staple", "Tr0ub4dor", "PRIVATE KEY"} {
		if strings.Contains(r.stdout+r.stderr, secret) {
			t.Errorf("%s: the secret %q is in the output", strings.Join(args, " "), secret)
		}
	}
	return r
}

// parseReport reads a JSON report of exactly one tunnel.
func parseReport(t *testing.T, r result) report {
	t.Helper()
	var rep report
	if err := json.Unmarshal([]byte(r.stdout), &rep); err != nil {
		t.Fatalf("exit %d, no JSON report: %v\nstdout: %.2000s\nstderr: %.2000s", r.exit, err, r.stdout, r.stderr)
	}
	if len(rep.Tunnels) != 1 {
		t.Fatalf("exit %d, %d tunnels in the report, want 1\nstderr: %.2000s", r.exit, len(rep.Tunnels), r.stderr)
	}
	if rep.ExitCode != r.exit {
		t.Errorf("the report says exit_code %d, the program left with %d", rep.ExitCode, r.exit)
	}
	return rep
}
