package engine

// A Health is the state of a tunnel in one word.
type Health string

// The healths.
const (
	Up       Health = "up"
	Degraded Health = "degraded"
	Down     Health = "down"
	Idle     Health = "idle"
	Standby  Health = "standby"
	Unknown  Health = "unknown"
)

// A Confidence is a class of points (calculus, section 3, item 13).
type Confidence string

// The classes.
const (
	ConfidenceCertain Confidence = "certain"
	ConfidenceStrong  Confidence = "strong"
	ConfidenceMedium  Confidence = "medium"
	ConfidenceWeak    Confidence = "weak"
)

// A Finding is a rule that holds on a case, with how sure it is.
type Finding struct {
	Rule       *Rule
	Severity   Severity
	Owner      Owner
	Points     int
	Confidence Confidence
	Verdict    Verdict
	// ExplainedBy is the id of the finding this one is folded under; empty for
	// one that stands by itself.
	ExplainedBy string
	// Beside is the id of a finding that would explain this one, a cause which
	// stands by itself for a witness of its own: it is also found, and no headline
	// (calculus, section 6, item 24, and section 7, item 26).
	Beside string
	// Maybe is the id of a medium finding that would explain this one.
	Maybe string
}

// An Undetermined is a rule that could not be judged.
type Undetermined struct {
	Rule    *Rule
	Missing []string
}

// A RuledOut is a rule that does not hold, with the reason.
type RuledOut struct {
	Rule     *Rule
	Why      string
	Evidence []Evidence
}

// A Diagnosis is what the engine says about one tunnel.
type Diagnosis struct {
	Case   *Case
	Health Health
	// Headline is the one finding to read first; never nil.
	Headline *Finding
	// Findings are all rules that hold, the headline first, then causes, then
	// what they explain.
	Findings []*Finding
	// RunnerUp is the next cause that the evidence does not exclude, or nil;
	// Settles is the one check that would separate it from the headline.
	RunnerUp     *Finding
	Settles      string
	Undetermined []Undetermined
	RuledOut     []RuledOut
	// ExitCode is 0 healthy, 1 warning, 2 critical, 3 neither up nor down is known.
	ExitCode int
	// Marked says whether the case's mark counts.
	Marked MarkState

	// rivals are the causes beside the headline, the best first.
	rivals []*Finding
	// rules are those that judged, by id.
	rules map[string]*Rule
}

// Rivals returns the causes that stand beside the headline unexplained, the
// best first: the runner-up and those after it.
func (d *Diagnosis) Rivals() []*Finding { return d.rivals }
