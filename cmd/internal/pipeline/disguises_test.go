package pipeline_test

import (
	"encoding/binary"
	"fmt"
	"html"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// session is an output as it stands in a terminal.
func session(s sample) string { return s.prompt() + s.command + "\n" + s.text + s.prompt() + "\n" }

var eights = regexp.MustCompile(`(?m)^ {8}`)

var leading = regexp.MustCompile(`(?m)^[ \t]+`)

// pastes are disguises of the way from the terminal to the ticket.
func pastes() []disguise {
	return []disguise{
		{"a ticket with prose, a signature and what they wrote", false, func(s sample) string {
			return "Hi team,\n\nthe tunnel has been down since 02:15. Can you check with the other end? See below.\n\n" +
				"On Sun, 1 Mar 2026 at 03:00, NOC <noc@example.net> wrote:\n" + eachLine("This is what we have:\n\n"+session(s)+"\nThanks,\nNOC\n", "> ") +
				"\nKind regards,\nAnn\n--\nNetwork operations, desk 3\nPhone: 555 0100\n"
		}},
		{"quoted with bars", false, func(s sample) string { return eachLine(session(s), "| ") }},
		{"quoted without a blank", false, func(s sample) string { return eachLine(session(s), ">") }},
		{"from a web page", false, func(s sample) string { return "<pre>\n" + html.EscapeString(session(s)) + "</pre>\n" }},
		{"every blank a no-break one", false, func(s sample) string { return strings.ReplaceAll(session(s), " ", "\u00a0") }},
		{"no-break blanks of HTML", false, func(s sample) string {
			return strings.ReplaceAll(html.EscapeString(session(s)), "  ", "&nbsp; ")
		}},
		{"tabulators for leading blanks", false, func(s sample) string { return eights.ReplaceAllString(session(s), "\t") }},
		{"tabulators turned to blanks", false, func(s sample) string { return strings.ReplaceAll(session(s), "\t", "    ") }},
		{"Windows-1252", false, func(s sample) string {
			return "Caf\xe9 \x96 the line that failed:\n\n" + strings.NewReplacer(`"`, "\x94", "  ", "\xa0 ").Replace(session(s))
		}},
		{"UTF-16, little end first", false, func(s sample) string { return utf16Text(binary.LittleEndian, session(s)) }},
		{"UTF-16, big end first", false, func(s sample) string { return utf16Text(binary.BigEndian, session(s)) }},
		{"all indented", false, func(s sample) string { return eachLine(session(s), "        ") }},
		{"padded to 240 columns", false, func(s sample) string {
			lines := strings.Split(session(s), "\n")
			for i, line := range lines {
				lines[i] = fmt.Sprintf("%-240s", line)
			}
			return strings.Join(lines, "\n")
		}},
		{"blank lines doubled", false, func(s sample) string {
			return s.prompt() + s.command + "\n" + strings.ReplaceAll(s.text, "\n\n", "\n\n\n")
		}},
		{"a blank line after every line", true, func(s sample) string { return strings.ReplaceAll(session(s), "\n", "\n\n") }},
		{"pager leftovers and no indentation", true, func(s sample) string {
			return s.prompt() + s.command + "\n" + paged(leading.ReplaceAllString(s.text, ""), "--More--\n")
		}},
		{"times of a terminal logger", false, func(s sample) string { return eachLine(session(s), "2026-03-01T12:00:00.123+01:00 ") }},
		{"times of PuTTY", false, func(s sample) string { return eachLine(session(s), "[12:00:00.123] ") }},
		{"times and a name", false, func(s sample) string { return eachLine(session(s), "2026-03-01 12:00:00 hq | ") }},
		{"line numbers and bars", false, func(s sample) string {
			var b strings.Builder
			for i, line := range strings.Split(session(s), "\n") {
				fmt.Fprintf(&b, "%3d | %s\n", i+1, line)
			}
			return b.String()
		}},
		{"wrapped at 80 columns", true, func(s sample) string { return wrapped(session(s), 80) }},
		{"wrapped at 80 columns, without a prompt", true, func(s sample) string { return wrapped(s.text, 80) }},
		{"wrapped between words by the mail program", true, func(s sample) string { return folded(session(s), 76) }},
	}
}

func utf16Text(order binary.ByteOrder, text string) string {
	out := make([]byte, 0, 2*len(text)+2)
	for _, unit := range append([]uint16{0xfeff}, utf16.Encode([]rune(text))...) {
		out = append(out, 0, 0)
		order.PutUint16(out[len(out)-2:], unit)
	}
	return string(out)
}

// wrapped cuts lines where a terminal of so many columns does.
func wrapped(text string, columns int) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for len(line) > columns {
			out, line = append(out, line[:columns]), line[columns:]
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// folded cuts lines at the last blank before so many columns.
func folded(text string, columns int) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for len(line) > columns {
			at := strings.LastIndexByte(line[:columns], ' ')
			if at <= 0 || strings.TrimSpace(line[:at]) == "" {
				break
			}
			out, line = append(out, line[:at]), line[at+1:]
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// damage takes content away, doubles it or changes its order, with a prompt and
// without. What is lost must be said, and nothing may be invented.
func damage() (out []disguise) {
	parts := func(s sample) []string { return strings.Split(strings.TrimSuffix(s.text, "\n"), "\n") }
	for _, share := range []int{10, 30, 50, 80} {
		out = append(out,
			disguise{fmt.Sprintf("first %d%% cut off", share), true, func(s sample) string {
				l := parts(s)
				return strings.Join(l[len(l)*share/100:], "\n") + "\n" + s.prompt() + "\n"
			}},
			disguise{fmt.Sprintf("last %d%% cut off", share), true, func(s sample) string {
				return s.prompt() + s.command + "\n" + s.text[:len(s.text)*(100-share)/100]
			}})
	}
	for seed := range uint64(3) {
		out = append(out, disguise{fmt.Sprintf("lines shuffled, %d", seed), true, func(s sample) string {
			l := slices.Clone(parts(s))
			rand.New(rand.NewPCG(seed, 7)).Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
			return strings.Join(l, "\n") + "\n"
		}})
	}
	return append(out, disguise{"lines doubled", true, func(s sample) string {
		var b strings.Builder
		for _, line := range parts(s) {
			b.WriteString(line + "\n" + line + "\n")
		}
		return b.String()
	}})
}
