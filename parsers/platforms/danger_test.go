package platforms_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/parsers/platforms"
)

// TestDangerStopsOverSSH: on every platform with a shell a configuration
// prompt or a question ends the conversation at once, and nothing is sent
// after it.
func TestDangerStopsOverSSH(t *testing.T) {
	hosts := map[string]string{"cisco-ios": "hq-rtr1", "cisco-asa": "fw", "junos": "br1-srx", "fortios": "br7-fgt", "panos": "br3-pa", "routeros": "br4"}
	for name, host := range hosts {
		p := platforms.Find(name)
		last := p.Steps[0].Command
		for class, texts := range map[collector.Class][]string{collector.ClassConfigMode: configuration[name], collector.ClassQuestion: asks[name]} {
			for _, text := range texts {
				class := class
				if strings.HasPrefix(text, "new password") {
					class = collector.ClassPasswordExpired
				}
				t.Run(name+"/"+text, func(t *testing.T) {
					t.Parallel()
					server, device, options := simulated(t, name, func(d *simulator.Device) {
						d.Hostname, d.Quirks.Instead = host, map[string]string{last: text}
					})
					device.Transport = "shell"
					s, err := collector.Open(t.Context(), device, p.Dialect, options)
					if err != nil {
						t.Fatal(err)
					}
					command, _ := collector.Show(name, last)
					out := s.Run(t.Context(), command)
					if s.Err() == nil || s.Err().Class != class || out.Status != collector.Truncated {
						t.Errorf("%s, %v", out.Status, s.Err())
					}
					_ = s.Close()
					if sent := server.Commands(); sent[len(sent)-1] != last {
						t.Errorf("sent after it: %q", sent)
					}
				})
			}
		}
	}
}

// TestContexts: the context that the inventory names is entered on an ASA that
// has several, for this session, and its outputs are read under its prompt.
// Where that is refused the session stays where the login landed, and says so.
func TestContexts(t *testing.T) {
	clock := func(text string) *collector.Capture {
		return &collector.Capture{Outputs: []collector.Output{{Command: "show clock detail", Status: collector.Answered, Text: text}}}
	}
	several := map[string]*collector.Capture{"customer-a": clock("in customer-a\n"), "admin": clock("in admin\n")}
	for name, tt := range map[string]struct {
		contexts        map[string]*collector.Capture
		hostname, enter string
		refuse          bool
		reads, reason   string
		sends           []string
	}{
		"entered":          {contexts: several, hostname: "fw", enter: "customer-a", reads: "in customer-a", sends: []string{"show mode", "changeto context customer-a"}},
		"refused":          {contexts: several, hostname: "fw", enter: "customer-a", refuse: true, reads: "at login", reason: "authorization failed", sends: []string{"show mode", "changeto context customer-a"}},
		"not there":        {contexts: several, hostname: "fw", enter: "customer-b", reads: "at login", reason: "does not exist", sends: []string{"show mode", "changeto context customer-b"}},
		"single mode":      {hostname: "fw", enter: "customer-a", reads: "at login", reason: "several contexts", sends: []string{"show mode"}},
		"none asked for":   {contexts: several, hostname: "fw", reads: "at login"},
		"name with a role": {contexts: several, hostname: "fw.hq~1", enter: "admin", reads: "in admin", sends: []string{"show mode", "changeto context admin"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, device, options := simulated(t, "cisco-asa", func(d *simulator.Device) {
				d.Hostname, d.Contexts, d.Capture, d.Quirks.RefuseContexts = tt.hostname, tt.contexts, clock("at login\n"), tt.refuse
			})
			device.Context = tt.enter
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			s, err := collector.Open(ctx, device, platforms.Find("cisco-asa").Dialect, options)
			if err != nil {
				t.Fatal(err)
			}
			command, _ := collector.Show("cisco-asa", "show clock detail")
			if out := s.Run(ctx, command); out.Status != collector.Answered || !strings.Contains(out.Text, tt.reads) {
				t.Errorf("%s: %q", out.Status, out.Text)
			}
			_ = s.Close()
			checkContext(t, s.Setup(), tt.reason)
			if sent := strings.Join(server.Commands(), "|"); !strings.Contains(sent, strings.Join(tt.sends, "|")) || len(tt.sends) < 2 && strings.Contains(sent, "changeto") {
				t.Errorf("sent %s", sent)
			}
		})
	}
}

// checkContext: what kept from entering is among the answers to the set-up.
func checkContext(t *testing.T, setup []collector.Output, reason string) {
	t.Helper()
	said := ""
	for _, out := range setup {
		if out.Status != collector.Answered {
			said += out.Reason
		}
	}
	if !strings.Contains(said, reason) || reason == "" && said != "" {
		t.Errorf("not entered because of %q, want %q", said, reason)
	}
}
