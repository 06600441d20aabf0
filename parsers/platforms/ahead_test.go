package platforms_test

import (
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers/platforms"
)

// TestPromptIsLearnedOnlyWhole cuts what comes back to the set-up commands of
// every platform at every byte, with all its outputs and a banner in between:
// only the end teaches the prompt, and it is the right one.
func TestPromptIsLearnedOnlyWhole(t *testing.T) {
	shells := 0
	for _, p := range platforms.All() {
		if p.Dialect.Prompt == "" || len(p.Dialect.Setup) == 0 {
			continue
		}
		shells++
		learned, err := collector.Learns(p.Dialect)
		if err != nil {
			t.Fatal(err)
		}
		for i, first := range prompts[p.Name] {
			text, answer := banner, banner
			if i == 0 {
				answer += outputs(t, p)
			}
			for _, command := range p.Dialect.Setup {
				text += first + command + "\r\n" + answer
			}
			for n := 0; n < len(text); n += stride {
				if got, ok := learned([]byte(text[:n])); ok {
					t.Fatalf("%s: %q is learned after %q", p.Name, got, text[max(0, n-60):n])
				}
			}
			if got, ok := learned([]byte(text + first)); !ok || got != strings.TrimRight(first, " ") {
				t.Errorf("%s: learned %q, %v from %q", p.Name, got, ok, first)
			}
		}
	}
	if shells < 4 {
		t.Errorf("only %d platforms looked at", shells)
	}
}

// TestNoOutputIsTakenForTheNextEcho: of commands typed ahead only the echo of
// the next one ends an output, whole, wherever it is cut.
func TestNoOutputIsTakenForTheNextEcho(t *testing.T) {
	for _, p := range platforms.All() {
		if p.Dialect.Prompt == "" {
			continue
		}
		next := p.Steps[0].Command
		for i, first := range prompts[p.Name] {
			found, err := collector.NextEcho(p.Dialect, first, next)
			if err != nil {
				t.Fatal(err)
			}
			text := banner
			if i == 0 {
				text += outputs(t, p)
			}
			text += next + "\r\n" + first + next + "s\r\n" + "x" + first + next + "\r\n" + first + "\r\n"
			whole := text + first + next + "\r\n"
			for n := 0; n < len(whole); n += stride {
				from := max(0, n-600)
				if n < len(whole)-1 && found([]byte(whole[from:n])) >= 0 {
					t.Fatalf("%s: found after %q", p.Name, whole[max(0, n-60):n])
				}
			}
			if got := found([]byte(whole + "output")); got != len(text) {
				t.Errorf("%s: found at %d, not %d", p.Name, got, len(text))
			}
		}
	}
}
