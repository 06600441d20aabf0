package platforms_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// names are the host names of the simulated devices, as the prompt shows them.
var names = map[string]string{"fortios": "br7-fgt (root)", "panos": "br3-pa(active)", "routeros": "br4 gw", "cisco-asa": "fw/pri/act"}

// site returns the outputs of one device of a platform, ours.
func site(t *testing.T, platform string) []collector.Output {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join("..", strings.ReplaceAll(platform, "-", ""), "testdata", "*.txtar"))
	if len(paths) == 0 {
		t.Fatalf("%s has no device", platform)
	}
	if site := filepath.Join(filepath.Dir(paths[0]), "site.txtar"); slices.Contains(paths, site) {
		paths = []string{site}
	}
	var whole *txtar.Archive // that with most outputs
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if a := txtar.Parse(data); whole == nil || len(a.Files) > len(whole.Files) {
			whole = a
		}
	}
	var out []collector.Output
	for _, f := range whole.Files {
		out = append(out, collector.Output{Command: f.Name, Status: collector.Answered, Text: string(f.Data)})
	}
	return out
}

// simulated starts a device of a platform and returns how to reach it.
func simulated(t *testing.T, platform string, tweak func(*simulator.Device)) (*simulator.Server, inventory.Device, collector.Options) {
	t.Helper()
	device := simulator.Device{Name: "dut", Hostname: names[platform], Platform: platform, User: "ops", Password: "pw",
		Capture: &collector.Capture{Outputs: site(t, platform)}}
	device.Quirks.Chunk = 61
	device.Quirks.Motd = "### authorised use only ###\n# > $ #\n"
	if tweak != nil {
		tweak(&device)
	}
	server, err := simulator.Start(context.Background(), device)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server, inventory.Device{Name: "dut", Address: "127.0.0.1", Port: server.Addr().Port, Login: inventory.Login{User: "ops", Password: "test:pw"}},
		collector.Options{KnownHosts: filepath.Join(t.TempDir(), "known_hosts"), SkipAgent: true, LoginTimeout: 10 * time.Second,
			Resolve: func(context.Context, string) (string, error) { return "pw", nil }}
}

// TestEveryDialectOverSSH runs every command of every platform over a real SSH
// connection: the whole output comes back, in chunks, through the pager where it
// cannot be switched off, and a refusal is one.
func TestEveryDialectOverSSH(t *testing.T) {
	for _, p := range platforms.All() {
		for name, tweak := range map[string]func(*simulator.Device){
			"plain": nil,
			"paged": func(d *simulator.Device) { d.Quirks.RefusePagerOff = true },
			"no exit status, disclaimer": func(d *simulator.Device) {
				d.Quirks.NoExitStatus, d.Quirks.Disclaimer = true, d.Platform == "fortios"
			},
		} {
			t.Run(p.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				refused := p.Steps[1].Command
				server, device, options := simulated(t, p.Name, func(d *simulator.Device) {
					if tweak != nil {
						tweak(d)
					}
					d.Quirks.Refuse = []string{refused}
				})
				s, err := collector.Open(t.Context(), device, p.Dialect, options)
				if err != nil {
					t.Fatal(err)
				}
				for _, want := range site(t, p.Name) {
					command, err := collector.Show(p.Name, want.Command)
					if err != nil {
						continue // pasted spellings
					}
					checkOutput(t, s.Run(t.Context(), command), want, want.Command == refused)
				}
				if err := s.Close(); err != nil || s.Err() != nil {
					t.Errorf("%v, %v", err, s.Err())
				}
				checkSent(t, p, server.Commands())
			})
		}
	}
}

func checkOutput(t *testing.T, got, want collector.Output, refused bool) {
	t.Helper()
	if refused {
		if got.Status != collector.Refused || got.Reason == "" {
			t.Errorf("%s: %s (%s), want a refusal", got.Command, got.Status, got.Reason)
		}
		return
	}
	if got.Status != collector.Answered {
		t.Errorf("%s: %s (%s)", got.Command, got.Status, got.Reason)
	}
	if trimmed(got.Text) != trimmed(want.Text) {
		t.Errorf("%s: %d bytes came back, not %d:\n%s", got.Command, len(got.Text), len(want.Text), got.Text)
	}
}

// trimmed ignores blanks at the ends of lines, which a terminal does not show.
func trimmed(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString(strings.TrimRight(line, " \r\n") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// checkSent: nothing was sent that is not on the read-only list, and nothing
// that holds a word of configuration.
func checkSent(t *testing.T, p *parsers.Platform, sent []string) {
	t.Helper()
	if len(sent) < 3 {
		t.Errorf("only %d lines were sent", len(sent))
	}
	for _, line := range sent {
		if _, err := collector.Show(p.Name, line); err != nil && line != "" {
			t.Errorf("sent %q: %v", line, err)
		}
	}
}

// TestShellWherePlatformsUseExec: a device may ask for a shell.
func TestShellWherePlatformsUseExec(t *testing.T) {
	for _, name := range []string{"junos", "routeros"} {
		p := platforms.Find(name)
		_, device, options := simulated(t, name, nil)
		device.Transport = inventory.TransportShell
		s, err := collector.Open(t.Context(), device, p.Dialect, options)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range site(t, name) {
			if command, err := collector.Show(name, want.Command); err == nil {
				checkOutput(t, s.Run(t.Context(), command), want, false)
			}
		}
		_ = s.Close()
	}
	_, device, options := simulated(t, "strongswan", nil)
	device.Transport = inventory.TransportShell
	if _, err := collector.Open(t.Context(), device, platforms.Find("strongswan").Dialect, options); err == nil {
		t.Error("a Linux host has no shell whose prompt is known")
	}
}
