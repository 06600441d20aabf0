package engine

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// This file answers how busy an end's device is.

// CPU returns the load of the end's processor in per cent over the longest span
// it prints, five minutes at most: a peak of seconds delays nothing for long.
func (e *End) CPU() (percent uint64, at ipsec.Ref, ok bool) {
	for _, span := range []string{"five minutes", "one minute"} {
		if n := e.Load("cpu per cent", span); n != nil {
			return n.Count.Or(0), n.Count.Ref(), true
		}
	}
	return 0, ipsec.Ref{}, false
}

// Load returns a figure of the end's load by its scope and name, or nil.
func (e *End) Load(scope, name string) *ipsec.Named {
	if !e.Read() {
		return nil
	}
	for i := range e.Snap.Load {
		if n := &e.Snap.Load[i]; n.Scope == scope && n.Name == name && n.Count.Known() {
			return n
		}
	}
	return nil
}

// Engines returns the crypto engines that the end's device lists: how many of
// hardware, how many of software, and where the first stands.
func (e *End) Engines() (hardware, software int, at ipsec.Ref) {
	if !e.Read() {
		return 0, 0, at
	}
	for i := range e.Snap.Load {
		n := &e.Snap.Load[i]
		kind, ok := strings.CutPrefix(n.Scope, "crypto engine, ")
		switch {
		case !ok:
			continue
		case kind == "software":
			software++
		default:
			hardware++
		}
		if at.IsZero() || n.Count.Ref().First < at.First {
			at = n.Count.Ref()
		}
	}
	return hardware, software, at
}
