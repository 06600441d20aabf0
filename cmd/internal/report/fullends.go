package report

import (
	"bytes"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/bothends"
	"ipsec-diag/engine/timeline"
)

// bothEndsBlocks are the losses, drawn and told, and the whole table.
func bothEndsBlocks(d *engine.Diagnosis) (out []block) {
	v := bothends.Of(d.Case)
	if v == nil || len(v.Rows)+len(v.Losses) == 0 {
		return nil
	}
	out = append(out, block{Kind: drawn, Chart: lossChart(v.Losses)}, list(append(lossRows(v), v.Notes...)))
	if len(v.Rows) == 0 {
		return out
	}
	named := endNames(d.Case)
	t := block{Kind: tabled, Head: []string{"", d.Case.Local.Called(), d.Case.Remote.Called(), ""}}
	for _, row := range v.Rows {
		word := matchWord(row.Match)
		if row.Match == bothends.Info {
			word = ""
		}
		t.Table = append(t.Table, []string{named.Replace(row.Name), row.Local, row.Remote, word})
	}
	return append(out, t)
}

// timelineBlocks are the past: the kept runs drawn, then moment by moment.
func timelineBlocks(r *Run, d *engine.Diagnosis) []block {
	past := r.Past[d.Case.ID]
	return []block{{Kind: drawn, Chart: pastChart(past)}, list(timelineRows(timeline.Of(d.Case, past...)))}
}

// letters are the texts for those outside who can be asked, for a tunnel with a
// fault.
func letters(r *Run, d *engine.Diagnosis) (parts []part) {
	if d.ExitCode == 0 || len(r.unsound()) > mostLetters {
		return nil
	}
	to := map[string]string{"remote": "Text for the admin of the other end", "isp": "Text for the provider", "vendor": "Text for the vendor's support"}
	for _, reader := range Readers() {
		one := *r
		one.Diagnoses = []*engine.Diagnosis{d}
		var b bytes.Buffer
		if err := Escalate(&b, &one, reader); err == nil {
			parts = add(parts, to[reader], block{Kind: letter, Rows: strings.Split(strings.TrimSpace(b.String()), "\n")})
		}
	}
	return parts
}

// unsound are the tunnels with a fault, or of which nothing is known.
func (r *Run) unsound() (out []*engine.Diagnosis) {
	for _, d := range r.Diagnoses {
		if d.ExitCode != 0 {
			out = append(out, d)
		}
	}
	return out
}

// walkParts are the walked trees: in full if asked for, else what fails or is not
// known.
func walkParts(r *Run, d *engine.Diagnosis) (parts []part) {
	steps, _ := d.Walk()
	if !r.Tree {
		if d.ExitCode == 0 {
			return nil
		}
		return add(nil, "Walk", list(shortWalk(steps)))
	}
	for len(steps) > 0 {
		tree, symptom := steps[0].Tree, steps[0].Symptom
		var blocks []block
		for len(steps) > 0 && steps[0].Tree == tree {
			s := &steps[0]
			row := answers[s.Answer] + " " + s.ID + ": " + s.Title
			if more := stepRows(s); len(more) > 0 {
				row += ": " + strings.Join(more, "; ")
			}
			blocks = append(blocks, list([]string{row}))
			blocks = append(blocks, quotes(s.Evidence)...)
			steps = steps[1:]
		}
		parts = add(parts, "Walk "+tree+": "+symptom, blocks...)
	}
	return parts
}
