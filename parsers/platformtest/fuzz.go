package platformtest

import (
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
)

// Fuzz gives any text to any step of a platform: parsing must not panic, every
// Ref must lie inside the text, and lines must be counted.
func Fuzz(f *testing.F, p *parsers.Platform, dir string) {
	all := append(append([]parsers.Step{}, p.Steps...), p.Also...)
	for _, fixture := range load(f, dir) {
		for _, out := range fixture.outputs {
			for i := range all {
				if own := p.StepFor(out.Command); own != nil && own.Command == all[i].Command {
					f.Add(uint8(i), out.Text)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, step uint8, text string) {
		s := all[int(step)%len(all)]
		complain(t, parse(p, collector.Output{Command: s.Command, Status: collector.Answered, Started: asked, Text: text}))
	})
}
