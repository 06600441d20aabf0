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

// TestVirtualDomains: the virtual domain that the inventory names is read with
// "sudo", which names it for one command and configures nothing. Where that is
// not possible the output and the set-up say what is not seen.
func TestVirtualDomains(t *testing.T) {
	const command = "get vpn ipsec tunnel summary"
	several := map[string]*collector.Capture{
		"customer-a": {Outputs: []collector.Output{{Command: command, Status: collector.Answered, Text: "in customer-a\n"}}}, "root": {}}
	status := func(mode string) *collector.Capture {
		return &collector.Capture{Outputs: []collector.Output{
			{Command: "get system status", Status: collector.Answered, Text: "Version: FortiGate-60F v7.2.8\nVirtual domain configuration: " + mode + "\n"},
			{Command: command, Status: collector.Answered, Text: "at login\n"}}}
	}
	for name, tt := range map[string]struct {
		vdoms                  map[string]*collector.Capture
		mode, hostname, enter  string
		noSudo, refuse         bool
		reads, reason, refused string
		sends                  string
	}{
		"read":            {several, "multiple", "FGT", "customer-a", false, false, "in customer-a", "", "", "sudo customer-a " + command + "|exit"},
		"older word":      {several, "enable", "FGT", "customer-a", false, false, "in customer-a", "", "", "sudo customer-a " + command + "|exit"},
		"not there":       {several, "multiple", "FGT", "customer-b", false, false, "", "outside customer-b", "name one with context", command + "|exit"},
		"no such command": {several, "multiple", "FGT", "customer-a", true, false, "", "outside customer-a", "name one with context", command + "|exit"},
		"not authorised":  {several, "multiple", "FGT", "customer-a", false, true, "", "outside customer-a", "name one with context", command + "|exit"},
		"none named":      {several, "multiple", "FGT", "", false, false, "", "", "nothing is known about the tunnels in them", command + "|exit"},
		"only one":        {nil, "disable", "FGT", "customer-a", false, false, "at login", "several contexts", "", "get system status|" + command + "|exit"},
		"login is in it":  {nil, "multiple", "FGT (customer-a)", "customer-a", false, false, "at login", "", "", command + "|exit"},
	} {
		t.Run(name, func(t *testing.T) {
			server, device, options := simulated(t, "fortios", func(d *simulator.Device) {
				d.Hostname, d.Contexts, d.Capture = tt.hostname, withStatus(tt.vdoms, status(tt.mode).Outputs[0]), status(tt.mode)
				d.Quirks.NoVDOMCommand, d.Quirks.RefuseContexts = tt.noSudo, tt.refuse
			})
			device.Context = tt.enter
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			s, err := collector.Open(ctx, device, platforms.Find("fortios").Dialect, options)
			if err != nil {
				t.Fatal(err)
			}
			show, _ := collector.Show("fortios", command)
			out := s.Run(ctx, show)
			switch {
			case out.Command != command:
				t.Errorf("the command is %q", out.Command)
			case tt.refused != "" && (out.Status != collector.Refused || !strings.Contains(out.Reason, tt.refused)):
				t.Errorf("%s (%s): %q", out.Status, out.Reason, out.Text)
			case tt.refused == "" && (out.Status != collector.Answered || out.Text != tt.reads+"\n"):
				t.Errorf("%s (%s): %q", out.Status, out.Reason, out.Text)
			}
			checkContext(t, s.Setup(), tt.reason)
			_ = s.Close()
			sent := strings.Join(server.Commands(), "|")
			if !strings.HasSuffix(sent, tt.sends) || strings.Contains(sent, "config") {
				t.Errorf("sent %s", sent)
			}
		})
	}
}

// withStatus adds the answer that every virtual domain gives.
func withStatus(vdoms map[string]*collector.Capture, status collector.Output) map[string]*collector.Capture {
	out := map[string]*collector.Capture{}
	for name, c := range vdoms {
		out[name] = &collector.Capture{Outputs: append([]collector.Output{status}, c.Outputs...)}
	}
	return out
}
