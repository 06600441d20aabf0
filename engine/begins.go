package engine

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file answers which end would start the tunnel.

// A Beginner says whether a child of an end is started by it.
type Beginner string

// The answers: by itself or when traffic asks, never, and only by itself, so
// that it takes no negotiation that the peer starts.
const (
	BeginsSelf  Beginner = "self"
	BeginsNever Beginner = "never"
	BeginsOnly  Beginner = "only"
)

// A Beginning is how the children of an end start. Ref quotes the first
// setting that says so.
type Beginning struct {
	Ref   ipsec.Ref
	kinds []Beginner
	words []string
}

// Known reports whether the configuration says of every child how it starts.
func (b Beginning) Known() bool { return len(b.kinds) > 0 }

// Only reports whether every child starts in that way.
func (b Beginning) Only(k Beginner) bool {
	return len(b.kinds) > 0 && !slices.ContainsFunc(b.kinds, func(one Beginner) bool { return one != k })
}

// Words are the device's words for it.
func (b Beginning) Words() string { return strings.Join(b.words, ", ") }

// beginners are the words of swanctl.conf(5) start_action, ipsec.conf(5) auto,
// and the connection types of the ASA.
var beginners = map[string]Beginner{
	"none": BeginsNever, "add": BeginsNever, "answer-only": BeginsNever, "responder-only": BeginsNever,
	"start": BeginsSelf, "trap": BeginsSelf, "trap|start": BeginsSelf, "route": BeginsSelf, "ondemand": BeginsSelf, "up": BeginsSelf,
	"bidirectional": BeginsSelf, "bi-directional": BeginsSelf, "originate-only": BeginsOnly,
}

// Begins returns how the end's children start. It is unknown while the
// configuration does not say so of each of them.
func (e *End) Begins() Beginning {
	var b Beginning
	for _, p := range e.Peers {
		if ipsec.Yes(p.Disabled) {
			continue
		}
		if len(p.Policies) == 0 {
			return Beginning{}
		}
		for i := range p.Policies {
			action := p.Policies[i].StartAction
			kind, ok := beginners[strings.ToLower(action.Or(""))]
			if !ok {
				return Beginning{}
			}
			if b.Ref.IsZero() {
				b.Ref = action.Ref()
			}
			b.kinds = append(b.kinds, kind)
			if w := action.Or(""); !slices.Contains(b.words, w) {
				b.words = append(b.words, w)
			}
		}
	}
	return b
}
