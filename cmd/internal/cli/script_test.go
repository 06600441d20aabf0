package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary the program itself, so that scripts drive the
// real command line.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"ipsec-diag": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the whole program against simulated devices, from
// testdata/script. "waitfile FILE" waits for a file, "exits CODE CMD..." runs
// the program and demands an exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "../../../testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/.config")
			env.Setenv("XDG_STATE_HOME", "")
			env.Setenv("SSH_AUTH_SOCK", "")
			serveNetBox(env)
			return serveTickets(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"waitfile": waitFile,
			"waittext": waitText,
			"exits":    exits,
			"narrow":   narrow,
		},
	})
}

// waitFile waits until a file has content.
func waitFile(ts *testscript.TestScript, _ bool, args []string) {
	for range 200 {
		if info, err := os.Stat(ts.MkAbs(args[0])); err == nil && info.Size() > 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear", args[0])
}

// waitText waits until a file has a line that matches.
func waitText(ts *testscript.TestScript, _ bool, args []string) {
	want := regexp.MustCompile(args[1])
	var text []byte
	for range 600 {
		text, _ = os.ReadFile(ts.MkAbs(args[0]))
		if want.Match(text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s has no %s:\n%s", args[0], args[1], text)
}

// exits runs the program and compares its exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("ipsec-diag", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s\nstdout: %s\nstderr: %s", got, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// narrow demands that no line of the last output is wider than 80 columns.
func narrow(ts *testscript.TestScript, _ bool, _ []string) {
	for _, line := range strings.Split(ts.ReadFile("stdout"), "\n") {
		if n := len([]rune(line)); n > 80 {
			ts.Fatalf("a line has %d columns: %s", n, line)
		}
	}
}
