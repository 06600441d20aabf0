package knownhosts

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	reference "golang.org/x/crypto/ssh/knownhosts"
)

func TestAFileIsReadOnce(t *testing.T) {
	path := write(t, Line("r1", newKey(t)), "nonsense", "")
	var files Files
	x, first, err := files.Open(path)
	if err != nil || !first {
		t.Fatal(first, err)
	}
	again, first, err := files.Open(path)
	if err != nil || first || again != x {
		t.Errorf("read again: first %v, %v", first, err)
	}
	if _, first, err := (*Files)(nil).Open(path); err != nil || !first {
		t.Errorf("without files: first %v, %v", first, err)
	}
}

// TestFurtherFilesAreReadOnly: what they know counts, new keys go to the first.
func TestFurtherFilesAreReadOnly(t *testing.T) {
	a, b := newKey(t), newKey(t)
	own, further := filepath.Join(t.TempDir(), "own"), write(t, Line("r1", a), "@revoked * "+Line("x", b)[2:], "")
	before, _ := os.ReadFile(further)
	var files Files
	x, _, err := files.Open(own, further, filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Fatal(err)
	}
	if known, err := x.Record("r1", b); err != nil || len(known) != 1 || known[0].Path != further {
		t.Errorf("known by the second file: %v %v", known, err)
	}
	if known, err := x.Record("r2", b); err != nil || known != nil {
		t.Errorf("new: %v %v", known, err)
	}
	if _, ok := x.Revoked(b); !ok {
		t.Error("not revoked")
	}
	if after, _ := os.ReadFile(further); string(after) != string(before) {
		t.Errorf("the second file was written to: %s", after)
	}
	if keys := openIndex(t, own).Known("r2"); len(keys) != 1 {
		t.Errorf("recorded: %v", keys)
	}
}

// TestAnEditIsSeen: somebody adds, removes or replaces a line in the file while
// the program runs, also in the place of the old one.
func TestAnEditIsSeen(t *testing.T) {
	a, b := newKey(t), newKey(t)
	for name, text := range map[string]string{
		"appended": Line("r1", a) + "\n" + Line("r2", a) + "\n" + Line("r3", b) + "\n",
		"in front": Line("r3", b) + "\n" + Line("r1", a) + "\n" + Line("r2", a) + "\n",
		"replaced": Line("r3", b) + "\n" + Line("r2", a) + "\n",
		"hashed":   Line("r1", a) + "\n" + Line("r2", a) + "\n" + reference.HashHostname("r3") + Line("", b) + "\n",
		"shorter":  Line("r3", b) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			x := openIndex(t, write(t, Line("r1", a), Line("r2", a), ""))
			if ok, _ := x.Accepts("r3", b); ok {
				t.Fatal("known beforehand")
			}
			if err := os.WriteFile(x.Path(), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(x.Path(), x.seen.ModTime(), x.seen.ModTime().Add(1e9)); err != nil {
				t.Fatal(err)
			}
			if err := x.Refresh(); err != nil {
				t.Fatal(err)
			}
			if ok, others := x.Accepts("r3", b); !ok {
				t.Errorf("not seen: %v", others)
			}
			if known, _ := x.Accepts("r1", a); known != strings.Contains(text, "r1 ") || x.Warning() != "" {
				t.Errorf("r1 known: %v, %s", known, x.Warning())
			}
		})
	}
}

// TestTwoProcessesRecordOneKeyEach: of two processes that meet the same new
// host, the second one sees what the first one wrote.
func TestTwoProcessesRecordOneKeyEach(t *testing.T) {
	const child, names = "KNOWNHOSTS_TEST_RECORD", 200
	if path := os.Getenv(child); path != "" {
		x := openIndex(t, path)
		_, _ = io.Copy(io.Discard, os.Stdin) // until all are ready
		for i := range names {
			if _, err := x.Record(fmt.Sprintf("r%d", i), newKey(t)); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	path := filepath.Join(t.TempDir(), "known_hosts")
	ready, start, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			c := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
			c.Stdin = ready
			c.Env = append(os.Environ(), child+"="+path)
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%v %s", err, out)
			}
		})
	}
	time.AfterFunc(200*time.Millisecond, func() { _ = start.Close() })
	all.Wait()
	_ = ready.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n != names {
		t.Errorf("%d lines for %d hosts", n, names)
	}
	if x := openIndex(t, path); len(x.plain) != names || x.Warning() != "" {
		t.Errorf("%d hosts, %s", len(x.plain), x.Warning())
	}
}
