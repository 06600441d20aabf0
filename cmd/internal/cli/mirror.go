package cli

import (
	"fmt"
	"io"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/compare"
	"ipsec-diag/engine/mirror"
	"ipsec-diag/parsers/ipsec"
)

// checkSyntax refuses a syntax that cannot be written before anything is read.
func checkSyntax(syntax string) error {
	for _, s := range mirror.Syntaxes() {
		if s == syntax {
			return nil
		}
	}
	return usageError("--mirror %q: want one of %s", syntax, strings.Join(mirror.Syntaxes(), ", "))
}

// writeMirrors writes what the other end of each connection needs: of the end
// that is named, else of the first that shows a connection.
func writeMirrors(w io.Writer, list []*compare.Comparison, syntax, from string) error {
	wrote := false
	for _, c := range list {
		e, p := mirrored(c, from)
		if p == nil {
			continue
		}
		text, err := mirror.Write(e, p, syntax)
		if err != nil {
			return usageError("%v", err)
		}
		fmt.Fprint(w, text)
		wrote = true
	}
	if !wrote {
		return &exitError{code: ExitUnknown, text: "no end shows the configuration of a tunnel" + ofName(from)}
	}
	return nil
}

func ofName(name string) string {
	if name == "" {
		return ""
	}
	return " on " + name
}

func mirrored(c *compare.Comparison, from string) (*engine.End, *ipsec.Peer) {
	switch {
	case from == "" && c.A != nil, from != "" && from == c.Local.Name:
		return c.Local, c.A
	case from == "" || from == c.Remote.Name:
		return c.Remote, c.B
	}
	return nil, nil
}
