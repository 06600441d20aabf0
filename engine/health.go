package engine

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// health puts the state of the tunnel in one word. It rests on the states of
// the SAs first and on findings second.
func health(c *Case, findings []*Finding) Health {
	switch {
	case holds(findings, "collect/standby-member"):
		return Standby
	case childUp(c):
		return healthOfUp(findings)
	case holds(findings, "intent/idle-by-design"), holds(findings, "stability/idle-timeout"), offOnPurpose(findings):
		return Idle
	case knownDown(c):
		return Down
	}
	return Unknown
}

// holds reports whether a rule holds at strong or above.
func holds(findings []*Finding, id string) bool {
	for _, f := range findings {
		if f.Rule.ID == id && f.Points >= strongFrom {
			return true
		}
	}
	return false
}

// offOnPurpose reports whether the inventory has the tunnel switched off.
func offOnPurpose(findings []*Finding) bool {
	for _, f := range findings {
		if f.Rule.ID == "intent/admin-disabled" && f.Severity == Info {
			return true
		}
	}
	return false
}

// childUp reports whether either end holds an installed Child SA, or says that
// the session is up where it does not list SAs.
func childUp(c *Case) bool {
	for _, e := range c.Ends() {
		for _, child := range e.ChildSAs {
			if child.State.Up() {
				return true
			}
		}
		for _, s := range e.Sessions {
			if ipsec.Yes(s.ChildUp) {
				return true
			}
		}
	}
	return false
}

// knownDown reports whether an end that was read can tell that no Child SA
// exists, or says so in its log.
func knownDown(c *Case) bool {
	for _, e := range c.Ends() {
		if showsNone(e) || e.ServiceDown() || lastEdge(e.Events) == edgeDown {
			return true
		}
		if slices.ContainsFunc(e.Sessions, sessionDown) {
			return true
		}
	}
	return false
}

// sessionDown reports whether a device calls a session down. One with an IKE SA
// alone (UP-IDLE) is not: its Child SA failed, or expired unused and comes back
// with the next packet (knowledge file, section A.1.1).
func sessionDown(s *ipsec.Session) bool {
	return ipsec.No(s.Up) || ipsec.No(s.ChildUp) && !ipsec.Yes(s.IKEUp)
}

// showsNone reports whether an end would show a Child SA and does not. An
// output that was cut off, or a state this version does not know, shows nothing.
func showsNone(e *End) bool {
	if slices.ContainsFunc(e.ChildSAs, func(sa *ipsec.ChildSA) bool { return sa.State == ipsec.ChildUnknown }) {
		return false
	}
	if e.Shows(ipsec.AreaChildSAs) {
		return true
	}
	unknown := slices.ContainsFunc(e.IKESAs, func(sa *ipsec.IKESA) bool { return sa.State == ipsec.IKEUnknown })
	return e.Shows(ipsec.AreaIKESAs) && !ikeUp(e) && !unknown
}

func ikeUp(e *End) bool {
	for _, sa := range e.IKESAs {
		if sa.State.Up() {
			return true
		}
	}
	return false
}

// An edge is the last thing a log says about the tunnel.
type edge int

const (
	edgeNone edge = iota
	edgeUp
	edgeDown
)

// lastEdge returns whether the log ends with the tunnel up, or refused or
// closed. It serves pasted logs without any state output.
func lastEdge(events []*ipsec.Event) edge {
	last := edgeNone
	for _, ev := range events {
		switch ev.Kind {
		case ipsec.EventChildEstablished, ipsec.EventTunnelUp:
			last = edgeUp
		case ipsec.EventIKEEstablished:
			// a new IKE SA after the loss: whether its Child SA came up is not told yet
			if last == edgeDown {
				last = edgeNone
			}
		case ipsec.EventTunnelDown, ipsec.EventIKEClosed, ipsec.EventDeleteReceived, ipsec.EventGaveUp, ipsec.EventPeerDead,
			ipsec.EventNoConnection, ipsec.EventIKEProposalRefused, ipsec.EventIdentityRefused, ipsec.EventNoKey,
			ipsec.EventKeyMismatch, ipsec.EventUndecryptable, ipsec.EventAuthMethodRefused, ipsec.EventModeRefused,
			ipsec.EventVersionRefused, ipsec.EventAuthFailed, ipsec.EventNegotiationFailed, ipsec.EventCertTimeInvalid,
			ipsec.EventCertUntrusted, ipsec.EventCertRevoked, ipsec.EventNoTrustedKey, ipsec.EventNoPrivateKey,
			ipsec.EventEAPFailed, ipsec.EventChildProposalRefused, ipsec.EventSelectorsRefused, ipsec.EventChildFailed,
			ipsec.EventInstallFailed, ipsec.EventPortTaken, ipsec.EventConfigRejected:
			if last != edgeUp || closes(ev.Kind) {
				last = edgeDown
			}
		case ipsec.EventNotifyReceived:
			if last != edgeUp {
				last = edgeDown
			}
		}
	}
	return last
}

// closes reports whether an event takes down a tunnel that was up; a refusal
// after that may concern a rekey or a second attempt.
func closes(k ipsec.EventKind) bool {
	switch k {
	case ipsec.EventTunnelDown, ipsec.EventIKEClosed, ipsec.EventDeleteReceived, ipsec.EventGaveUp, ipsec.EventPeerDead:
		return true
	}
	return false
}

// healthOfUp tells a tunnel that carries traffic from one that is impaired.
func healthOfUp(findings []*Finding) Health {
	for _, f := range findings {
		if f.ExplainedBy == "" && f.Severity != Info && f.Points >= mediumFrom && !aside(f.Rule) && f.Rule.Layer() != "collect" {
			return Degraded
		}
	}
	if holds(findings, "data/idle") && !holds(findings, healthyID) {
		return Idle
	}
	return Up
}

// exitCode follows section 7, item 31: those of Nagios plugins.
func exitCode(d *Diagnosis) int {
	if d.Health == Unknown {
		return 3
	}
	code := 0
	for _, f := range d.Findings {
		if f.ExplainedBy != "" || f.Points < mediumFrom && f != d.Headline {
			continue
		}
		switch f.Severity {
		case Critical:
			code = max(code, 2)
		case Warning:
			code = max(code, 1)
		}
	}
	if d.Health == Down {
		code = max(code, 2)
	}
	return code
}
