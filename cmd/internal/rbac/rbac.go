// Package rbac writes, for each platform, the configuration of an account that
// may run exactly the commands this program sends and no more. The commands
// come from the platform's steps and dialect: there is no second list.
package rbac

import (
	"slices"
	"strings"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
)

// account is the name of roles, classes and groups in what is written.
const account = "ipsec-diag"

// A writer makes the configuration from the commands. Where a platform gives
// rights by area and not by command it returns false for a command whose area
// it does not know.
type writer func(commands []string) (text string, ok bool)

// writers are by platform name.
func writers() map[string][]writer {
	return map[string][]writer{
		"cisco-ios":  {tacacs, parserView},
		"cisco-asa":  {tacacs, asaPrivilege},
		"junos":      {loginClass},
		"fortios":    {accessProfile},
		"panos":      {adminRole},
		"routeros":   {userGroup},
		"strongswan": {sudoers},
		"libreswan":  {sudoers},
		"vyos":       {sudoers},
	}
}

// For returns the configuration for a platform, ready to paste. It reports
// false when one cannot be written for its commands.
func For(p *parsers.Platform) (string, bool) {
	var parts []string
	for _, write := range writers()[p.Name] {
		text, ok := write(Commands(p))
		if !ok {
			return "", false
		}
		parts = append(parts, strings.TrimRight(text, "\n")+"\n")
	}
	return strings.Join(parts, "\n"), len(parts) > 0
}

// Commands are all lines that are sent to devices of a platform, each once; an
// address stands as "<address>", a context as "<name>".
func Commands(p *parsers.Platform) []string {
	d := p.Dialect
	if d.Transport == inventory.TransportExec {
		d.Enable, d.Setup, d.Contexts, d.Leave = "", nil, collector.Contexts{}, ""
	}
	lines := append([]string{d.Enable}, d.Setup...)
	lines = append(lines, d.Contexts.Mode, d.Contexts.Enter)
	for i := range p.Steps {
		lines = append(lines, strings.ReplaceAll(p.Steps[i].Command, "<peer>", "<address>"))
	}
	lines = append(lines, d.Leave)
	var out []string
	for _, line := range lines {
		if line != "" && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// patterns are what stands for a variable word, as a POSIX expression.
var patterns = map[string]string{
	"<address>": "[0-9A-Fa-f:.]+",
	"<name>":    "[A-Za-z0-9_./:-]+",
}

// expression is a command, or its arguments, as a POSIX extended expression.
func expression(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		if p, ok := patterns[w]; ok {
			out[i] = p
			continue
		}
		out[i] = quote.Replace(w)
	}
	return strings.Join(out, " ")
}

// quote protects the characters of commands that an expression gives a meaning.
var quote = strings.NewReplacer(".", `\.`, "+", `\+`, "^", `\^`, "$", `\$`, "*", `\*`, "(", `\(`, ")", `\)`, "[", `\[`, "|", `\|`, "?", `\?`)
