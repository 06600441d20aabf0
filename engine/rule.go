package engine

import "ipsec-diag/parsers/ipsec"

// A Severity orders findings.
type Severity string

// The severities.
const (
	Critical Severity = "critical"
	Warning  Severity = "warning"
	Info     Severity = "info"
)

// A Kind says what a row of the catalogue is.
type Kind string

// The kinds. Only a cause explains a fault; a symptom asks for one.
const (
	Cause       Kind = "cause"
	Symptom     Kind = "symptom"
	State       Kind = "state"
	DataQuality Kind = "data-quality"
)

// An Owner is who can mend it.
type Owner string

// The owners. Either becomes an end only when the evidence says which.
const (
	OwnerLocal    Owner = "local"
	OwnerPeer     Owner = "peer"
	OwnerPath     Owner = "path"
	OwnerProvider Owner = "provider"
	OwnerTool     Owner = "tool"
	OwnerEither   Owner = "either"
	OwnerNone     Owner = "none"
)

// A Rule judges one row of the catalogue on one case.
type Rule struct {
	// ID is layer/name, from the closed list of the catalogue.
	ID       string
	Title    string
	Severity Severity
	Kind     Kind
	Owner    Owner
	// Needs are the areas of a snapshot the rule reads, for "explain" and "plan".
	Needs []ipsec.Area
	// Explains are the ids this finding accounts for when it is strong.
	Explains []string
	// Judge answers for the case. It must be pure.
	Judge func(*Case) Verdict
	// Fleet answers for all tunnels of a sweep, in the rules of layer fleet; nil in
	// the others. It must be pure.
	Fleet func(*Sweep) FleetVerdict
}

// Layer returns the part of the id before the slash.
func (r *Rule) Layer() string {
	for i := range r.ID {
		if r.ID[i] == '/' {
			return r.ID[:i]
		}
	}
	return r.ID
}
