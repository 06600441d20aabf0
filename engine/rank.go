package engine

import "slices"

// layers is the order in which a tunnel is built and a fault is looked for
// (calculus, section 6).
var layers = []string{
	"collect", "intent", "underlay", "platform", "ike", "auth", "child", "data",
	"stability", "forecast", "hygiene", "fleet",
}

func layerRank(layer string) int { return slices.Index(layers, layer) }

// aside reports whether a rule's layer never explains a fault and never takes
// the headline.
func aside(r *Rule) bool {
	switch r.Layer() {
	case "forecast", "hygiene", "fleet":
		return true
	}
	return false
}

func severityRank(s Severity) int {
	return slices.Index([]Severity{Critical, Warning, Info}, s)
}

func kindRank(f *Finding) int {
	return slices.Index([]Kind{Cause, Symptom, State, DataQuality}, f.Rule.Kind)
}

// boolRank sorts true before false.
func boolRank(b bool) int {
	if b {
		return 0
	}
	return 1
}
