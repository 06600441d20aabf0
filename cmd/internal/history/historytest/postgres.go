//go:build unix

// Package historytest starts a PostgreSQL of its own for tests: a cluster in a
// temporary folder, reached by a socket, that ends with the test.
package historytest

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
)

// A Server is a PostgreSQL that a test may stop and start again.
type Server struct {
	// URL is that of an empty database.
	URL string

	t        testing.TB
	bin, dir string
	as       *syscall.SysProcAttr
}

// Postgres starts a server and returns the URL of an empty database. A machine
// without PostgreSQL skips the test, and says so.
func Postgres(t testing.TB) string { return Start(t).URL }

// Start starts a server, as [Postgres] does.
func Start(t testing.TB) *Server {
	t.Helper()
	bin := programs(t)
	dir, err := os.MkdirTemp("", "pg") // short: the path of a socket has 107 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &Server{URL: "postgres://postgres@/postgres?host=" + dir, t: t, bin: bin, dir: dir, as: owner(t, dir)}
	run(t, s.as, filepath.Join(bin, "initdb"), "-D", dir+"/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Start starts the server again.
func (s *Server) Start() {
	s.t.Helper()
	start := command(s.as, filepath.Join(s.bin, "pg_ctl"), "-D", s.dir+"/data", "-w", "-t", "60", "-l", s.dir+"/log",
		"-o", "-k "+s.dir+" -c listen_addresses= -c fsync=off -c max_connections=200", "start")
	if out, err := start.CombinedOutput(); err != nil {
		log, _ := os.ReadFile(s.dir + "/log")
		s.t.Fatalf("PostgreSQL does not start: %v\n%s\n%s", err, out, log)
	}
}

// Stop ends the server and the connections to it.
func (s *Server) Stop() {
	_ = command(s.as, filepath.Join(s.bin, "pg_ctl"), "-D", s.dir+"/data", "-m", "fast", "stop").Run()
}

// programs is the folder of Debian's newest PostgreSQL.
func programs(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		t.Skip("skipped: no PostgreSQL on this machine (apt-get install postgresql); make e2e runs it")
	}
	return slices.Max(found)
}

// owner is who runs the server: it refuses to run as root.
func owner(t testing.TB, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		t.Skip("skipped: no user postgres to run the server as; root may not")
	}
	uid, _ := strconv.Atoi(who.Uid)
	gid, _ := strconv.Atoi(who.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

func command(as *syscall.SysProcAttr, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.SysProcAttr, c.Dir, c.Env = as, "/", append(os.Environ(), "HOME=/", "LC_ALL=C")
	return c
}

func run(t testing.TB, as *syscall.SysProcAttr, name string, args ...string) {
	t.Helper()
	if out, err := command(as, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}
