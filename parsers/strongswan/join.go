package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// version1 and version2 are for messages that only one IKE version has.
func version1(_ *logReader, _ *job, ev *ipsec.Event, _ *match) bool { ev.Version = 1; return true }

// remember keeps the proposals that charon prints before it refuses them.
func remember(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	list := strings.Split(m[0], ", ")
	if strings.HasPrefix(ev.Reason, "received") {
		j.received, j.configured, j.offerRef = list, nil, ev.Ref
	} else {
		j.configured = list
	}
	return false
}

// offers gives the event the proposals printed before it. The words of the
// refusal do not always tell an IKE from an ESP proposal; the proposals do.
func offers(_ *logReader, j *job, ev *ipsec.Event, _ *match) bool {
	ev.Received, ev.Configured = j.received, j.configured
	if len(j.received) > 0 {
		if strings.HasPrefix(j.received[0], "IKE:") {
			ev.Kind = ipsec.EventIKEProposalRefused
		} else {
			ev.Kind, ev.Exchange = ipsec.EventChildProposalRefused, ipsec.ExchangeChild
		}
		widen(ev, j.offerRef)
	}
	j.received, j.configured = nil, nil
	return true
}

// widen lets the event's lines begin at an earlier one that is near.
func widen(ev *ipsec.Event, earlier ipsec.Ref) {
	if gap := ev.Ref.First - earlier.First; gap > 0 && gap <= 5 {
		ev.Ref.First = earlier.First
	}
}

// looking keeps for whom a configuration is looked for.
func looking(_ *logReader, j *job, ev *ipsec.Event, _ *match) bool {
	j.asked = &lookup{ev.Local, ev.LocalID, ev.Remote, ev.RemoteID, ev.Ref}
	return false
}

// asked gives the event the addresses and identities that were looked for.
func asked(_ *logReader, j *job, ev *ipsec.Event, _ *match) bool {
	if a := j.asked; a != nil {
		ev.Local, ev.LocalID, ev.Remote, ev.RemoteID = a.local, a.localID, a.remote, a.remoteID
		ev.Received = []string{a.remoteID}
		widen(ev, a.ref)
	}
	return true
}

// otherConfig withdraws the refusals of this job: charon goes on with another
// configuration.
func otherConfig(r *logReader, j *job, _ *ipsec.Event, _ *match) bool {
	for n := len(r.snap.Events); n > r.first && n-1 == j.last && isRefusal(r.snap.Events[n-1].Kind); n-- {
		r.snap.Events = r.snap.Events[:n-1]
		r.programs = r.programs[:len(r.programs)-1]
		j.last = n - 2
	}
	j.last, j.refused, j.open = -1, false, nil
	return false
}

// unlessRefused keeps the event only if the job gave no better reason.
func unlessRefused(_ *logReader, j *job, _ *ipsec.Event, _ *match) bool { return !j.refused }

// extends makes the line a part of the job's last event when that is of the
// same kind, so that one failure told in several lines is one event.
func extends(r *logReader, j *job, ev *ipsec.Event, _ *match) bool {
	if j.last < r.first || j.last >= len(r.snap.Events) || r.snap.Events[j.last].Kind != ev.Kind {
		return true
	}
	old := &r.snap.Events[j.last]
	if ev.Ref.First-old.Ref.Last <= 2 {
		old.Ref.Last = ev.Ref.Last
	}
	if old.Notify == "" {
		old.Notify = ev.Notify
	}
	return false
}

// notified joins "received X notify" with the summary of the message that
// brought it.
func notified(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	if j.remote != "" {
		ev.Exchange = r.pair(j).about(j.word, ev.Exchange, ev.Notify)
	}
	for _, at := range j.notifies {
		old := &r.snap.Events[at]
		if old.Notify != ev.Notify {
			continue
		}
		if ev.Ref.First-old.Ref.Last <= 2 {
			ev.Ref.First = old.Ref.First
		}
		old.Ref, old.Exchange, old.Reason = ev.Ref, ev.Exchange, ev.Reason
		return false
	}
	return true
}

// noChild joins a notify that refuses the Child SA. It came in an IKE_AUTH
// response, but it is the Child SA that was refused.
func noChild(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	j.word = ""
	ev.Exchange = ipsec.ExchangeChild
	return notified(r, j, ev, m)
}

// certificate gives the event the certificate that is being verified.
func certificate(_ *logReader, j *job, ev *ipsec.Event, _ *match) bool {
	if ev.Subject == "" {
		ev.Subject = j.cert
	}
	return true
}

// authority gives the event the CA certificate that is being used.
func authority(_ *logReader, j *job, ev *ipsec.Event, _ *match) bool {
	ev.Subject = j.ca
	return true
}

// issuer adds the missing issuer to the event that said it is missing.
func issuer(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	if j.last < r.first || j.last >= len(r.snap.Events) || r.snap.Events[j.last].Kind != ipsec.EventCertUntrusted {
		return true
	}
	r.snap.Events[j.last].Received = []string{strings.Trim(m[0], `"`)}
	return extends(r, j, ev, m)
}

// swapped puts the selectors of an IKEv1 refusal, which charon prints with the
// initiator's first, in the order of this device: local === remote.
func swapped(_ *logReader, _ *job, ev *ipsec.Event, m *match) bool {
	ev.Version = 1
	ev.Received = []string{m[1] + " === " + m[0]}
	return true
}

// selectors keeps the refused selectors, local === remote.
func selectors(_ *logReader, _ *job, ev *ipsec.Event, m *match) bool {
	ev.Received = []string{m[0] + " === " + m[1]}
	return true
}
