package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine/change"
	"ipsec-diag/parsers/ipsec"
)

// mostChanges is how many changes of one area of a device a report lists.
const mostChanges = 12

// ChangesText writes what changed between two runs as a person reads it.
func ChangesText(w io.Writer, list []*change.Report, color bool) error {
	p := &textPrinter{w: &strings.Builder{}, opt: TextOptions{Color: color}}
	var same []string
	for _, r := range list {
		if len(r.Changes) == 0 && len(r.NotCompared) == 0 {
			same = append(same, r.Tunnel)
			continue
		}
		p.line("%s", p.paint("1", r.Tunnel))
		if len(r.Changes) == 0 {
			p.line("  nothing changed of what both runs show")
		}
		p.changes(r.Changes)
		for _, text := range r.NotCompared {
			p.w.WriteString(wrap("  not compared: ", "    ", text))
		}
		p.line("")
	}
	if len(same) > 0 {
		p.w.WriteString(wrap("Nothing changed: ", "  ", strings.Join(same, ", ")))
	}
	_, err := io.WriteString(w, p.w.String())
	return err
}

func (p *textPrinter) changes(list []change.Change) {
	count := map[string]int{}
	for _, c := range list {
		of := c.Device + " " + string(c.Area)
		if count[of]++; count[of] <= mostChanges {
			p.change(c)
		}
	}
	for _, c := range list {
		of := c.Device + " " + string(c.Area)
		if more := count[of] - mostChanges; more > 0 {
			p.line("  ... %d more of the %s of %s; --output json has all", more, c.Area, c.Device)
			count[of] = 0
		}
	}
}

// change writes one change: what was there with a minus, what is with a plus.
func (p *textPrinter) change(c change.Change) {
	head := c.What
	if c.Device != "" {
		head = c.Device + ": " + head
	}
	p.w.WriteString(wrap("  ", "    ", head))
	if c.Was != "" {
		p.w.WriteString(p.paint("31", strings.TrimRight(wrap("    - ", "      ", c.Was+where(c.WasAt)), "\n")) + "\n")
	}
	if c.Now != "" {
		p.w.WriteString(p.paint("32", strings.TrimRight(wrap("    + ", "      ", c.Now+where(c.NowAt)), "\n")) + "\n")
	}
}

type changesJSON struct {
	Tunnel      string       `json:"tunnel"`
	Changes     []changeJSON `json:"changes"`
	NotCompared []string     `json:"not_compared"`
}

type changeJSON struct {
	change.Change
	WasLines *ipsec.Ref `json:"was_lines,omitempty"`
	NowLines *ipsec.Ref `json:"now_lines,omitempty"`
}

// ChangesJSON writes what changed as JSON.
func ChangesJSON(w io.Writer, list []*change.Report) error {
	out := []changesJSON{}
	for _, r := range list {
		row := changesJSON{Tunnel: r.Tunnel, Changes: []changeJSON{}, NotCompared: append([]string{}, r.NotCompared...)}
		for _, c := range r.Changes {
			row.Changes = append(row.Changes, changeJSON{c, lines(c.WasAt), lines(c.NowAt)})
		}
		out = append(out, row)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// ChangesTitle says between which moments.
func ChangesTitle(from, to string) string {
	return fmt.Sprintf("What changed from %s to %s\n\n", from, to)
}
