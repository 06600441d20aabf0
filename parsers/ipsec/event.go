package ipsec

import "time"

// An EventKind says what a log line reports, in one vocabulary for all vendors.
type EventKind string

// The kinds of log events. "We" is the device whose log it is.
const (
	// Start and end of negotiations.
	EventInitiating       EventKind = "initiating"        // we start an IKE negotiation
	EventResponding       EventKind = "responding"        // the peer starts one with us
	EventIKEEstablished   EventKind = "ike-established"   // IKE SA authenticated
	EventChildEstablished EventKind = "child-established" // Child SA installed
	EventTunnelUp         EventKind = "tunnel-up"         // session edge, without saying which SA
	EventTunnelDown       EventKind = "tunnel-down"
	EventIKEClosed        EventKind = "ike-closed"   // we closed the IKE SA
	EventChildClosed      EventKind = "child-closed" // we closed the Child SA
	EventChildExpired     EventKind = "child-expired"
	EventDeleteReceived   EventKind = "delete-received" // the peer closed it
	EventRekeyed          EventKind = "rekeyed"
	EventRekeyFailed      EventKind = "rekey-failed"
	EventRekeyCollision   EventKind = "rekey-collision"
	EventReauthenticating EventKind = "reauthenticating"
	EventDuplicate        EventKind = "duplicate" // a second SA for one peer, or one identity used twice

	// Silence.
	EventRetransmit     EventKind = "retransmit" // our message is unanswered; MessageID says which
	EventGaveUp         EventKind = "gave-up"    // retries used up
	EventPeerRetransmit EventKind = "peer-retransmit"
	EventHalfOpenGone   EventKind = "half-open-timeout" // the initiator never came back
	EventLivenessSent   EventKind = "liveness-sent"
	EventPeerDead       EventKind = "peer-dead" // the liveness check failed
	EventNetworkError   EventKind = "network-error"
	EventNameUnresolved EventKind = "name-unresolved"

	// Refusals: what we refused and why, or the notify we received.
	EventNotifyReceived     EventKind = "notify-received" // Notify says which, Exchange where
	EventNoConnection       EventKind = "no-connection"   // no configuration for this address pair and version
	EventIKEProposalRefused EventKind = "ike-proposal-refused"
	EventIdentityRefused    EventKind = "identity-refused"
	EventNoKey              EventKind = "no-key"       // no pre-shared key for the identities
	EventKeyMismatch        EventKind = "key-mismatch" // the pre-shared keys differ, proven
	EventUndecryptable      EventKind = "undecryptable"
	EventAuthMethodRefused  EventKind = "auth-method-refused"
	EventModeRefused        EventKind = "mode-refused" // main against aggressive mode
	EventVersionRefused     EventKind = "version-refused"
	EventAuthFailed         EventKind = "auth-failed" // authentication failed, reason not printed
	EventNegotiationFailed  EventKind = "negotiation-failed"
	EventCertTimeInvalid    EventKind = "cert-time-invalid" // outside its validity period
	EventCertUntrusted      EventKind = "cert-untrusted"
	EventCertRevoked        EventKind = "cert-revoked"
	EventRevocationUnknown  EventKind = "revocation-unknown"
	EventNoTrustedKey       EventKind = "no-trusted-key" // no trusted public key for the identity
	EventNoPrivateKey       EventKind = "no-private-key"
	EventEAPFailed          EventKind = "eap-failed"
	// EventParameterOverridden: one end gave way on a lifetime, a group or a
	// default, and the negotiation went on. No fault by itself.
	EventParameterOverridden EventKind = "parameter-overridden"
	// EventLivenessRefused: the peer does not take part in the liveness check, or
	// answers out of turn.
	EventLivenessRefused       EventKind = "liveness-refused"
	EventPPKRefused            EventKind = "ppk-refused"        // the post-quantum key is missing or another (RFC 8784)
	EventVirtualIPRefused      EventKind = "virtual-ip-refused" // a virtual address is demanded or refused (RFC 7296, section 2.19)
	EventChildProposalRefused  EventKind = "child-proposal-refused"
	EventSelectorsRefused      EventKind = "selectors-refused"
	EventChildFailed           EventKind = "child-failed"
	EventInstallFailed         EventKind = "install-failed"
	EventEncapsulationMismatch EventKind = "encapsulation-mismatch"
	EventKeyExchangeRetry      EventKind = "key-exchange-retry" // INVALID_KE_PAYLOAD, harmless once
	EventLimitReached          EventKind = "limit-reached"
	EventConfigRejected        EventKind = "config-rejected"
	EventConfigLoaded          EventKind = "config-loaded"
	EventConfigChanged         EventKind = "config-changed"
	EventNATDetected           EventKind = "nat-detected"
	EventPortTaken             EventKind = "port-taken"
	EventDaemonStarted         EventKind = "daemon-started"
	EventDaemonStopped         EventKind = "daemon-stopped"

	// Data plane.
	EventInvalidSPI EventKind = "invalid-spi"
	// EventUnknownSA: an IKE message for an IKE SA we do not hold.
	EventUnknownSA       EventKind = "unknown-ike-sa"
	EventStateLost       EventKind = "state-lost" // the kernel no longer holds an SA or policy of the daemon
	EventReplay          EventKind = "replay"
	EventIntegrityFailed EventKind = "integrity-failed"
	EventInnerOutside    EventKind = "inner-outside-selectors"
	EventNotIPsec        EventKind = "not-ipsec" // clear text where IPsec was due
	// EventFragmentRefused: an IPsec packet came in a fragment that cannot be.
	EventFragmentRefused EventKind = "fragment-refused"
	// EventIPsecDrop: IPsec dropped a packet for the reason printed.
	EventIPsecDrop EventKind = "ipsec-drop"
	// EventPathMTU: a packet is larger than the path takes, or an ICMP message
	// says what it takes (RFC 4301, section 8.2).
	EventPathMTU EventKind = "path-mtu"
	// EventFilterDenied: an access list, a zone policy or another filter of this
	// device dropped a packet; [Event.OfHosts] tells those of hosts from IKE and ESP.
	EventFilterDenied EventKind = "filter-denied"
	// EventOutOfState: a stateful firewall dropped a packet of a TCP connection it
	// does not know: the first packets took another way, or it has forgotten them.
	EventOutOfState EventKind = "out-of-state"
	// EventTranslationFailed: no rule of address translation fits the packet, or
	// another one fits its answers.
	EventTranslationFailed EventKind = "translation-failed"
	EventInterfaceChange   EventKind = "interface-change"
	// EventFailover: a member of a redundant pair becomes the active one.
	EventFailover    EventKind = "failover"
	EventEngineError EventKind = "crypto-engine-error"
	// EventMonitorDown and EventMonitorUp: a monitor of the device (a track object,
	// a probe) says that what it watches, Subject, is lost or back.
	EventMonitorDown EventKind = "monitor-down"
	EventMonitorUp   EventKind = "monitor-up"
	// EventNeighbourDown and EventNeighbourUp: a routing protocol or NHRP lost or
	// gained a neighbour; EventNeighbourRefused: NHRP refused a registration.
	EventNeighbourDown    EventKind = "neighbour-down"
	EventNeighbourUp      EventKind = "neighbour-up"
	EventNeighbourRefused EventKind = "neighbour-refused"
)

