package knownhosts

import (
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
	reference "golang.org/x/crypto/ssh/knownhosts"
)

func newKey(t testing.TB) ssh.PublicKey {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func write(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openIndex(t testing.TB, paths ...string) *Index {
	t.Helper()
	x, err := Open(paths...)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestWhoIsKnown(t *testing.T) {
	a, b := newKey(t), newKey(t)
	x := openIndex(t, write(t, "# comment", "",
		Line("plain,192.0.2.1", a), "[far]:2222 "+Line("x", a)[2:], "[near]:22 "+Line("x", a)[2:],
		"*.example.com,!bad.example.com "+Line("x", a)[2:], reference.HashHostname("hidden")+" "+Line("x", a)[2:],
		reference.HashHostname("[hidden]:2222")+" "+Line("x", b)[2:]))
	for name, want := range map[string]ssh.PublicKey{
		"plain:22": a, "PLAIN:22": a, "192.0.2.1:22": a, "plain:2222": nil, "far:2222": a, "far:22": nil, "near:22": a,
		"r1.example.com:22": a, "bad.example.com:22": nil, "r1.example.com:2222": nil,
		"hidden:22": a, "Hidden:22": a, "hidden:2222": b, "hidde:22": nil, "": nil,
	} {
		keys := x.Known(Name(name))
		if (want == nil) != (len(keys) == 0) || want != nil && !has(keys, want) {
			t.Errorf("%s: %v", name, keys)
		}
	}
	if w := x.Warning(); w != "" {
		t.Error(w)
	}
}

func TestAHashedNameIsTriedUntilFound(t *testing.T) {
	a, b := newKey(t), newKey(t)
	x := openIndex(t, write(t, Line("r1", a), reference.HashHostname("r1")+" "+Line("x", b)[2:]))
	if ok, _ := x.Accepts("r1", a); !ok || len(x.hashed) != 1 {
		t.Errorf("the plain line was enough: %v, %d hashed", ok, len(x.hashed))
	}
	if ok, others := x.Accepts("r1", newKey(t)); ok || len(others) != 2 || others[0].Line != 1 || others[1].Line != 2 {
		t.Errorf("a third key: %v, %v", ok, others)
	}
	if ok, _ := x.Accepts("r1", b); !ok || len(x.hashed) != 0 {
		t.Errorf("behind the hash: %v, %d hashed", ok, len(x.hashed))
	}
}

// TestTheShownKeyFindsItsHashedName: the other hashed names are not tried.
func TestTheShownKeyFindsItsHashedName(t *testing.T) {
	a, b := newKey(t), newKey(t)
	x := openIndex(t, write(t, reference.HashHostname("r1")+Line("", a), reference.HashHostname("r1")+Line("", b), reference.HashHostname("r2")+Line("", a)))
	if keys := x.AtHand("r1"); len(keys) != 0 {
		t.Errorf("at hand before: %v", keys)
	}
	if ok, _ := x.Accepts("R1", a); !ok || len(x.tried) != 0 {
		t.Errorf("%v, tried %v", ok, x.tried)
	}
	if keys := x.AtHand("r1"); len(keys) != 1 || keys[0].Line != 1 {
		t.Errorf("at hand after: %v", keys)
	}
	if ok, others := x.Accepts("r2", b); ok || len(others) != 1 || others[0].Line != 3 {
		t.Errorf("another host's key: %v %v", ok, others)
	}
	if ok, _ := x.Accepts("r1", b); !ok {
		t.Error("the second key is lost")
	}
}

func TestUnreadableLinesAreLeftOut(t *testing.T) {
	key := newKey(t)
	good := Line("r1", key)
	cut := strings.Fields(good)[2]
	x := openIndex(t, write(t, "nonsense", "r2 ssh-ed25519 AAAA!", "r3 ssh-ed25519 "+cut[:40], "r4 ssh-rsa "+cut,
		"@unknown "+good, "|1|AAAA|BBBB "+good[3:], ",r5 "+good[3:], good))
	if got := len(x.Unread()); got != 7 {
		t.Errorf("%d lines left out: %v", got, x.Unread())
	}
	if ok, _ := x.Accepts("r1", key); !ok {
		t.Error("the good line is lost")
	}
	if w := x.Warning(); !strings.Contains(w, "7 lines") || !strings.Contains(w, "line 1 of "+x.Path()) {
		t.Error(w)
	}
	if _, err := Open(t.TempDir()); err == nil {
		t.Error("a folder passes for a file")
	}
}

func TestMarkers(t *testing.T) {
	authority, bad := newKey(t), newKey(t)
	x := openIndex(t, write(t, "@cert-authority *.example.com "+Line("x", authority)[2:], "@revoked * "+Line("x", bad)[2:]))
	for name, want := range map[string]int{"r1.example.com": 1, "r1.example.org": 0} {
		if a := x.Authorities(name); len(a) != want || len(x.Known(name)) != 0 {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if line, ok := x.Revoked(bad); !ok || line.Line != 2 {
		t.Errorf("revoked: %v %v", line, ok)
	}
	if _, ok := x.Revoked(authority); ok {
		t.Error("the authority counts as revoked")
	}
}

func TestRecord(t *testing.T) {
	a, b := newKey(t), newKey(t)
	path := filepath.Join(t.TempDir(), "dir", "known_hosts")
	x, other := openIndex(t, path), openIndex(t, path)
	if known, err := x.Record("[R1]:2222", a); err != nil || known != nil {
		t.Fatal(known, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if known, err := other.Record("[r1]:2222", b); err != nil || len(known) != 1 || !has(known, a) || known[0].Line != 1 {
		t.Errorf("what another program recorded was not seen: %v %v", known, err)
	}
}

func TestRecordBelowALineWithoutEnd(t *testing.T) {
	x := openIndex(t, write(t, Line("r1", newKey(t))))
	key := newKey(t)
	if _, err := x.Record("r2", key); err != nil {
		t.Fatal(err)
	}
	for _, index := range []*Index{x, openIndex(t, x.Path())} {
		if keys := index.Known("r2"); len(keys) != 1 || keys[0].Line != 2 {
			t.Errorf("%v, %s", keys, index.Warning())
		}
	}
}

func TestAReplacedFileIsReadAnew(t *testing.T) {
	x := openIndex(t, write(t, Line("r1", newKey(t)), Line("r2", newKey(t)), ""))
	if err := os.WriteFile(x.Path()+".new", []byte(Line("r2", newKey(t))+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(x.Path()+".new", x.Path()); err != nil {
		t.Fatal(err)
	}
	key := newKey(t)
	if known, err := x.Record("r1", key); err != nil || known != nil {
		t.Fatalf("the line that was removed still counts: %v %v", known, err)
	}
	if keys := x.Known("r1"); len(keys) != 1 || keys[0].Line != 2 || !has(keys, key) {
		t.Errorf("%v", keys)
	}
}

func TestSessionsRecordAtTheSameTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "known_hosts")
	x, y := openIndex(t, path), openIndex(t, path)
	var all sync.WaitGroup
	for i := range 100 {
		name, key, index := "r"+strings.Repeat("x", i), newKey(t), []*Index{x, y}[i%2]
		all.Go(func() {
			if known, err := index.Record(name, key); err != nil || known != nil {
				t.Errorf("%s: %v %v", name, known, err)
			}
		})
	}
	all.Wait()
	fresh := openIndex(t, path)
	if len(fresh.plain) != 100 || fresh.Warning() != "" {
		t.Errorf("%d hosts, %s", len(fresh.plain), fresh.Warning())
	}
}

// FuzzMatch holds the matcher to the slow definition.
func FuzzMatch(f *testing.F) {
	f.Add("*.example.com", "r1.example.com")
	f.Add("r?-*-*", "r1-a-b")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if len(pattern) > 12 || len(s) > 16 {
			return
		}
		if Match(pattern, s) != slowMatch(pattern, s) {
			t.Errorf("%q %q", pattern, s)
		}
	})
}

func slowMatch(p, s string) bool {
	switch {
	case p == "":
		return s == ""
	case p[0] == '*':
		return slowMatch(p[1:], s) || s != "" && slowMatch(p, s[1:])
	}
	return s != "" && (p[0] == '?' || p[0] == s[0]) && slowMatch(p[1:], s[1:])
}
