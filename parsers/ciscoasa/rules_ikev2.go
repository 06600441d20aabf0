package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

// ikev2Rules are the messages 750nnn (IKEv2), 751nnn and 752nnn (tunnel manager).
var ikev2Rules = []logRule{
	rule("750001", `Received request to establish an IPsec tunnel;? *(?P<reason>.*)$`, ipsec.EventInitiating, "").with(initiator),
	rule("750001", `Received request to rekey`, "", ""),
	rule("750002", `Received a IKE_(?:INIT_SA|SA_INIT) request`, ipsec.EventResponding, ipsec.ExchangeInit).with(func(e *ipsec.Event) { e.Role = ipsec.Responder }),
	rule("750003", `Negotiation aborted due to ERROR: (?P<reason>.+)$`, ipsec.EventNegotiationFailed, "").with(ikev2Reason),
	rule("750005", `(?P<reason>IPsec rekey collision detected.*)$`, ipsec.EventRekeyCollision, ipsec.ExchangeChild),
	rule("750006", `SA UP\. +Reason: .*rekey`, ipsec.EventRekeyed, ""),
	rule("750006", `SA UP\. +Reason: (?P<reason>.*)$`, ipsec.EventIKEEstablished, ""),
	rule("750007", `SA DOWN\. +Reason: (?P<reason>peer request.*)$`, ipsec.EventDeleteReceived, ""),
	rule("750007", `SA DOWN\. +Reason: (?P<reason>peer lost.*)$`, ipsec.EventPeerDead, ""),
	rule("750007", `SA DOWN\. +Reason: (?P<reason>.*)$`, ipsec.EventIKEClosed, ""),
	rule("750008 750009", `(?P<reason>SA rejected.*|.*system resource.*)$`, ipsec.EventLimitReached, ""),
	rule("750011", `(?P<reason>Tunnel Rejected: .*)$`, ipsec.EventChildProposalRefused, ipsec.ExchangeChild),
	rule("750014", `Session aborted\. +Reason: (?P<reason>Initial Contact received.*)$`, ipsec.EventDuplicate, ""),
	rule("750015", `(?P<reason>deleting IPSec SA\. +Reason: invalid SPI notification received) for SPI (?P<spi>[0-9A-Fa-fx]+)`, ipsec.EventNotifyReceived, ipsec.ExchangeInformational).with(func(e *ipsec.Event) { e.Notify = "INVALID_SPI" }),
	rule("750016 751003", `Need to send a DPD message`, ipsec.EventLivenessSent, ipsec.ExchangeInformational),
	rule("751001", `(?P<reason>Failed to complete Diffie-Hellman operation.*)$`, ipsec.EventNegotiationFailed, ""),
	rule("751002", `(?P<reason>No preshared key or trustpoint configured for self.*)$`, ipsec.EventNoKey, ipsec.ExchangeAuth),
	rule("751004", `(?P<reason>No remote authentication method configured for peer.*)$`, ipsec.EventNoKey, ipsec.ExchangeAuth),
	rule("751006", `(?P<reason>Certificate authentication failed.*)$`, ipsec.EventCertUntrusted, ipsec.ExchangeAuth).with(certificateReason),
	rule("751008", `(?:Group = ?[^,]+, +)?(?P<reason>.*IKEv2 not enabled in group policy)`, ipsec.EventVersionRefused, ipsec.ExchangeAuth),
	rule("751009", `(?P<reason>Unable to find tunnel group for peer)`, ipsec.EventNoConnection, ipsec.ExchangeAuth),
	rule("751010", `(?P<reason>Unable to determine self-authentication method.*)$`, ipsec.EventNoConnection, ipsec.ExchangeAuth),
	rule("751011", `(?P<reason>Failed user authentication.*)$`, ipsec.EventEAPFailed, ipsec.ExchangeAuth),
	rule("751015 751019", `(?P<reason>.+)$`, ipsec.EventLimitReached, ""),
	rule("751016", `(?P<reason>.+)$`, ipsec.EventNegotiationFailed, ""),
	rule("751017", `(?P<reason>.+)$`, ipsec.EventConfigRejected, ""),
	rule("751022", `Tunnel rejected: (?P<reason>Crypto Map Policy not found) for (?P<received>remote traffic selector \S+) +(?P<received2>local traffic selector \S+)`, ipsec.EventSelectorsRefused, ipsec.ExchangeChild),
	rule("751027", `(?P<reason>Received INVALID_SELECTORS Notification from peer.*)$`, ipsec.EventNotifyReceived, ipsec.ExchangeInformational).with(func(e *ipsec.Event) { e.Notify = "INVALID_SELECTORS" }),
	rule("752006 752010 752011", `(?P<reason>.*?)(?: +Map Tag ?= ?(?P<connection>[^.\s]+)\..*)?$`, ipsec.EventNegotiationFailed, "").with(initiator),
	rule("752012", `(?P<reason>IKEv(?:1|2) was unsuccessful at setting up a tunnel)\. +Map Tag ?= ?(?P<connection>[^.\s]+)`, ipsec.EventNegotiationFailed, "").with(managerVersion),
	rule("752015", `(?P<reason>Tunnel Manager has failed to establish an L2L SA.*?)(?: +Map Tag ?= ?(?P<connection>[^.\s]+)\..*)?$`, ipsec.EventNegotiationFailed, "").with(initiator),
	rule("752016", `IKEv(?:1|2) was successful at setting up a tunnel\. +Map Tag ?= ?(?P<connection>[^.\s]+)`, ipsec.EventTunnelUp, ""),
	quiet("750004 750010 750012 750013 750017 751007 751020 751021 751023 751024 751025 751026 751028 752001 752002 752003 752004 752005 752007 752008 752009 752013 752014 752017"),
}

// managerVersion takes the version from the words of the tunnel manager, which
// only acts as initiator.
func managerVersion(e *ipsec.Event) {
	e.Role = ipsec.Initiator
	e.Version = 1
	if strings.HasPrefix(e.Reason, "IKEv2") {
		e.Version = 2
	}
}

// ikev2Reason sets the kind by the reason; an unknown one stays a failure
// without a cause.
func ikev2Reason(e *ipsec.Event) { cisco.IKEv2Reason(e, e.Reason) }
