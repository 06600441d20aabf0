// Package platforms is the one list of platforms.
package platforms

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ciscoasa"
	"ipsec-diag/parsers/ciscoios"
	"ipsec-diag/parsers/strongswan"
)

// All returns every platform, in the order in which they are tried when a text
// does not say what it is.
func All() []*parsers.Platform {
	return []*parsers.Platform{ciscoios.Platform(), ciscoasa.Platform(), strongswan.Platform()}
}

// Find returns the platform of that name, or nil.
func Find(name string) *parsers.Platform {
	for _, p := range All() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Names returns the names of all platforms.
func Names() []string {
	var out []string
	for _, p := range All() {
		out = append(out, p.Name)
	}
	return out
}
