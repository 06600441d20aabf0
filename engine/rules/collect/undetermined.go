package collect

import "ipsec-diag/engine"

// undetermined is the headline when the evidence singles out nothing. The
// engine raises it itself, after all other rules (section 7 of the calculus),
// so this rule never holds by itself.
var undetermined = engine.Rule{
	ID:       "collect/undetermined",
	Title:    "The evidence does not single out one cause",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerTool,
	Judge:    judgeUndetermined,
}

func judgeUndetermined(*engine.Case) engine.Verdict { return engine.Silent("") }
