package engine

import "slices"

// The limits of the calculus, section 3.
const (
	perFurtherKind  = 5
	mostFurther     = 10
	perWeakener     = 15
	forUnreadLines  = 10
	mostUnwitnessed = 94
	refutedPoints   = 5
	leastPoints     = 2
	mostPoints      = 98
	rejectedBelow   = 15
	mediumFrom      = 45
	strongFrom      = 75
	certainFrom     = 95
	// clearLead is by how much a medium cause must lead (section 7, item 27).
	clearLead = 10
)

// points works out how sure a verdict that holds is, in the order the calculus
// gives (section 3, item 11).
func points(v *Verdict) int {
	p := v.Base
	p += min(mostFurther, perFurtherKind*(kindsOf(v.Evidence)-1))
	p -= perWeakener * len(v.Weakeners)
	if restsOnUnreadSection(v.Evidence) {
		p -= forUnreadLines
	}
	if v.Witness != NoWitness {
		p = Certain
	} else {
		p = min(p, mostUnwitnessed)
	}
	for _, c := range v.Caps {
		if v.Witness == NoWitness || c.Key {
			p = min(p, c.Points)
		}
	}
	if v.Refuted != "" {
		p = refutedPoints
	}
	return max(leastPoints, min(mostPoints, p))
}

// kindsOf counts the kinds of source that agree: state, counter, log,
// configuration, and the other end as one more.
func kindsOf(evidence []Evidence) int {
	var kinds []SourceKind
	var devices []string
	for _, ev := range evidence {
		if !slices.Contains(kinds, ev.Kind) {
			kinds = append(kinds, ev.Kind)
		}
		if !slices.Contains(devices, ev.Device) {
			devices = append(devices, ev.Device)
		}
	}
	n := len(kinds)
	if len(devices) > 1 {
		n++
	}
	return max(1, n)
}

// restsOnUnreadSection reports whether an output that carries evidence also
// has lines that were not understood. A log does not count: it always holds
// lines that concern something else.
func restsOnUnreadSection(evidence []Evidence) bool {
	for _, ev := range evidence {
		if ev.Kind == FromLog {
			continue
		}
		if src := ev.snap.Source(ev.Ref.Command); src != nil && src.Unread > 0 {
			return true
		}
	}
	return false
}

// confidence returns the class of points.
func confidence(p int) Confidence {
	switch {
	case p >= certainFrom:
		return ConfidenceCertain
	case p >= strongFrom:
		return ConfidenceStrong
	case p >= mediumFrom:
		return ConfidenceMedium
	}
	return ConfidenceWeak
}
