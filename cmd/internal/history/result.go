package history

import "time"

// A Result is the judgement of one sweep, ready to be stored.
type Result struct {
	Sweep                      int64
	Schedule, Subject, AskedBy string
	Started, Finished          time.Time
	ExitCode                   int
	// Read are the devices that were read, Unread those that were not.
	Read, Unread []string
	// Inventory are all devices that could be read; nil where that is not known.
	// What is kept of others is over.
	Inventory []string
	// Schedules are those that there are; nil where that is not known. Incidents of
	// others are over.
	Schedules []string
	Tunnels   []Tunnel
	Incidents []Finding
	// IncidentsDocument is the list of incidents of the JSON report.
	IncidentsDocument []byte
}

// A Tunnel is what a run says of one tunnel.
type Tunnel struct {
	ID                  int64
	Name, Local, Remote string
	// Site is that of an end, as the inventory has it.
	Site   string
	Health string
	// Rule, Title and the rest are those of the headline.
	Rule, Title, Detail, Severity, Confidence, Owner string
	ExitCode                                         int
	// Incident is the id of the incident it is folded into, empty for none.
	Incident string
	// Document is the tunnel of the JSON report.
	Document []byte
	Point    Point
	// Findings are those above information.
	Findings []Finding
	// Undetermined are the rules that could not be judged: a finding of theirs is
	// neither seen nor gone.
	Undetermined []string

	// FirstSeen, LastRun and LastJudged are when it was first in a run, last in
	// one, and last in one that could tell its health. Since is when its health
	// last changed. They are filled in when read.
	FirstSeen, LastRun, LastJudged, Since time.Time
}

// A Point is a tunnel's numbers in one run. An unknown number is nil.
type Point struct {
	At           time.Time
	Run          int64
	Health, Rule string
	IKESAs       *int64
	ChildSAs     *int64
	// IKEAge is the age of the oldest IKE SA in seconds.
	IKEAge *int64
	// Bytes and packets are the sums over the Child SAs of the local end.
	BytesIn, BytesOut, PacketsIn, PacketsOut *int64
	// Rates are in bytes a second between two samples.
	RateIn, RateOut *float64
	// Errors are packets that the SAs dropped.
	Errors *int64
	// Rekeys are those that the log of the local end shows.
	Rekeys *int64
}

// A Finding is a rule that holds, over time.
type Finding struct {
	// Fingerprint is the same for the same rule on the same tunnel in every run.
	Fingerprint                                        string
	Tunnel, Rule, Title, Detail                        string
	Severity, Confidence, Owner, ExplainedBy, Incident string

	// State is pending (seen, not often enough to be told), open or closed.
	State                    string
	Opened, LastSeen, Closed time.Time
	// Seen is how often it was seen since it was last not there, Missed how often
	// it was not, Reopened how often it came again after it was closed.
	Seen, Missed, Reopened int
	Flapping               bool
	// MutedUntil keeps alerts quiet; Acked is who has taken it, and Note why.
	MutedUntil, AckedAt time.Time
	AckedBy, Note       string
	// Told says that somebody was alerted of its last opening.
	Told bool
}

// The states of a finding.
const (
	StatePending = "pending"
	StateOpen    = "open"
	StateClosed  = "closed"
)

// A Change is something that happened to a finding.
type Change struct {
	ID                        int64
	At                        time.Time
	Run                       int64
	Fingerprint, Tunnel, Rule string
	// What is one of the words below.
	What   string
	Who    string
	Detail string
	// Quiet is why nobody is alerted, empty where somebody is.
	Quiet string
}

// What happens to a finding.
const (
	WhatOpened   = "opened"
	WhatReopened = "reopened"
	// WhatStillOpen is told when what kept an opening quiet is over: a maintenance
	// window, a mute, the incident that it was a part of.
	WhatStillOpen    = "still open"
	WhatClosed       = "closed"
	WhatWorse        = "worse"
	WhatFlapping     = "flapping"
	WhatSteady       = "steady"
	WhatAcknowledged = "acknowledged"
	WhatMuted        = "muted"
	WhatUnmuted      = "unmuted"
)

// A Policy says when a finding counts.
type Policy struct {
	// OpenAfter is in how many runs a finding must be seen before it is told, and
	// OpenAfterCritical the same for a critical one.
	OpenAfter, OpenAfterCritical int
	// CloseAfter is in how many runs it must be gone.
	CloseAfter int
	// FlapsAfter openings within FlapWindow make it flap: it is told once, and then
	// not again until it has kept still for the window.
	FlapsAfter int
	FlapWindow time.Duration
}

// DefaultPolicy tells of a critical finding at once and of others when they are
// seen twice, and of the end when two runs do not see it any more.
func DefaultPolicy() Policy {
	return Policy{OpenAfter: 2, OpenAfterCritical: 1, CloseAfter: 2, FlapsAfter: 4, FlapWindow: 24 * time.Hour}
}
