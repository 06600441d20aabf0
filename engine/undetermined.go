package engine

// UndeterminedID is the headline when the evidence singles out nothing.
const UndeterminedID = "collect/undetermined"

// undetermined returns the finding that says so (section 7, item 29), made from
// the rule of that id if there is one, and adds it to the findings.
func undetermined(d *Diagnosis, rule *Rule) *Finding {
	if rule == nil {
		rule = &Rule{ID: UndeterminedID, Title: "The evidence does not single out one cause", Severity: Warning, Kind: State, Owner: OwnerTool}
	}
	for _, f := range d.Findings {
		if f.Rule.ID == UndeterminedID {
			return f
		}
	}
	f := newFinding(rule, Hold(Strong), Strong)
	d.Findings = append(d.Findings, f)
	return f
}
