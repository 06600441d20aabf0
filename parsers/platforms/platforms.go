// Package platforms is the one list of platforms.
package platforms

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ciscoasa"
	"ipsec-diag/parsers/ciscoios"
	"ipsec-diag/parsers/fortios"
	"ipsec-diag/parsers/junos"
	"ipsec-diag/parsers/libreswan"
	"ipsec-diag/parsers/panos"
	"ipsec-diag/parsers/routeros"
	"ipsec-diag/parsers/strongswan"
	"ipsec-diag/parsers/vyos"
)

// All returns every platform, in the order in which they are tried when a text
// does not say what it is, and in which identification strings are compared:
// the particular before the general.
func All() []*parsers.Platform {
	return []*parsers.Platform{
		ciscoios.Platform(), ciscoasa.Platform(), panos.Platform(), routeros.Platform(),
		strongswan.Platform(), libreswan.Platform(), vyos.Platform(), junos.Platform(), fortios.Platform(),
	}
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
