package platformtest

import (
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/scan"
)

// recognise checks that each step knows its own outputs, that no output is
// claimed by every other step, and that each collected step has a fixture.
func recognise(t *testing.T, p *parsers.Platform, fixtures []fixture) {
	tried := map[string]bool{}
	for _, f := range fixtures {
		for _, out := range f.outputs {
			step := p.StepFor(out.Command)
			if step == nil {
				t.Errorf("%s: no step reads %q", f.name, out.Command)
				continue
			}
			tried[step.Command] = true
			if out.Text != "" && !step.Recognise(scan.New("", out.Text)) {
				t.Errorf("%s: the step of %q does not recognise its output", f.name, out.Command)
			}
			if others, claims := claims(p, step, out); claims == others && others > 0 {
				t.Errorf("%s: all %d other steps claim the output of %q", f.name, others, out.Command)
			}
		}
	}
	for _, s := range p.Steps {
		if !tried[s.Command] {
			t.Errorf("%s: no fixture", s.Command)
		}
	}
}

func claims(p *parsers.Platform, own *parsers.Step, out collector.Output) (others, claimed int) {
	for i := range p.Steps {
		if s := &p.Steps[i]; s != own {
			others++
			if s.Recognise(scan.New("", out.Text)) {
				claimed++
			}
		}
	}
	return others, claimed
}

// foreign gives every step the outputs of all others and an empty one: none
// may panic or refer outside the text, and an empty text shows nothing.
func foreign(t *testing.T, p *parsers.Platform, fixtures []fixture) {
	for _, s := range append(append([]parsers.Step{}, p.Steps...), p.Also...) {
		empty := parse(p, collector.Output{Command: s.Command, Status: collector.Answered, Started: asked})
		if seen, _ := checkRefs(empty); seen > 0 {
			t.Errorf("%s: an empty output gives %d values", s.Command, seen)
		}
		for _, f := range fixtures {
			for _, out := range f.outputs {
				out.Command = s.Command
				complain(t, parse(p, out))
				if t.Failed() {
					t.Fatalf("%s given the output of %s", s.Command, f.name)
				}
			}
		}
	}
}
