package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/bundle"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/collector"
	"ipsec-diag/collector/pseudonym"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// canary begins every secret that a device shows, or that we log in with. Nothing
// that we write may have it.
const canary = "Canary7Secret"

// seeds are what each platform shows of secrets, "@" in the place of each.
var seeds = map[string][]string{
	"cisco-ios": {"crypto isakmp key @ address 192.0.2.1", " pre-shared-key local @", " pre-shared-key address 192.0.2.1 key 6 @", "username ops secret 9 @",
		"snmp-server community @ RO", "  key-string 7 @", "enable secret 5 @", "tacacs-server key 7 @", "ip nhrp authentication @", "key 7 @"},
	"cisco-asa":  {" ikev1 pre-shared-key @", " ikev2 remote-authentication pre-shared-key @", "enable password @ encrypted", "username ops password @ encrypted", "failover key @", "ldap-login-password @"},
	"strongswan": {"  secret = @", `192.0.2.1 : PSK "@"`, `user : EAP "@"`, "    secret-1 = \"@\""},
	"libreswan":  {`192.0.2.1 192.0.2.2 : PSK "@"`, `@hq : PSK "@"`[4:], "  password=@"},
	"fortios":    {"        set psksecret ENC @", "        set password ENC @", "        set passwd @"},
	"junos":      {`set security ike policy p pre-shared-key ascii-text "$9$@"`, `    pre-shared-key ascii-text "$9$@"; ## SECRET-DATA`, `encrypted-password "$6$@"; ## SECRET-DATA`, "set snmp community @ authorization read-only"},
	"panos":      {"              key -AQ==@;", "set network ike gateway g authentication pre-shared-key key @", "set shared pre-shared-key @"},
	"routeros":   {`add peer=p secret="@"`, `add name=u password="@"`, "ipsec-secret=@", "passphrase=@"},
	"vyos":       {"set vpn ipsec authentication psk p secret '@'", "pre-shared-secret '@'", "set system login user vyos authentication plaintext-password '@'", "set service snmp community @"},
}

// shared are secrets in text of any device.
var shared = []string{"enrollment url http://ops:@@192.0.2.9/ca", "-----BEGIN RSA PRIVATE " + "KEY-----", "MIIE@", "-----END RSA PRIVATE " + "KEY-----"}

// seeded is a device of a platform that shows secrets in every answer.
func seeded(p *parsers.Platform) simulator.Device {
	var text strings.Builder
	for i, line := range slices.Concat(seeds[p.Name], shared) {
		secret := fmt.Sprintf("%s%s%02d", canary, strings.ReplaceAll(p.Name, "-", ""), i)
		if strings.HasPrefix(line, "enrollment") {
			line = strings.Replace(line, "@", secret, 1)
		} else {
			line = strings.ReplaceAll(line, "@", secret)
		}
		text.WriteString(line + "\n")
	}
	c := &collector.Capture{Device: "seeded-" + p.Name, Platform: p.Name}
	for _, step := range p.Steps {
		c.Outputs = append(c.Outputs, collector.Output{Command: step.Command, Status: collector.Answered, ExitCode: -1, Text: text.String()})
	}
	return simulator.Device{Name: c.Device, Platform: p.Name, User: "ops", Password: canary + "login", Capture: c, Quirks: simulator.Quirks{Chunk: 7}}
}

// seededFleet serves a device of each platform. An answer comes seven bytes at a
// time: every secret is cut.
func seededFleet(t *testing.T, log *logrus.Logger, audit *bytes.Buffer) *pipeline.Agent {
	t.Helper()
	inv := &inventory.Inventory{}
	for _, p := range platforms.All() {
		if len(seeds[p.Name]) == 0 {
			t.Errorf("no secrets are seeded for %s", p.Name)
		}
		device := seeded(p)
		server, err := simulator.Start(t.Context(), device)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(server.Close)
		inv.Devices = append(inv.Devices, inventory.Device{Name: device.Name, Address: "127.0.0.1", Port: server.Addr().Port, Platform: p.Name,
			Login: inventory.Login{User: "ops", Password: "ok"}})
	}
	return &pipeline.Agent{Inventory: inv, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now,
		Options: collector.Options{KnownHosts: filepath.Join(t.TempDir(), "known_hosts"), SkipAgent: true, Retries: []time.Duration{}, Log: log, Audit: collector.Serialise(audit),
			Resolve: func(context.Context, string) (string, error) { return canary + "login", nil }}}
}

