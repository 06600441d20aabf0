package report

import (
	"strings"
	"testing"
)

func TestFoldKeepsTheLineExact(t *testing.T) {
	line := "    in  fa76940a,    840 bytes,    10 packets,     0s ago" + strings.Repeat("x", 200)
	out := fold("    | ", "    |   ", line)
	joined := ""
	for i, l := range strings.Split(strings.TrimRight(out, "\n"), "\n") {
		if columns(l) > Width {
			t.Errorf("line %d has %d columns: %q", i, columns(l), l)
		}
		if i == 0 {
			joined += strings.TrimPrefix(l, "    | ")
		} else {
			joined += strings.TrimPrefix(l, "    |   ")
		}
	}
	if joined != line {
		t.Errorf("folded line is %q, want %q", joined, line)
	}
}

func TestWrap(t *testing.T) {
	for _, text := range []string{"", "one", strings.Repeat("word ", 60), strings.Repeat("x", 300), "a " + strings.Repeat("ü", 200) + " b"} {
		var words []string
		for _, l := range strings.Split(strings.TrimRight(wrap("- ", "  ", text), "\n"), "\n") {
			if columns(l) > Width {
				t.Errorf("%d columns: %q", columns(l), l)
			}
			if len(l) >= 2 {
				words = append(words, l[2:])
			}
		}
		if got := strings.Join(words, ""); strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(text, " ", "") {
			t.Errorf("wrap lost text: %q from %q", got, text)
		}
	}
}
