package pipeline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// smallIOS is what IOS is sent first: from its own inside address to that of the
// ASA at the other end.
const smallIOS = "ping ip 10.1.2.1 source 10.1.1.1 size 100 repeat 5 timeout 2"

// probed diagnoses the IOS of the demo and returns what both ends were sent.
func probed(t *testing.T, probe bool, answers ...collector.Output) (run *report.Run, near, far []string) {
	t.Helper()
	dev, ios := served(t, "ios-zurich", func(d *simulator.Device) {
		render := d.Render
		d.Render = func(now time.Time) *collector.Capture {
			c := *render(now)
			c.Outputs = append(slices.Clone(c.Outputs), answers...)
			return &c
		}
	})
	other, asa := served(t, "asa-geneva", nil)
	a := agent(t)
	a.Sample, a.Probe = time.Second, probe
	a.Inventory = &inventory.Inventory{Devices: []inventory.Device{dev, other}}
	run = a.Diagnose(t.Context(), dev)
	return run, ios.Commands(), asa.Commands()
}

func pings(commands []string) (out []string) {
	for _, c := range commands {
		if strings.Contains(c, "ping") {
			out = append(out, c)
		}
	}
	return out
}

// TestProbeIsSentBetweenTheSamples: by the device in question only, and a large one
// only after a small one came back. Without --probe nothing is sent.
func TestProbeIsSentBetweenTheSamples(t *testing.T) {
	answer := collector.Output{Command: smallIOS, Status: collector.Answered,
		Text: "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 10.1.2.1, timeout is 2 seconds:\nPacket sent with a source address of 10.1.1.1 \n!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 1/2/4 ms\n"}
	run, near, far := probed(t, true, answer)
	sent := pings(near)
	if len(sent) != 2 || sent[0] != smallIOS || !strings.HasSuffix(sent[1], " repeat 3 timeout 2 df-bit") || len(pings(far)) > 0 {
		t.Fatalf("sent %q, and %q by the other end", sent, pings(far))
	}
	const counters = "show crypto ipsec sa"
	first, at := slices.Index(near, counters), slices.Index(near, smallIOS)
	if first < 0 || first > at || !slices.Contains(near[at:], counters) {
		t.Errorf("the ping does not stand between two samples: %q", near)
	}
	if p := run.Devices[0].Snap.Probes; len(p) != 1 || !p[0].Answered() {
		t.Errorf("read as %+v", p)
	}
	if _, near, far := probed(t, false, answer); len(pings(near))+len(pings(far)) > 0 {
		t.Errorf("sent without being asked: %q %q", pings(near), pings(far))
	}
}

// TestRefusedProbe: that a login may not ping is a fact of its own; the verdicts
// are those of a run without it.
func TestRefusedProbe(t *testing.T) {
	run, near, _ := probed(t, true, collector.Output{Command: smallIOS, Status: collector.Answered, Text: "Command authorization failed.\n"})
	if sent := pings(near); len(sent) != 1 {
		t.Errorf("sent %q", sent)
	}
	refused := false
	for _, o := range run.Devices[0].Capture.Outputs {
		refused = refused || o.Command == smallIOS && o.Status == collector.Refused
	}
	if !refused || len(run.Devices[0].Snap.Probes) > 0 {
		t.Errorf("the refusal is not kept as one, or is read as lost packets")
	}
	plain, _, _ := probed(t, false)
	if a, b := headlines(run), headlines(plain); !slices.Equal(a, b) {
		t.Errorf("with a refused ping %q, without %q", a, b)
	}
}

func headlines(run *report.Run) (out []string) {
	for _, d := range run.Diagnoses {
		out = append(out, d.Case.ID+" "+string(d.Health)+" "+d.Headline.Rule.ID)
	}
	return out
}
