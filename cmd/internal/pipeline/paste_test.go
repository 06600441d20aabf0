package pipeline_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/facts"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// A sample is an output of a platform's fixtures that shows SAs.
type sample struct {
	p             *parsers.Platform
	name, command string
	text, want    string // want are the facts, as read without disguise
	unread        int
}

// samples reads the fixtures of every platform.
func samples(t *testing.T) (out []sample) {
	t.Helper()
	for _, p := range platforms.All() {
		paths, _ := filepath.Glob(filepath.Join("../../../parsers", strings.ReplaceAll(p.Name, "-", ""), "testdata", "*.txt*"))
		found := len(out)
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for command, text := range outputs(filepath.Base(path), string(data)) {
				snap := parsers.Parse(p, &collector.Capture{Outputs: []collector.Output{{Command: command, Status: collector.Answered, Text: text}}}, 0)
				if len(snap.IKESAs)+len(snap.ChildSAs) > 0 {
					out = append(out, sample{p, filepath.Base(path), command, strings.TrimRight(text, "\n") + "\n", factsOf(snap), len(snap.Unread)})
				}
			}
		}
		if len(out) == found {
			t.Errorf("%s: no fixture with SAs", p.Name)
		}
	}
	slices.SortFunc(out, func(a, b sample) int { return strings.Compare(a.p.Name+a.name+a.command, b.p.Name+b.name+b.command) })
	return out
}

func outputs(base, text string) map[string]string {
	out := map[string]string{}
	if strings.HasSuffix(base, ".txtar") {
		for _, f := range txtar.Parse([]byte(text)).Files {
			out[f.Name] = string(f.Data)
		}
		return out
	}
	command, _, _ := strings.Cut(strings.TrimSuffix(base, ".txt"), "__")
	command = strings.ReplaceAll(command, "_", " ")
	if rest, ok := strings.CutPrefix(text, "#! "); ok {
		command, text, _ = strings.Cut(rest, "\n")
	}
	out[strings.TrimSpace(command)] = text
	return out
}

