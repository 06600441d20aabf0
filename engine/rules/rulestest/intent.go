package rulestest

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/inventory"
)

// intents returns the tunnels of a case's inventory: one between its two
// devices, or to the address of a line "to ADDRESS". Further lines of the
// section are "disabled", "on-demand", "selectors HERE THERE" and "flows FLOW";
// "flow FLOW" is traffic that somebody says fails. Without a second end nothing
// is intended. "was AGE HEALTH" is what an earlier run said, the oldest first.
func intents(t *testing.T, captures []*collector.Capture, wishes []string) []inventory.Tunnel {
	t.Helper()
	tunnel := inventory.Tunnel{Ends: [2]string{captures[0].Device}}
	if len(captures) == 2 {
		tunnel.Ends[1] = captures[1].Device
	}
	for _, line := range wishes {
		words := strings.Fields(line)
		switch {
		case line == "disabled":
			tunnel.Disabled = true
		case line == "on-demand":
			tunnel.OnDemand = true
		case len(words) == 2 && words[0] == "to":
			tunnel.Ends[1] = words[1]
		case len(words) == 2 && words[0] == "flows":
			f, err := inventory.ParseFlow(words[1])
			if err != nil {
				t.Fatal(err)
			}
			tunnel.Flows = append(tunnel.Flows, f)
		case len(words) == 2 && words[0] == "flow": // asked about, see flowOf
		case len(words) == 3 && words[0] == "was": // what earlier runs said, see pastOf
		case len(words) == 3 && words[0] == "selectors":
			tunnel.Selectors = append(tunnel.Selectors, [2]string{words[1], words[2]})
		default:
			t.Fatalf("intent section: unknown line %q", line)
		}
	}
	if tunnel.Ends[1] == "" {
		return nil
	}
	tunnel.Name = tunnel.Ends[0] + "-" + tunnel.Ends[1]
	return []inventory.Tunnel{tunnel}
}

// flowOf returns the traffic that somebody asks about in a case, or nil.
func flowOf(t *testing.T, wishes []string) *inventory.Flow {
	t.Helper()
	for _, line := range wishes {
		text, ok := strings.CutPrefix(line, "flow ")
		if !ok {
			continue
		}
		f, err := inventory.ParseFlow(text)
		if err != nil {
			t.Fatal(err)
		}
		return &f
	}
	return nil
}

// pastOf returns what earlier runs said of the tunnel of a case.
func pastOf(t *testing.T, wishes []string) []engine.Was {
	t.Helper()
	var out []engine.Was
	for _, line := range wishes {
		words := strings.Fields(line)
		if len(words) != 3 || words[0] != "was" {
			continue
		}
		age, err := time.ParseDuration(words[1])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, engine.Was{At: now.Add(-age), Health: engine.Health(words[2])})
	}
	return out
}
