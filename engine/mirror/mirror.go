// Package mirror writes the configuration that the other end of a tunnel needs,
// from what one end has: addresses, identities and networks change sides, the
// algorithms stay. Keys are placeholders, and so is what is not known.
package mirror

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

//go:embed *.tmpl
var files embed.FS

// Syntaxes are the configuration languages that can be written, by the name
// they are asked for.
func Syntaxes() []string { return []string{"ios", "ios-ikev2", "asa", "swanctl.conf", "ipsec.conf"} }

// Write returns the configuration for the other end of connection p of an end,
// in one of the [Syntaxes].
func Write(e *engine.End, p *ipsec.Peer, syntax string) (string, error) {
	if !slices.Contains(Syntaxes(), syntax) {
		return "", fmt.Errorf("no syntax is called %q; there are %s", syntax, strings.Join(Syntaxes(), ", "))
	}
	s := specOf(e, p)
	if err := s.fit(syntax); err != nil {
		return "", err
	}
	t, err := template.New("").Funcs(template.FuncMap{"wildcard": wildcard, "netmask": netmask, "idkind": idKind, "inc": func(i int) int { return i + 1 }}).ParseFS(files, "*.tmpl")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, syntax+".tmpl", s); err != nil {
		return "", err
	}
	if s.Pairs[0] == (pair{itsNetwork, ourNetwork}) {
		return placeholders.Replace(b.String()), nil
	}
	return b.String(), nil
}
