package engine

// A walker knows what each rule said.
type walker struct {
	d            *Diagnosis
	findings     map[string]*Finding
	undetermined map[string]*Undetermined
	ruledOut     map[string]*RuledOut
	// reached is the rank of the layer the tunnel is known to have come to, and
	// proof what shows that.
	reached int
	proof   []Evidence
}

func newWalker(d *Diagnosis) *walker {
	w := &walker{d: d, findings: map[string]*Finding{}, undetermined: map[string]*Undetermined{}, ruledOut: map[string]*RuledOut{}}
	for _, f := range d.Findings {
		w.findings[f.Rule.ID] = f
	}
	for i := range d.Undetermined {
		w.undetermined[d.Undetermined[i].Rule.ID] = &d.Undetermined[i]
	}
	for i := range d.RuledOut {
		w.ruledOut[d.RuledOut[i].Rule.ID] = &d.RuledOut[i]
	}
	layer, proof := stageOf(d.Case)
	w.reached = layerRank(layer)
	for i := range proof {
		proof[i].quote()
	}
	w.proof = proof
	return w
}

// silent returns how a rule is ruled out, nil when it is not. One that gives no
// reason is not filed, so it is asked again.
func (w *walker) silent(id string) *RuledOut {
	if r := w.ruledOut[id]; r != nil {
		return r
	}
	r := w.d.rules[id]
	if r == nil || w.findings[id] != nil || w.undetermined[id] != nil {
		return nil
	}
	if v := r.Judge(w.d.Case); v.Outcome == DoesNotHold {
		return &RuledOut{Rule: r, Why: v.Why}
	}
	return nil
}

// untested are rules of the underlay about which an answer to IKE says nothing
// yet, and the layer that the tunnel must have got past instead; none is enough
// for those about ESP.
var untested = map[string]string{
	"underlay/udp4500-blocked": "auth", "underlay/esp-blocked": "", "underlay/natt-disabled": "", "underlay/ipsec-alg": "",
}

// past reports whether the tunnel is known to have got past the layer of a
// rule. Rules about what comes after it are put to the test by the tunnel being
// up, without which their trees are not walked.
func (w *walker) past(r *RuledOut) bool {
	rank := layerRank(r.Rule.Layer())
	if layer, special := untested[r.Rule.ID]; special {
		return layer != "" && layerRank(layer) < w.reached
	}
	return rank < w.reached || rank >= layerRank("data")
}
