package pseudonym

import (
	"regexp"
	"strings"
)

// A form is text that says who somebody is. Group 1 is the text.
type form struct {
	kind string
	find *regexp.Regexp
}

// forms are what configurations and outputs say beyond names.
var forms = []form{
	{"text", regexp.MustCompile(`(?im)^[ \t]*(?:set [^"\r\n]*?)?(?:description|remark|snmp-server (?:location|contact)|location|contact|comments?|alias)[ \t:=]+("[^"\r\n]*"|[^\s"{][^\r\n]*?)[ \t]*;?\r?$`)},
	{"text", regexp.MustCompile(`(?m)\bcomment=("[^"\r\n]*"|[^\s"]+)`)},
	{"serial", regexp.MustCompile(`(?i)\b(?:processor board id|serial[ -]?(?:number|no)?[ \t]*[:=]|serial-number[ \t]*[:=])[ \t]*([a-z]+[a-z0-9]{6,})\b`)},
	{"user", regexp.MustCompile(`(?m)^[ \t]*username[ \t]+([A-Za-z][\w.-]+)`)},
	{"user", regexp.MustCompile(`\bAccepted (?:publickey|password|keyboard-interactive/pam) for ([\w.-]+) from`)},
	{"user", regexp.MustCompile(`\b[Uu]ser(?:name)?[ \t]*[:=][ \t]*'?([A-Za-z][\w-]+)'?(?:[ \t,]|$)`)},
}

// subject is a line with a distinguished name, part one element of it. The
// country stays: it tells a distinguished name from other text.
var (
	subject = regexp.MustCompile(`(?i)\b(?:CN|O|C|DC|OU)[ ]?=`)
	part    = regexp.MustCompile(`\b((?:CN|OU|O|L|ST|S|DC|SN|UID|T|E|Email|emailAddress|serialNumber|unstructuredName|hostname)[ ]?=[ ]?)("[^"\r\n]*"|[^,/+"'\r\n\])>;=]+)`)
)

// freeText replaces what is not a name by its place alone.
func (m *Map) freeText(s string) string {
	for _, f := range forms {
		s = replaceGroup(s, f.find, 1, func(text string) string { return m.names.text(f.kind, text) })
	}
	if !subject.MatchString(s) {
		return s
	}
	var out strings.Builder
	for line := range strings.Lines(s) {
		if subject.MatchString(line) && strings.Contains(line, "CN") {
			line = replaceGroup(line, part, 2, m.element)
		}
		out.WriteString(line)
	}
	return out.String()
}

// element is the value of one element of a distinguished name. One that is a host
// name or an address is left for what replaces those.
func (m *Map) element(value string) string {
	bare := strings.Trim(value, `" `)
	if _, ok := replaceable(bare); ok || bare == "" || domain.FindString(bare) == bare {
		return value
	}
	by := m.names.text("org", bare)
	return strings.Replace(value, bare, by, 1)
}

// text is the pseudonym of any text. A name of ours or a number stays.
func (n *names) text(kind, text string) string {
	bare := strings.Trim(text, `"`)
	if bare == "" || looksGiven.FindString(bare) == bare || own.MatchString(bare) || strings.HasPrefix(bare, "<") {
		return text
	}
	return strings.Replace(text, bare, n.of(kind, bare, ""), 1)
}

// replaceGroup replaces one group of every match.
func replaceGroup(s string, find *regexp.Regexp, group int, by func(string) string) string {
	var out strings.Builder
	done := 0
	for _, m := range find.FindAllStringSubmatchIndex(s, -1) {
		from, to := m[2*group], m[2*group+1]
		if from < done {
			continue
		}
		out.WriteString(s[done:from])
		out.WriteString(by(s[from:to]))
		done = to
	}
	out.WriteString(s[done:])
	return out.String()
}

// elements are the values of a distinguished name.
func elements(name string) (out []string) {
	for _, m := range part.FindAllStringSubmatch(name, -1) {
		out = append(out, strings.Trim(m[2], `" `))
	}
	return out
}
