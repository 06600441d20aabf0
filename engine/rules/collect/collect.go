// Package collect holds the rules about how well the ends could be observed: what was refused, unread, too short or seen once.
package collect

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("collect", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&deviceUnreachable,
		&commandRefused,
		&parseGap,
		&countersNotComparable,
		&singleSample,
		&historyTooShort,
		&standbyMember,
		&clockOffset,
		&endsDisagree,
		&undetermined,
	}
}
