// Package rules is the one list of rules.
package rules

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/auth"
	"ipsec-diag/engine/rules/ike"
	"ipsec-diag/engine/rules/intent"
)

// All returns every rule, layer by layer.
func All() []*engine.Rule {
	return slices.Concat(intent.Rules(), ike.Rules(), auth.Rules())
}

// Cards returns the Markdown card of each rule by id.
func Cards() map[string]string {
	out := map[string]string{}
	for _, cards := range []map[string]string{intent.Cards(), ike.Cards(), auth.Cards()} {
		for id, text := range cards {
			out[id] = text
		}
	}
	return out
}
