//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The scripts of testdata/lab: strongSwan on this machine, and Libreswan in a
// guest of its own.
const (
	strongSwanLab = "lab.sh"
	libreswanLab  = "vm.sh"
)

// A lab is one running testdata/lab, told apart from others by its index.
type lab struct {
	script string
	index  int
}

// newLab starts a lab. It is taken down when the test ends, and by a guard
// process if the test is killed or panics on its timeout.
func newLab(t *testing.T, script string, index int) *lab {
	t.Helper()
	l := &lab{script: script, index: index}
	guard := l.command(context.Background(), "guard", strconv.Itoa(os.Getpid()))
	guard.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := guard.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.run(t, "down") })
	l.run(t, "up")
	return l
}

func (l *lab) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "bash", append([]string{"../../../testdata/lab/" + l.script}, args...)...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("LAB_INDEX=%d", l.index), "LAB_STATE="+statePath(l.index))
	cmd.WaitDelay = 5 * time.Second // a child may hold our pipe
	return cmd
}

// run runs one lab command and returns what it printed.
func (l *lab) run(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	cmd := l.command(ctx, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", l.script, strings.Join(args, " "), err, out, stderr.String())
	}
	return string(out)
}

// inventory writes an inventory of the lab: of both gateways, or of the one end
// named.
func (l *lab) inventory(t *testing.T, end ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "inventory.yaml")
	l.run(t, append([]string{"inventory", file}, end...)...)
	return file
}

func statePath(index int) string { return fmt.Sprintf("/var/lib/ipsec-diag-lab-%d", index) }

var (
	firstOnce  sync.Once
	firstIndex int
)

// firstLab returns the first of the numbers of all labs of this run: tests that
// run side by side must not look for free ones each by itself.
func firstLab(t *testing.T) int {
	t.Helper()
	firstOnce.Do(func() { firstIndex = freeIndex(t, probeLab+1) })
	return firstIndex
}

// freeIndex returns the first of n neighbouring lab numbers that nothing on this
// machine uses. LAB_INDEX fixes it.
func freeIndex(t *testing.T, n int) int {
	t.Helper()
	if s := os.Getenv("LAB_INDEX"); s != "" {
		index, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("LAB_INDEX=%q is not a number", s)
		}
		return index
	}
	for i := range 100 {
		index := 100 + (os.Getpid()+i)%100
		if allFree(index, n) {
			return index
		}
	}
	t.Fatal("no free lab number between 100 and 199: lab.sh down, or set LAB_INDEX")
	return 0
}

func allFree(index, n int) bool {
	addresses, _ := net.InterfaceAddrs()
	for i := index; i < index+n; i++ {
		if _, err := os.Stat(statePath(i)); err == nil {
			return false
		}
		if _, err := os.Stat(fmt.Sprintf("/run/netns/ipd%d-hq", i)); err == nil {
			return false
		}
		for _, a := range addresses {
			if strings.HasPrefix(a.String(), fmt.Sprintf("198.18.%d.", i)) {
				return false
			}
		}
	}
	return true
}