// TestNoCanarySurvives: secrets in the answers of every platform are in nothing
// that is written: reports in all forms, texts to send, kept runs, bundles, the
// history, its exports, the page, logs and the audit.
func TestNoCanarySurvives(t *testing.T) {
	var out, logged, audit bytes.Buffer
	log := logrus.New()
	log.SetOutput(&logged)
	log.SetLevel(logrus.TraceLevel)
	agent := seededFleet(t, log, &audit)
	store := emptyStore(t)
	if err := sweepOnce(t.Context(), store, agent); err != nil {
		t.Fatal(err)
	}
	redacted := 0
	for _, d := range agent.Inventory.Devices {
		run := agent.Diagnose(t.Context(), d)
		run.Cards = rules.Cards()
		for _, o := range run.Devices[0].Capture.Outputs {
			redacted += o.Redacted
			if o.Redacted == 0 && o.Status == collector.Answered && o.Text != "" {
				t.Errorf("%s: no secret was taken out of %q", d.Name, o.Command)
			}
		}
		if run.Devices[0].Failure != nil {
			t.Errorf("%s: %v", d.Name, run.Devices[0].Failure)
		}
		writeAll(t, &out, run, agent.Inventory)
	}
	if redacted < 100 {
		t.Errorf("only %d secrets were met", redacted)
	}
	crawl(t, &out, store)
	out.Write(logged.Bytes())
	out.Write(audit.Bytes())
	if audit.Len() == 0 || logged.Len() == 0 {
		t.Errorf("audit of %d bytes, log of %d", audit.Len(), logged.Len())
	}
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "Canary") || strings.Contains(line, "Secret0") {
			t.Errorf("a secret survives: %.200s", line)
		}
	}
}

// writeAll writes a run in all forms.
func writeAll(t *testing.T, out *bytes.Buffer, run *report.Run, inv *inventory.Inventory) {
	t.Helper()
	for _, form := range report.Formats() {
		if err := report.Write(out, run, form, report.TextOptions{Verbose: true}); err != nil {
			t.Errorf("%s: %v", form, err)
		}
	}
	if err := report.FullText(out, run, report.TextOptions{}); err != nil {
		t.Error(err)
	}
	if err := report.JSONLines(out, run); err != nil {
		t.Error(err)
	}
	for _, reader := range report.Readers() {
		if err := report.Escalate(out, run, reader); err != nil {
			t.Errorf("for %s: %v", reader, err)
		}
	}
	out.Write(runfile.Format(run, inv))
	c := &bundle.Contents{Inventory: runfile.Needed(run, inv), Manifest: bundle.Manifest{Audience: bundle.Internal}, Captures: []*collector.Capture{run.Devices[0].Capture}}
	for _, a := range bundle.Audiences() {
		shown, err := bundle.Mask(c, run, a, pseudonym.Random())
		if err != nil {
			t.Fatal(err)
		}
		data, err := shown.Format()
		if err != nil {
			t.Fatal(err)
		}
		opened, err := bundle.Parse(data, bundle.Usual())
		if err != nil {
			t.Fatal(err)
		}
		out.Write(opened.Captures[0].Format())
		_ = json.NewEncoder(out).Encode(opened.Manifest)
	}
}

// crawl writes what the history and the page show.
func crawl(t *testing.T, out *bytes.Buffer, store *history.Store) {
	t.Helper()
	exports := history.Exports()
	for i := range exports {
		if err := store.ExportLines(t.Context(), out, &exports[i], time.Time{}, time.Now().Add(time.Hour)); err != nil {
			t.Error(err)
		}
	}
	s := serverFor(t, store, nil)
	paths := []string{"/", "/devices", "/findings", "/runs", "/audit", "/api/v1/fleet", "/api/v1/devices", "/api/v1/tunnels", "/api/v1/findings", "/api/v1/runs", "/runs/1"}
	for i := range len(seeds) {
		paths = append(paths, fmt.Sprintf("/captures/%d", i+1), fmt.Sprintf("/api/v1/captures/%d", i+1), fmt.Sprintf("/tunnels/%d", i+1))
	}
	pages := 0
	for _, path := range paths {
		w := do(s, request(http.MethodGet, path, ""))
		if w.Code == http.StatusOK {
			pages++
		}
		out.Write(w.Body.Bytes())
	}
	if pages < 10 {
		t.Errorf("only %d pages were there", pages)
	}
}
