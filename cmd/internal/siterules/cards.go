package siterules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ipsec-diag/engine/rules/card"
)

// adds ends a heading whose section is added to that of the rule, instead of
// taking its place.
const adds = " +"

// card reads one card: auth/psk-mismatch.md, or sites/SITE/auth/psk-mismatch.md.
func (l *loader) card(path, name, text string) {
	parts := strings.Split(strings.ReplaceAll(strings.TrimSuffix(name, ".md"), "_", "-"), "/")
	site := ""
	if parts[0] == sitesDir && len(parts) == 4 {
		site, parts = strings.Split(name, "/")[1], parts[2:]
	}
	if len(parts) != 2 {
		l.problem(path, 0, "a card stands in LAYER/RULE.md, or in "+sitesDir+"/SITE/LAYER/RULE.md for one site", "")
		return
	}
	r := l.rule(strings.Join(parts, "/"), path, 0)
	plain := withoutAdds(text)
	for _, p := range card.Problems(plain, l.platforms) {
		l.problem(path, p.Line, p.Message, "")
	}
	if len(sections(text)) == 0 {
		l.problem(path, 1, "the card has no section; it needs one such as \"## Next steps\", or \"## Next steps +\" to add to the rule's own", "")
	}
	if r != nil {
		l.site.cards = append(l.site.cards, siteCard{rule: r.ID, site: site, file: name, text: text})
	}
}

// withoutAdds takes the mark of addition off the headings.
func withoutAdds(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "## ") {
			lines[i] = strings.TrimSuffix(strings.TrimRight(line, " "), adds)
		}
	}
	return strings.Join(lines, "\n")
}

// A section is a heading of a card and the lines below it.
type section struct {
	heading string
	add     bool
	lines   []string
}

func sections(text string) (out []section) {
	for _, line := range strings.Split(text, "\n") {
		if heading, is := strings.CutPrefix(line, "## "); is {
			heading = strings.TrimRight(heading, " ")
			name, add := strings.CutSuffix(heading, adds)
			out = append(out, section{heading: strings.TrimSpace(name), add: add})
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].lines = append(out[n-1].lines, line)
		}
	}
	return out
}

// Cards returns the cards for tunnels of a site, "" for those of none: the
// rules' own with the folder's put over them, those for one site last.
func (s *Site) Cards(site string, own map[string]string) map[string]string {
	out := maps.Clone(own)
	for _, of := range slices.Compact([]string{"", site}) {
		for i := range s.cards {
			if c := &s.cards[i]; c.site == of {
				out[c.rule] = over(out[c.rule], c)
			}
		}
	}
	return out
}

// Sites are the sites that have cards of their own.
func (s *Site) Sites() (out []string) {
	for i := range s.cards {
		if site := s.cards[i].site; site != "" && !slices.Contains(out, site) {
			out = append(out, site)
		}
	}
	return out
}

// Files are the cards of the folder, by their names in it.
func (s *Site) Files() (out []string) {
	for i := range s.cards {
		out = append(out, s.cards[i].file)
	}
	return out
}

// over puts the sections of a site's card over those of a rule's.
func over(text string, c *siteCard) string {
	for _, s := range sections(c.text) {
		text = put(text, s, c.file)
	}
	return text
}

// put replaces or adds to one section. Items with fields say where they are from.
func put(text string, s section, file string) string {
	lines := s.lines
	if s.heading == card.NextSteps {
		lines = nil
		for _, line := range card.Section("## "+s.heading+"\n"+strings.Join(s.lines, "\n"), s.heading) {
			lines = append(lines, fmt.Sprintf("%s | from: %s", line.Text, file))
		}
	}
	all := strings.Split(text, "\n")
	at := slices.IndexFunc(all, func(line string) bool {
		return strings.TrimSpace(strings.TrimPrefix(line, "## ")) == s.heading && strings.HasPrefix(line, "## ")
	})
	if at < 0 {
		return text + "\n## " + s.heading + "\n\n" + strings.Join(lines, "\n") + "\n"
	}
	end := slices.IndexFunc(all[at+1:], func(line string) bool { return strings.HasPrefix(line, "## ") })
	if end < 0 {
		end = len(all) - at - 1
	}
	old := all[at+1 : at+1+end]
	body := slices.Concat([]string{""}, trimmed(lines), []string{""})
	if s.add {
		body = slices.Concat([]string{""}, trimmed(lines), trimmed(old), []string{""})
	}
	return strings.Join(slices.Concat(all[:at+1], body, all[at+1+end:]), "\n")
}

// trimmed takes blank lines off both ends.
func trimmed(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
