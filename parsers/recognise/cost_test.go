package recognise_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/recognise"
)

// cost returns how many bytes and how many pieces of memory a paste takes to be
// cut, which grow as the work does and are the same on every machine.
func cost(text string) (bytes, pieces uint64, out []recognise.Section) {
	all := platforms.All()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	out = recognise.Split("x", text, all)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, after.Mallocs - before.Mallocs, out
}

// TestCost: what no device prints costs little, however much of it there is.
func TestCost(t *testing.T) {
	var words, flows strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&words, "%s%c\n\n", strings.Repeat(string(rune('a'+i%26)), 1+i/26%40), 'a'+i/1040)
	}
	for i := range 500 {
		flows.WriteString(strings.ReplaceAll(flow, "#pkts encaps: 14", fmt.Sprint("#pkts encaps: ", i)) + "\n")
	}
	for _, tt := range []struct {
		name, text   string
		bytes, total uint64 // at most, per byte of text where that is told without the race detector, and in all
		sections     int
	}{
		{"blank lines", strings.Repeat("\n", 4<<20), 1, 5000, 0},
		{"one line", strings.Repeat("a b c 198.51.100.1 ", 100000), 4, 40000, 1},
		{"words", words.String(), 0, 800000, 1},
		{"one long output", flows.String(), 0, 100000, 1},
	} {
		bytes, pieces, out := cost(tt.text)
		t.Logf("%s: %d bytes for each of %d, %d pieces", tt.name, bytes/uint64(len(tt.text)), len(tt.text), pieces)
		if tt.bytes > 0 && bytes > tt.bytes*uint64(len(tt.text)) || pieces > tt.total || len(out) != tt.sections {
			t.Errorf("%s: %d bytes of memory for %d of text, in %d pieces; %d sections", tt.name, bytes, len(tt.text), pieces, len(out))
		}
	}
}

// TestGap: what stands behind very many blank lines keeps its line number.
func TestGap(t *testing.T) {
	got := recognise.Split("x", iosIKE+strings.Repeat("\r\n", 20000)+asaIKE, platforms.All())
	if len(got) != 2 || got[0].FirstLine != 1 || got[1].FirstLine != 20004 || got[1].Platform != "cisco-asa" {
		t.Errorf("%d sections: %+v", len(got), got)
	}
}
