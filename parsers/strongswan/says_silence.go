package strongswan

import (
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
)

var silenceSignatures = []signature{
	fresh(says(ipsec.EventRetransmit, "retransmit {_} of request with message ID {mid}", retransmit2)),
	fresh(says(ipsec.EventRetransmit, "sending retransmit {_} of {_} message ID {_}, seq {_}", retransmit1)),
	fresh(says(ipsec.EventGaveUp, "giving up after {_} retransmits", gaveUp)),
	says(ipsec.EventGaveUp, "establishing IKE_SA failed, peer not responding", afterGivingUp),
	says(ipsec.EventGaveUp, "peer not responding, trying again ({_})", afterGivingUp),
	says(ipsec.EventPeerRetransmit, "received retransmit of request with ID {mid}, retransmitting response"),
	says(ipsec.EventPeerRetransmit, "received retransmit of request with ID {mid}, but no response to retransmit"),
	says(ipsec.EventPeerRetransmit, "received retransmit of response with ID {mid}, resending last request"),
	says(ipsec.EventPeerRetransmit, "ignoring request with ID {mid}, already processing"),
	fresh(says(ipsec.EventLivenessSent, "sending DPD request")),
	fresh(says(ipsec.EventPeerDead, "DPD check timed out, enforcing DPD action", version1)),
	says(ipsec.EventNetworkError, "error writing to socket: {reason}"),
	says(ipsec.EventNetworkError, "no route found to reach {reason}"),
	says(ipsec.EventNetworkError, "no route found to reach peer, {reason}"),
	says(ipsec.EventNameUnresolved, "unable to resolve {subject}, initiate aborted"),
	says(ipsec.EventNameUnresolved, "resolving '{subject}' failed: {reason}"),
}

var daemonSignatures = []signature{
	says(ipsec.EventDaemonStarted, "spawning {_} worker threads"),
	says("", "Starting IKE charon daemon ({_})"),
	fresh(says(ipsec.EventDaemonStopped, "SIGTERM received, shutting down")),
	fresh(says(ipsec.EventDaemonStopped, "SIGINT received, shutting down")),
	says(ipsec.EventDaemonStopped, "signal of type SIGTERM received. Shutting down"),
	says(ipsec.EventDaemonStopped, "signal of type SIGINT received. Shutting down"),
	says(ipsec.EventDaemonStopped, "thread {_} received {reason}"),
	says(ipsec.EventDaemonStopped, "killing ourself, received critical signal"),
	says(ipsec.EventConfigLoaded, "added vici connection: {conn}"),
	says(ipsec.EventConfigLoaded, "added configuration '{conn}'"),
	says(ipsec.EventConfigChanged, "updated vici connection: {conn}"),
	says(ipsec.EventConfigChanged, "replaced vici connection: {conn}"),
	says(ipsec.EventConfigChanged, "removed vici connection: {conn}"),
	says(ipsec.EventConfigChanged, "deleted connection '{conn}'"),
	says(ipsec.EventConfigRejected, "loading connection '{conn}' failed: {reason}"),
	says(ipsec.EventConfigRejected, "invalid config file '{subject}'", extends),
	says(ipsec.EventConfigRejected, "loading secrets from '{subject}' failed{reason}"),
	says(ipsec.EventConfigRejected, "{subject}: syntax error, {reason}"),
	says(ipsec.EventPortTaken, "unable to bind socket: {reason}", extends),
	says(ipsec.EventPortTaken, "could not open IPv{_} socket, IPv{_} disabled", extends),
	says(ipsec.EventPortTaken, "could not open IPv{_} NAT-T socket, NAT-T disabled{_}", extends),
	says(ipsec.EventPortTaken, "could not create any sockets", extends),
	says(ipsec.EventLimitReached, "ignoring IKE_SA setup from {remote}, {reason}"),
}

// readSystemd reads what systemd says about charon's unit.
func (r *logReader) readSystemd(j *job, msg string) bool {
	sig, m := findIn(systemdSignatures, msg)
	if sig == nil {
		return false
	}
	if sig.kind != "" {
		ev := r.event(j, sig.kind)
		ev.Reason = m[1]
		r.add(j, ev)
	}
	return true
}

var systemdSignatures = []signature{
	says(ipsec.EventDaemonStopped, "{_}: Main process exited, {reason}"),
	says(ipsec.EventDaemonStopped, "{_}: Failed with result {reason}"),
	says("", "Starting {_}"),
	says("", "Started {_}"),
	says("", "Stopping {_}"),
	says("", "Stopped {_}"),
	says("", "Reloading {_}"),
	says("", "Reloaded {_}"),
	says("", "{_}: Deactivated successfully{_}"),
	says("", "{_}: Succeeded{_}"),
	says("", "{_}: Consumed {_}"),
	says("", "{_}: Scheduled restart job, {_}"),
}

func findIn(list []signature, msg string) (*signature, match) {
	for i := range list {
		if m, ok := list[i].Match(msg); ok {
			return &list[i], m
		}
	}
	return nil, linux.Match{}
}