func factsOf(snaps ...*ipsec.Snapshot) string {
	var lines []string
	for _, snap := range snaps {
		for _, fact := range facts.Lines(snap) {
			for _, value := range fact {
				switch list := value.(type) { // an SA's place among those of its flow is no fact
				case []string:
					slices.Sort(list)
				case []any:
					slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
				}
			}
			line, _ := json.Marshal(fact)
			lines = append(lines, string(line))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// prompt is how a platform's command line stands in a terminal.
func (s sample) prompt() string {
	switch s.p.Name {
	case "cisco-ios", "cisco-asa":
		return "hq#"
	case "junos", "panos":
		return "admin@hq> "
	case "routeros":
		return "[admin@hq] > "
	case "fortios":
		return "hq # "
	}
	return "root@hq:~# "
}

func eachLine(text, before string) string {
	return before + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+before) + "\n"
}

func numbered(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		fmt.Fprintf(&b, "%4d  %s\n", i+1, line)
	}
	return b.String()
}

func paged(text, left string) string {
	lines := strings.SplitAfter(text, "\n")
	if len(lines) < 3 {
		return text
	}
	return strings.Join(lines[:2], "") + left + strings.Join(lines[2:], "")
}

var blanks = regexp.MustCompile(`[ \t]+`)

// A disguise is what happens to an output between the device and us. One that
// takes content away may cost SAs, which must be said.
type disguise struct {
	name string
	lose bool
	wear func(s sample) string
}

func disguises() []disguise {
	return []disguise{
		{"bare", false, func(s sample) string { return s.text }},
		{"prompt and echo", false, session},
		{"echo without prompt", false, func(s sample) string { return s.command + "\n" + s.text }},
		{"DOS line ends", false, func(s sample) string { return strings.ReplaceAll(session(s), "\n", "\r\n") }},
		{"double carriage returns", false, func(s sample) string { return strings.ReplaceAll(session(s), "\n", "\r\r\n") }},
		{"colours and a window title", false, func(s sample) string {
			return "\x1b]0;hq\x07" + strings.ReplaceAll(session(s), "\n", "\x1b[0m\x1b[K\n\x1b[1;32m")
		}},
		{"pager, erased", false, func(s sample) string {
			return paged(session(s), " --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08\x08          \x08\x08\x08\x08\x08\x08\x08\x08\x08\x08")
		}},
		{"pager, left on a line", false, func(s sample) string { return paged(session(s), "--More--\n") }},
		{"pager of ASA", false, func(s sample) string { return paged(session(s), "<--- More --->\r              \r") }},
		{"pager of Junos", false, func(s sample) string { return paged(session(s), "---(more 42%)---\r                \r") }},
		{"a correction while typing", false, func(s sample) string {
			return s.prompt() + "x\x08 \x08" + s.command + "\n" + s.text
		}},
		{"mail", false, func(s sample) string { return eachLine(session(s), "> ") }},
		{"mail, answered twice, between words", false, func(s sample) string {
			return "Hello,\n\nthey wrote:\n" + eachLine(eachLine(session(s), "> "), "> ") + "\nThe tunnel is still down.\n"
		}},
		{"fence", false, func(s sample) string { return "This is what I see:\n\n```text\n" + session(s) + "```\n" }},
		{"code tags", false, func(s sample) string { return "[CODE]\n" + s.text + "[/CODE]\n" }},
		{"PuTTY log", false, func(s sample) string {
			return "=~=~=~=~=~=~=~=~=~=~=~= PuTTY log 2026.03.01 12:00:00 =~=~=~=~=~=~=~=~=~=~=~=\r\n" + strings.ReplaceAll(session(s), "\n", "\r\n")
		}},
		{"support bundle", false, func(s sample) string {
			return "\n------------------ " + s.command + " ------------------\n\n" + s.text + "\n------------------ show colour ------------------\n\nmauve\n"
		}},
		{"no-break blanks", false, func(s sample) string { return strings.ReplaceAll(session(s), "  ", "\u00a0 ") }},
		{"typographic quotes", false, func(s sample) string {
			return strings.NewReplacer(`"`, "\u201d", "'", "\u2019").Replace(session(s))
		}},
		{"times before the lines", false, func(s sample) string { return eachLine(session(s), "[2026-03-01 12:00:00] ") }},
		{"line numbers", false, func(s sample) string { return numbered(session(s)) }},
		{"indentation lost", true, func(s sample) string {
			return s.prompt() + s.command + "\n" + regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(s.text, "")
		}},
		{"blanks collapsed", true, func(s sample) string {
			return s.prompt() + s.command + "\n" + blanks.ReplaceAllString(s.text, " ")
		}},
		{"blank lines lost", true, func(s sample) string {
			return s.prompt() + s.command + "\n" + regexp.MustCompile(`\n\s*\n`).ReplaceAllString(s.text, "\n")
		}},
	}
}

// TestDisguises gives every output of every platform that shows SAs to the
// loader in every disguise. The SAs must be the same. Where a disguise takes
// content away they may be fewer, and then lines that were not read, or a text
// that was left out, must say so: nothing is lost in silence.
func TestDisguises(t *testing.T) {
	all := samples(t)
	agent := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All()}
	for _, d := range append(disguises(), pastes()...) {
		t.Run(d.name, func(t *testing.T) {
			same := 0
			for _, s := range all {
				loaded, err := agent.Load("-", strings.NewReader(d.wear(s)))
				if err != nil {
					t.Fatal(err)
				}
				unread, snaps := 0, []*ipsec.Snapshot{}
				for _, r := range loaded.Readings {
					snaps, unread = append(snaps, r.Snap), unread+len(r.Snap.Unread)
				}
				if factsOf(snaps...) == s.want {
					same++
					continue
				}
				switch said := unread > s.unread || len(loaded.Skipped) > 0; {
				case !said:
					t.Errorf("%s, %q of %s: other SAs, and nothing says so\nwant %s\n got %s", s.p.Name, s.command, s.name, s.want, factsOf(snaps...))
				case !d.lose:
					t.Errorf("%s, %q of %s: other SAs (%d lines unread, skipped %q)", s.p.Name, s.command, s.name, unread, loaded.Skipped)
				default:
					t.Logf("%s, %q of %s: other SAs (%d lines unread, skipped %q)", s.p.Name, s.command, s.name, unread, loaded.Skipped)
				}
			}
			t.Logf("%d of %d the same", same, len(all))
		})
	}
}
