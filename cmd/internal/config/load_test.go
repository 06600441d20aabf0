package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

// alone keeps a test from the settings of whoever runs it, and returns an
// empty working directory and the folder of settings.
func alone(t *testing.T) (work, home string) {
	t.Helper()
	work, base := t.TempDir(), t.TempDir()
	t.Chdir(work)
	t.Setenv("XDG_CONFIG_HOME", base)
	for _, s := range append(settings(), setting{name: configFlag}) {
		t.Setenv(envName(s.name), "")
	}
	home = filepath.Join(base, "ipsec-diag")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	return work, home
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, args ...string) (*Config, error) {
	t.Helper()
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	AddFlags(fs)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	return Load(fs)
}

func TestFallbacks(t *testing.T) {
	alone(t)
	t.Setenv("HOME", "/home/diag")
	got, err := load(t)
	want := &Config{
		HostKeyPolicy: "tofu", SSHProfile: "compatible", Parallel: 20, ConnectRate: 20, PerSite: 10, PerJump: 50, SSHConfig: "/home/diag/.ssh/config", Sample: 10 * time.Second,
		LogLevel: "warn", LogFormat: "text", Color: "auto", Output: "text",
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// TestPrecedence sets one thing in the file, the environment and by flag.
func TestPrecedence(t *testing.T) {
	_, home := alone(t)
	write(t, filepath.Join(home, "config.yaml"), "timeout: 1s\nparallel: 1\nlog-level: info\n")
	t.Setenv("IPSEC_DIAG_TIMEOUT", "2s")
	t.Setenv("IPSEC_DIAG_LOG_LEVEL", "debug")
	got, err := load(t, "--timeout", "3s")
	if err != nil {
		t.Fatal(err)
	}
	if got.Timeout != 3*time.Second || got.LogLevel != "debug" || got.Parallel != 1 {
		t.Errorf("flag before variable before file: %+v", got)
	}
}

// TestForeignFlags binds flags that somebody else defined, of other types.
func TestForeignFlags(t *testing.T) {
	alone(t)
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	fs.Duration("sample", time.Minute, "")
	fs.Int("parallel", 7, "")
	fs.String("peer", "HQ.Rtr", "")
	if err := fs.Parse([]string{"--sample", "9s", "--parallel", "3"}); err != nil {
		t.Fatal(err)
	}
	got, err := Load(fs)
	if err != nil || got.Sample != 9*time.Second || got.Parallel != 3 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPaths(t *testing.T) {
	work, home := alone(t)
	elsewhere := filepath.Join(t.TempDir(), "settings.yaml")
	write(t, elsewhere, "inventory: fleet/Inv.YAML\nssh-config: none\naudit: ~/audit.jsonl\nknown-hosts: /etc/known\n")
	t.Setenv("HOME", "/home/diag")
	got, err := load(t, "--config", elsewhere)
	want := []string{filepath.Join(filepath.Dir(elsewhere), "fleet/Inv.YAML"), "/home/diag/audit.jsonl", "/etc/known", NoSSHConfig}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, []string{got.Inventory, got.Audit, got.KnownHosts, got.SSHConfig}); diff != "" {
		t.Error(diff)
	}
	write(t, filepath.Join(home, "inventory.yaml"), "")
	if got, _ = load(t); got.Inventory != filepath.Join(home, "inventory.yaml") {
		t.Errorf("inventory %q", got.Inventory)
	}
	write(t, filepath.Join(work, "inventory.yaml"), "")
	if got, _ = load(t); got.Inventory != "inventory.yaml" {
		t.Errorf("inventory %q", got.Inventory)
	}
	if got, _ = load(t, "--inventory", "x/y.yaml"); got.Inventory != "x/y.yaml" {
		t.Errorf("inventory %q", got.Inventory)
	}
}

func TestMistakes(t *testing.T) {
	_, home := alone(t)
	file := filepath.Join(home, "config.yaml")
	for _, c := range []struct {
		name, text string
		env        [2]string
		args       []string
		want       string
	}{
		{name: "keys", text: "timeuot: 5s\nknown_hosts: x\nTimeout: 5s\ncolour: red\nzzz: 1\ndevices: []\ntimeout: [5s]\naudit:\n",
			want: `FILE:1: unknown setting "timeuot" (did you mean "timeout"?)
FILE:2: unknown setting "known_hosts" (did you mean "known-hosts"?)
FILE:3: unknown setting "Timeout" (did you mean "timeout"?)
FILE:4: unknown setting "colour" (did you mean "color"?)
FILE:5: unknown setting "zzz"; settings are: inventory, known-hosts, host-key-policy, ssh-profile, timeout, parallel, connect-rate, per-site, per-jump, ssh-config, sample, site-rules, audit, history, log-level, log-format, color, output
FILE:6: unknown setting "devices"; devices, tunnels and logins stand in the inventory
FILE:7: setting "timeout" must have one value
FILE:8: setting "audit" must have one value`},
		{name: "values", text: "timeout: 20\nhost-key-policy: strikt\nparallel: 0\nper-site: -1\n",
			want: `FILE:1: timeout "20" is not a time with its unit; write for example 30s or 2m
FILE:2: host-key-policy "strikt" is not one of: tofu, strict (did you mean "strict"?)
FILE:3: parallel "0" is not a number from 1 to 1000
FILE:4: per-site "-1" is not a number from 0 to 1000`},
		{name: "twice", text: "sample: 1s\nsample: 2s\n", want: `FILE:2: setting "sample" stands twice`},
		{name: "syntax", text: "sample: 1s\n\ttimeout: 2s\n", want: "FILE:2: a tab in the indentation; YAML is indented with blanks"},
		{name: "shape", text: "just words", want: `FILE:1: settings must be lines like "timeout: 20s"`},
		{name: "variable", env: [2]string{"IPSEC_DIAG_COLOR", "allways"},
			want: `IPSEC_DIAG_COLOR: "allways" is not one of: auto, always, never (did you mean "always"?)`},
		{name: "flag", args: []string{"--sample=-5s"},
			want: `--sample: "-5s" is not a time with its unit; write for example 30s or 2m`},
		{name: "absent", args: []string{"--config", "/no/such.yaml"},
			want: "/no/such.yaml: cannot read the settings: no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, file, c.text)
			if c.env[0] != "" {
				t.Setenv(c.env[0], c.env[1])
			}
			got, err := load(t, c.args...)
			if err == nil {
				t.Fatalf("taken without a word: %+v", got)
			}
			if diff := cmp.Diff(c.want, strings.ReplaceAll(err.Error(), file, "FILE")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
