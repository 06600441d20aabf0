package rulestest

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/inventory"
)

// Sweep judges all tunnels of the case's devices with the rules, for the rules of
// layer fleet. A section KIND/CASE/fleet says what the inventory and earlier
// sweeps have, one thing a line:
//
//	tunnel NAME END END
//	place DEVICE site:NAME zone:NAME provider:NAME
//	usual DEVICE 5 5 4
func (c *Case) Sweep(t *testing.T, rules []*engine.Rule) *engine.Sweep {
	t.Helper()
	s := &engine.Sweep{Now: now, Places: map[string]engine.Place{}, Usual: map[string][]int{}}
	var intents []inventory.Tunnel
	for _, line := range c.fleet {
		words := strings.Fields(line)
		switch {
		case len(words) == 4 && words[0] == "tunnel":
			intents = append(intents, inventory.Tunnel{Name: words[1], Ends: [2]string{words[2], words[3]}})
		case len(words) > 2 && words[0] == "place":
			s.Places[words[1]] = placeOf(words[2:])
		case len(words) > 2 && words[0] == "usual":
			s.Usual[words[1]] = numbers(t, words[2:])
		default:
			t.Fatalf("fleet section: unknown line %q", line)
		}
	}
	for _, one := range engine.Assemble(now, slices.Clone(c.readings), intents, "") {
		s.Diagnoses = append(s.Diagnoses, engine.Diagnose(one, rules))
	}
	return s
}

func placeOf(words []string) engine.Place {
	var p engine.Place
	for _, word := range words {
		switch kind, name, _ := strings.Cut(word, ":"); kind {
		case "site":
			p.Site = name
		case "zone":
			p.Zone = name
		default:
			p.Tags = append(p.Tags, word)
		}
	}
	return p
}

func numbers(t *testing.T, words []string) []int {
	t.Helper()
	var out []int
	for _, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil {
			t.Fatalf("fleet section: %v", err)
		}
		out = append(out, n)
	}
	return out
}
