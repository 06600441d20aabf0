package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"ipsec-diag/engine"
)

//go:embed report.html
var htmlText string

//go:embed report.css
var htmlStyle string

// htmlPage is what the template shows.
type htmlPage struct {
	Title, When, Summary string
	Style                template.CSS
	Unread, Changed      []string
	Notes                []string
	Incidents            []part
	Overview             []htmlRow
	Tunnels              []htmlTunnel
	Appendix             []part
}

// htmlRow is one tunnel of the overview; Anchor is empty where nothing more is told
// of it.
type htmlRow struct{ Class, Health, Tunnel, What, Sure, Rule, Anchor string }

type htmlTunnel struct {
	Anchor, Class, Health, Tunnel, What string
	Parts                               []part
}

// HTML writes the run as one file that needs no other: styles and charts stand in
// it, and it has no script. It follows the reader's light or dark, and prints.
func HTML(w io.Writer, r *Run) error {
	page := htmlPage{Title: "IPsec diagnosis", When: when(r), Summary: inOneLine(r), Style: template.CSS(htmlStyle), //nolint:gosec // G203: a file of ours
		Unread: unreadRows(r), Changed: SiteRows(r), Notes: endNotes(r), Incidents: topIncidents(r), Appendix: appendix(r)}
	tunnels := WorstFirst(r.Diagnoses)
	anchors := map[*engine.Diagnosis]string{}
	for i, d := range inFull(r, tunnels) {
		anchors[d] = fmt.Sprintf("t%d", i+1)
		page.Tunnels = append(page.Tunnels, htmlTunnel{Anchor: anchors[d], Class: severityClass(d), Health: upperVia(d), Tunnel: d.Case.ID, What: headlineText(d), Parts: tunnelParts(r, d)})
	}
	if len(tunnels) > 1 {
		for i, cells := range overviewTable(tunnels) {
			d := tunnels[i]
			page.Overview = append(page.Overview, htmlRow{severityClass(d), cells[0], cells[1], cells[2], cells[3], cells[4], anchors[d]})
		}
	}
	t, err := template.New("report").Funcs(template.FuncMap{"visible": visible, "lines": exactLines, "differs": differs, "mono": looksLikeCode, "rich": rich}).Parse(htmlText)
	if err != nil {
		return err
	}
	return t.Execute(w, page)
}

// rich is text with what stands between backquotes as code.
func rich(text string) template.HTML {
	pieces := strings.Split(visible(text), "`")
	var b strings.Builder
	for i, piece := range pieces {
		code := i%2 == 1 && i < len(pieces)-1
		switch {
		case code:
			b.WriteString("<code>" + template.HTMLEscapeString(piece) + "</code>")
		case i%2 == 1:
			b.WriteString("`" + template.HTMLEscapeString(piece))
		default:
			b.WriteString(template.HTMLEscapeString(piece))
		}
	}
	return template.HTML(b.String()) //nolint:gosec // G203: each piece was escaped
}

func severityClass(d *engine.Diagnosis) string {
	return []string{"ok", "warning", "critical", "unknown"}[min(max(d.ExitCode, 0), 3)]
}

// exactLines are lines of a device as one text.
func exactLines(rows []string) string { return strings.Join(visibleAll(rows), "\n") }

func differs(cells []string) bool { return slices.Contains(cells, "DIFFERS") }

// looksLikeCode reports whether a cell is a checksum, which breaks anywhere.
func looksLikeCode(cell string) bool { return len(cell) == 64 && !strings.ContainsAny(cell, " .:") }

// inOneLine counts the tunnels of a run by health, the worst first.
func inOneLine(r *Run) string {
	if len(r.Diagnoses) == 0 {
		return "No tunnel to judge"
	}
	count := map[engine.Health]int{}
	for _, d := range r.Diagnoses {
		count[d.Health]++
	}
	var out []string
	for _, h := range healths {
		if count[h] > 0 {
			out = append(out, fmt.Sprintf("%d %s", count[h], h))
		}
	}
	return plural(len(r.Diagnoses), "tunnel", "tunnels") + ": " + strings.Join(out, ", ")
}

// healths are all there are, the worst first.
var healths = []engine.Health{engine.Down, engine.Unknown, engine.Degraded, engine.Up, engine.Idle, engine.Standby}
