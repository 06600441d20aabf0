package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/parsers/ipsec"
)

// CompareText writes comparisons as a person reads them: what cannot work first,
// each with both values and their lines.
func CompareText(w io.Writer, list []*compare.Comparison, color bool) error {
	p := &textPrinter{w: &strings.Builder{}, opt: TextOptions{Color: color}}
	for _, c := range list {
		p.comparison(c)
	}
	_, err := io.WriteString(w, p.w.String())
	return err
}

func (p *textPrinter) comparison(c *compare.Comparison) {
	p.line("%s", p.paint("1", c.Tunnel))
	for _, e := range []*engine.End{c.Local, c.Remote} {
		if len(e.Peers) == 0 {
			p.w.WriteString(wrap("  ", "  ", noConfiguration(e)))
		}
	}
	p.line("  %s", summary(c))
	for _, m := range []compare.Match{compare.Differs, compare.Limits, compare.Fits, compare.Unknown, compare.Same} {
		for _, i := range c.Items {
			if i.Match == m && !unseen(i) {
				p.compared(c, i)
			}
		}
	}
	p.unseen(c)
	p.line("")
}

// unseen reports an item of which neither end shows anything.
func unseen(i compare.Item) bool {
	return i.Match == compare.Unknown && i.Local.Ref.IsZero() && i.Remote.Ref.IsZero() && i.Effect == ""
}

// unseen names what neither end shows, in one line.
func (p *textPrinter) unseen(c *compare.Comparison) {
	var names []string
	for _, i := range c.Items {
		if unseen(i) {
			names = append(names, i.Name)
		}
	}
	if len(names) > 0 {
		p.w.WriteString(wrap("  unknown ", "          ", "neither end shows: "+strings.Join(names, ", ")))
	}
}

// words for the matches, and their colours.
var matchWords = map[compare.Match][2]string{
	compare.Differs: {"DIFFERS", "31"}, compare.Limits: {"LIMITS", "33"}, compare.Fits: {"fits", "32"}, compare.Same: {"same", "32"}, compare.Unknown: {"unknown", "2"},
}

func (p *textPrinter) compared(c *compare.Comparison, i compare.Item) {
	word := matchWords[i.Match]
	head := p.paint(word[1], fmt.Sprintf("  %-8s", word[0])) + i.Name
	if i.Match == compare.Same {
		if i.Local.Value != "-" {
			p.line("%s: %s", head, i.Local.Value)
		}
		return
	}
	p.line("%s", head)
	p.compareSide(c.Local, i.Local)
	p.compareSide(c.Remote, i.Remote)
	if i.Effect != "" {
		p.w.WriteString(wrap("          ", "          ", "-> "+i.Effect+ruleNote(i.Rule)))
	}
	if i.Change != "" {
		p.w.WriteString(wrap("          ", "          ", "=> "+i.Change))
	}
}

func ruleNote(rule string) string {
	if rule == "" {
		return ""
	}
	return " (" + rule + ")"
}

func (p *textPrinter) compareSide(e *engine.End, s compare.Side) {
	first := "          " + e.Called() + ": "
	p.w.WriteString(wrap(first, "            ", s.Value+where(s.Ref)))
}

func where(ref ipsec.Ref) string {
	switch {
	case ref.IsZero():
		return ""
	case ref.First == ref.Last:
		return fmt.Sprintf("  [%s, line %d]", ref.Command, ref.First)
	}
	return fmt.Sprintf("  [%s, lines %d to %d]", ref.Command, ref.First, ref.Last)
}

func summary(c *compare.Comparison) string {
	count := map[compare.Match]int{}
	for _, i := range c.Items {
		count[i.Match]++
	}
	if len(c.Items) == 0 {
		return "nothing compared"
	}
	text := fmt.Sprintf("%d items: %d cannot work, %d work in part, %d fit or are the same, %d unknown",
		len(c.Items), count[compare.Differs], count[compare.Limits], count[compare.Same]+count[compare.Fits], count[compare.Unknown])
	return text
}

// comparedJSON is a comparison as JSON has it.
type comparedJSON struct {
	Tunnel string         `json:"tunnel"`
	Local  string         `json:"local"`
	Remote string         `json:"remote"`
	Items  []comparedItem `json:"items"`
}

type comparedItem struct {
	compare.Item
	LocalLines  *ipsec.Ref `json:"local_lines,omitempty"`
	RemoteLines *ipsec.Ref `json:"remote_lines,omitempty"`
}

// CompareJSON writes comparisons as JSON.
func CompareJSON(w io.Writer, list []*compare.Comparison) error {
	out := []comparedJSON{}
	for _, c := range list {
		row := comparedJSON{Tunnel: c.Tunnel, Local: c.Local.Name, Remote: c.Remote.Called(), Items: []comparedItem{}}
		for _, i := range c.Items {
			row.Items = append(row.Items, comparedItem{Item: i, LocalLines: lines(i.Local.Ref), RemoteLines: lines(i.Remote.Ref)})
		}
		out = append(out, row)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func lines(ref ipsec.Ref) *ipsec.Ref {
	if ref.IsZero() {
		return nil
	}
	return &ref
}