// The exchanges a message belongs to. IKEv1's main and aggressive mode are
// ExchangeInit up to the key exchange and ExchangeAuth after it where the line
// tells them apart; quick mode is ExchangeChild.
const (
	ExchangeInit          = "init"
	ExchangeAuth          = "auth"
	ExchangeChild         = "child"
	ExchangeInformational = "informational"
)

// An Event is one log line, or one group of lines, that says something about a
// tunnel. Fields a line does not give are empty.
type Event struct {
	At Time `json:"at,omitzero"`
	// Elapsed is the time since the first line of the same log, where its lines
	// have times without a year and no clock gives one; see [Event.Until].
	Elapsed Duration  `json:"-"`
	Kind    EventKind `json:"kind"`
	// Local and Remote are addresses, RemoteID and LocalID identities. Of a packet
	// between hosts Remote is the source and Local the destination.
	Local    string `json:"local,omitempty"`
	Remote   string `json:"remote,omitempty"`
	LocalID  string `json:"local_id,omitempty"`
	RemoteID string `json:"remote_id,omitempty"`
	// Connection and IKEID name the SA: connection and unique number.
	Connection string `json:"connection,omitempty"`
	IKEID      string `json:"ike_id,omitempty"`
	Version    int    `json:"version,omitempty"`
	Role       Role   `json:"role,omitempty"`
	Exchange   string `json:"exchange,omitempty"`
	// MessageID is the IKEv2 message id of a retransmit; -1 is not given.
	MessageID int `json:"message_id"`
	// Notify is the RFC name of a notification: NO_PROPOSAL_CHOSEN.
	Notify string `json:"notify,omitempty"`
	// Received and Configured are what the peer offered and what this device
	// has: proposals, selectors, identities, as printed.
	Received   []string `json:"received,omitempty"`
	Configured []string `json:"configured,omitempty"`
	SPI        string   `json:"spi,omitempty"`
	// NotBefore and NotAfter are the validity a certificate line prints.
	NotBefore Time `json:"not_before,omitzero"`
	NotAfter  Time `json:"not_after,omitzero"`
	// Subject is what the line is about: a certificate, an interface, a filter.
	Subject string `json:"subject,omitempty"`
	// State is the new state of an interface or a neighbour, as printed.
	State string `json:"state,omitempty"`
	// Neighbour is a neighbour's address inside the tunnel, or its router id.
	Neighbour string `json:"neighbour,omitempty"`
	// Protocol and Port are those of a dropped packet: the IP protocol number and
	// the destination port. Zero is not given.
	Protocol uint8  `json:"protocol,omitempty"`
	Port     uint16 `json:"port,omitempty"`
	// Reason is the device's own text of the cause.
	Reason string `json:"reason,omitempty"`
	Ref    Ref    `json:"ref"`
}

// OfHosts reports whether an event is about a packet between hosts, neither IKE
// nor ESP nor AH: its addresses are no gateways.
func (ev *Event) OfHosts() bool {
	switch ev.Kind {
	case EventOutOfState, EventTranslationFailed:
		return true
	case EventFilterDenied:
		isIKE := ev.Protocol == 17 && (ev.Port == 500 || ev.Port == 4500)
		return !isIKE && ev.Protocol != 50 && ev.Protocol != 51
	}
	return false
}

// Until returns the time from one event to a later one of the same device:
// negative when it is earlier. A log without years tells it, too.
func (ev *Event) Until(later *Event) (time.Duration, bool) {
	from, ok := ev.At.Get()
	to, dated := later.At.Get()
	if ok && dated {
		return to.Sub(from), true
	}
	since, ok := ev.Elapsed.Get()
	until, timed := later.Elapsed.Get()
	return until - since, ok && timed && ev.Ref.Command == later.Ref.Command
}
