package strongswan

import "ipsec-diag/parsers/ipsec"

var refusalSignatures = []signature{
	says(ipsec.EventNotifyReceived, "received {notify} notify error", notified),
	says(ipsec.EventNotifyReceived, "received {notify} notify error, destroying IKE_SA", notified),
	says(ipsec.EventNotifyReceived, "received {notify} error notify", notified),
	says(ipsec.EventNotifyReceived, "received {notify} notify, no CHILD_SA built", noChild),
	says(ipsec.EventNoConnection, "no IKE config found for {local}...{remote}, sending {notify}"),
	says(ipsec.EventIKEProposalRefused, "received proposals: {_}", remember),
	says(ipsec.EventIKEProposalRefused, "configured proposals: {_}", remember),
	in(ipsec.ExchangeInit, says(ipsec.EventIKEProposalRefused, "received proposals unacceptable", offers)),
	in(ipsec.ExchangeInit, says(ipsec.EventIKEProposalRefused, "received proposals inacceptable", offers)),
	in(ipsec.ExchangeInit, says(ipsec.EventIKEProposalRefused, "no proposal found", offers)),
	in(ipsec.ExchangeChild, says(ipsec.EventChildProposalRefused, "no acceptable proposal found", offers)),
	in(ipsec.ExchangeChild, says(ipsec.EventChildProposalRefused, "no matching proposal found, sending {notify}", offers)),
	says("", "no matching proposal found, trying alternative config"),
	says(ipsec.EventVersionRefused, "received unsupported IKE version {got} from {remote}, sending {notify}"),
	says(ipsec.EventModeRefused, "found {_} matching config, but none allows {reason} Mode", lookedFor),
	says(ipsec.EventModeRefused, "found {_} matching configs, but none allows {reason} Mode", lookedFor),
	says(ipsec.EventModeRefused, "Aggressive Mode PSK disabled for security reasons"),
	says(ipsec.EventKeyExchangeRetry, "DH group {got} unacceptable, requesting {want}", retry),
	says(ipsec.EventKeyExchangeRetry, "key exchange method {got} unacceptable, requesting {want}", retry),
	says(ipsec.EventKeyExchangeRetry, "peer didn't accept DH group {want}, it requested {got}", retry),
	says(ipsec.EventKeyExchangeRetry, "peer didn't accept key exchange method {want}, it requested {got}", retry),
	says(ipsec.EventUndecryptable, "invalid {_} payload length, decryption failed?", undecryptable),
	says(ipsec.EventUndecryptable, "could not decrypt payloads", undecryptable),
	says(ipsec.EventUndecryptable, "message parsing failed", undecryptable),
	says(ipsec.EventUndecryptable, "message verification failed", undecryptable),
	says(ipsec.EventUndecryptable, "verifying encrypted payload integrity failed", undecryptable),
	says(ipsec.EventUndecryptable, "integrity check failed", undecryptable),
	says(ipsec.EventUndecryptable, "ignore malformed {_} request", undecryptable),
}

// lookedFor gives the event the identities without making them the refused
// thing: here the mode is refused.
func lookedFor(_ *logReader, j *job, ev *ipsec.Event, _ *match) bool {
	if a := j.asked; a != nil {
		ev.Local, ev.LocalID, ev.Remote, ev.RemoteID = a.local, a.localID, a.remote, a.remoteID
	}
	ev.Version = 1
	return true
}

// retry joins the wish for another key exchange with the notify.
func retry(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	if extends(r, j, ev, m) {
		return true
	}
	old := &r.snap.Events[j.last]
	old.Received, old.Configured, old.Reason = ev.Received, ev.Configured, ev.Reason
	return false
}

// undecryptable makes one event of the lines in which charon says that it
// cannot read a message. In IKEv1 it is about our last message's exchange: an
// encrypted notify that answers it, or the message itself.
func undecryptable(r *logReader, j *job, ev *ipsec.Event, m *match) bool {
	if j.unparsed > 0 {
		j.unparsed--
	}
	if ev.Exchange == "" && j.remote != "" {
		ev.Exchange = r.pair(j).sent.exchange
		if ev.Exchange == "" && ev.Version == 1 {
			ev.Exchange = ipsec.ExchangeAuth
		}
	}
	return extends(r, j, ev, m)
}
