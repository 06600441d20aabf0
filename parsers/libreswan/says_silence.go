package libreswan

import "ipsec-diag/parsers/ipsec"

var silenceSignatures = []signature{
	says(ipsec.EventRetransmit, "{state}: retransmission; will wait {_}", byState),
	says(ipsec.EventGaveUp, "{state}: {_} second timeout exceeded after {_} retransmits.{reason}", byState),
	says(ipsec.EventGaveUp, "{state}: {_} second timeout exceeded after {_} retransmits", byState),
	says(ipsec.EventGaveUp, "max number of retransmissions ({_}) reached {state}.{reason}", byLaterState),
	says(ipsec.EventGaveUp, "max number of retransmissions ({_}) reached {state}", byLaterState),
	says(ipsec.EventPeerRetransmit, "{_} request has duplicate Message ID {mid}; {_}"),
	says(ipsec.EventPeerRetransmit, "retransmitting in response to duplicate packet; already {_}"),
	says(ipsec.EventPeerRetransmit, "discarding duplicate packet{_}; already {_}"),
	says(ipsec.EventPeerDead, "DPD: No response from peer - declaring peer dead{_}"),
	says(ipsec.EventPeerDead, "liveness: peer {remote} has not responded in {_}"),
	says(ipsec.EventPeerDead, "liveness action - {reason}"),
	says(ipsec.EventNetworkError, "asynchronous network error report on {_} ({local}) for message to {remote} port {_}, complainant {subject}: {reason}"),
	says(ipsec.EventNetworkError, "asynchronous network error report on {_} ({local}), complainant {subject}: {reason}"),
	says(ipsec.EventNetworkError, "sendto on {_} to {remote} failed in {reason}"),
	says(ipsec.EventNetworkError, "send on {_} to {remote} failed in {reason}"),
	says(ipsec.EventUnknownSA, "{_} has no corresponding IKE SA{_}"),
}

var daemonSignatures = []signature{
	says(ipsec.EventDaemonStarted, "Starting Pluto ({reason}", restarted),
	says("", "Initializing NSS using {_}", starting),
	says("", "listening for IKE messages", listening),
	says(ipsec.EventDaemonStopped, "shutting down{_}"),
	says(ipsec.EventDaemonStopped, "Pluto is shutting down{_}"),
	says(ipsec.EventDaemonStopped, "ABORT: {reason}"),
	says(ipsec.EventDaemonStopped, "ASSERTION FAILED{reason}"),
	says(ipsec.EventConfigLoaded, "added {_}connection", named),
	says(ipsec.EventConfigLoaded, `added connection description "{conn}"`, described),
	says(ipsec.EventConfigRejected, "failed to add {_}connection: {reason}"),
	says(ipsec.EventConfigRejected, `connection "{conn}": failed to add {reason}`, described),
	says(ipsec.EventConfigRejected, "we cannot identify ourselves with either end of this connection.{_}"),
	says(ipsec.EventPortTaken, "bind() {_} failed{reason}"),
}
