package platformtest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
)

// disturbed gives each step its own outputs with lines clipped, missing, in
// another order and twice: as a paste from a small window, or a lost connection,
// leaves them. Nothing may panic or refer outside the text.
func disturbed(t *testing.T, p *parsers.Platform, f fixture) {
	for _, out := range f.outputs {
		lines := strings.Split(out.Text, "\n")
		for _, d := range disturbances() {
			out.Text = strings.Join(d.of(slices.Clone(lines)), "\n")
			complain(t, parse(p, collector.Output{Command: out.Command, Status: collector.Answered, Started: asked, Text: out.Text}))
			if t.Failed() {
				t.Fatalf("%q, %s", out.Command, d.name)
			}
		}
	}
}

type disturbance struct {
	name string
	of   func(lines []string) []string
}

func disturbances() []disturbance {
	return []disturbance{
		{"lines clipped after their first word", clipped(1)},
		{"lines clipped after two words", clipped(2)},
		{"lines clipped after three words", clipped(3)},
		{"every second line missing", every(2, 0)},
		{"every other second line missing", every(2, 1)},
		{"every third line missing", every(3, 2)},
		{"lines in the reverse order", func(l []string) []string { slices.Reverse(l); return l }},
		{"lines shuffled", shuffled(1)},
		{"lines shuffled otherwise", shuffled(2)},
		{"lines doubled", func(l []string) (out []string) {
			for _, line := range l {
				out = append(out, line, line)
			}
			return out
		}},
		{"words in the reverse order", func(l []string) []string {
			for i, line := range l {
				words := strings.Fields(line)
				slices.Reverse(words)
				l[i] = strings.Join(words, " ")
			}
			return l
		}},
	}
}

// clipped keeps the first words of each line, and where it is indented.
func clipped(words int) func([]string) []string {
	return func(lines []string) []string {
		for i, line := range lines {
			f := strings.Fields(line)
			lines[i] = line[:len(line)-len(strings.TrimLeft(line, " \t"))] + strings.Join(f[:min(words, len(f))], " ")
		}
		return lines
	}
}

// every takes away each nth line.
func every(nth, which int) func([]string) []string {
	return func(lines []string) (out []string) {
		for i, line := range lines {
			if i%nth != which {
				out = append(out, line)
			}
		}
		return out
	}
}

func shuffled(seed uint64) func([]string) []string {
	return func(lines []string) []string {
		r := rand.New(rand.NewPCG(seed, seed))
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		return lines
	}
}
