package inventory

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

func profiles() []string { return []string{ProfileModern, ProfileCompatible, ProfileLegacy} }

func transports() []string { return []string{TransportShell, TransportExec} }

// choiceInto reads one of a few words.
func (r *reader) choiceInto(to *string, what string, words []string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, what)
		if ok && !slices.Contains(words, s) {
			r.suggest(n, Closest(s, words), "%s is %q; it is one of %s", what, s, strings.Join(words, ", "))
			return
		}
		*to = s
	}
}
