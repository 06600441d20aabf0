package inventory

import (
	"strings"
	"testing"
)

// The wrong file, or one mistake a million times, must not fill the screen.
func TestProblemsAreCut(t *testing.T) {
	text := "devices:\n  - {name: a, address: 192.0.2.1}\n" + strings.Repeat("x: y\n", 200)
	_, err := Parse("big.yaml", []byte(text))
	if err == nil {
		t.Fatal("200 unknown keys were accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != told+1 {
		t.Errorf("%d lines, want %d", len(lines), told+1)
	}
	if last := lines[len(lines)-1]; last != "... and 150 more" {
		t.Errorf("the last line is %q", last)
	}
}
