// Package rules is the one list of rules.
package rules

import (
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/auth"
	"ipsec-diag/engine/rules/child"
	"ipsec-diag/engine/rules/collect"
	"ipsec-diag/engine/rules/data"
	"ipsec-diag/engine/rules/fleet"
	"ipsec-diag/engine/rules/forecast"
	"ipsec-diag/engine/rules/hygiene"
	"ipsec-diag/engine/rules/ike"
	"ipsec-diag/engine/rules/intent"
	"ipsec-diag/engine/rules/platform"
	"ipsec-diag/engine/rules/stability"
	"ipsec-diag/engine/rules/underlay"
)

// All returns every rule, layer by layer.
func All() []*engine.Rule {
	return slices.Concat(collect.Rules(), intent.Rules(), underlay.Rules(), platform.Rules(), ike.Rules(), auth.Rules(),
		child.Rules(), data.Rules(), stability.Rules(), forecast.Rules(), hygiene.Rules(), fleet.Rules())
}

// Cards returns the Markdown card of each rule by id.
func Cards() map[string]string {
	out := map[string]string{}
	for _, cards := range []map[string]string{collect.Cards(), intent.Cards(), underlay.Cards(), platform.Cards(), ike.Cards(), auth.Cards(),
		child.Cards(), data.Cards(), stability.Cards(), forecast.Cards(), hygiene.Cards(), fleet.Cards()} {
		for id, text := range cards {
			out[id] = text
		}
	}
	return out
}
