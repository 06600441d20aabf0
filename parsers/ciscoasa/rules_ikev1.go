package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// ikev1Rules are the messages 713nnn and 113019 about the course of IKEv1
// sessions (Cisco Secure Firewall ASA Series Syslog Messages).
var ikev1Rules = []logRule{
	rule("713041", `IKE Initiator: New Phase 1, Intf (?P<subject>[^,]+), IKE Peer (?P<remote>\S+) +(?P<reason>local Proxy.*)$`, ipsec.EventInitiating, ipsec.ExchangeInit).with(initiator),
	rule("713041", `IKE Initiator: (?:New|Rekeying) Phase`, "", ""),
	rule("713119", `PHASE 1 COMPLETED`, ipsec.EventIKEEstablished, ""),
	rule("713120", `PHASE 2 COMPLETED`, ipsec.EventChildEstablished, ipsec.ExchangeChild),
	rule("713092", `Failure during phase 1 rekey(?:ing)? attempt due to collision`, ipsec.EventRekeyCollision, ""),
	rule("713123", `IKE lost contact with remote peer, deleting connection(?: \((?P<reason>[^)]*)\))?`, ipsec.EventPeerDead, ipsec.ExchangeInformational),
	rule("713136", `IKE session establishment timed out \[(?P<reason>[^\]]*)\]`, ipsec.EventGaveUp, "").with(timedOut),
	rule("713157", `Timed out on initial contact to server (?P<remote>[0-9A-Fa-f.:]*[0-9A-Fa-f])`, ipsec.EventGaveUp, ipsec.ExchangeInit),
	rule("713172", `Automatic NAT Detection Status:\s*(?P<reason>.*)$`, ipsec.EventNATDetected, "").with(natDetected),
	rule("713194", `Sending IKE Delete With Reason message: (?P<reason>.*)$`, ipsec.EventIKEClosed, ipsec.ExchangeInformational),
	rule("713194", `Sending IPSec Delete With Reason message: (?P<reason>.*)$`, ipsec.EventChildClosed, ipsec.ExchangeInformational),
	rule("713050", `Connection terminated for peer (?P<remote>\S+)\.? +Reason: (?P<reason>Peer Terminate)`, ipsec.EventDeleteReceived, ipsec.ExchangeInformational),
	rule("713050", `Connection terminated for peer (?P<remote>\S+)\.? +Reason: (?P<reason>.*?) +Remote Proxy N/A`, ipsec.EventIKEClosed, ""),
	rule("713050", `Connection terminated for peer (?P<remote>\S+)\.? +Reason: (?P<reason>.*)$`, ipsec.EventChildClosed, ""),
	rule("713259", `Session is being torn down\. +Reason: (?P<reason>.*)$`, ipsec.EventIKEClosed, ""),
	rule("113019", `Session disconnected\. Session Type: (?:SSL|AnyConnect|WebVPN|Clientless|DTLS|PPTP|L2TP)`, "", ""),
	rule("113019", `Session disconnected\..*Reason: (?P<reason>.*)$`, ipsec.EventTunnelDown, "").with(func(e *ipsec.Event) { e.Version = 0 }),
	rule("713201", `Duplicate Phase (?P<subject>[12]) packet detected`, ipsec.EventPeerRetransmit, "").with(duplicatePacket),
	rule("713202", `Duplicate first packet detected`, ipsec.EventPeerRetransmit, ipsec.ExchangeInit),
	rule("713227 713262", `Rejecting new IPSec SA negotiation(?P<reason>.*)$`, ipsec.EventDuplicate, ipsec.ExchangeChild),
	rule("713258", `Attempting to establish a phase ?2 tunnel on (?P<subject>\S+) interface(?P<reason>.*)$`, ipsec.EventInterfaceChange, ""),
	rule("713203", `IKE Receiver: Error reading from socket`, ipsec.EventNetworkError, ""),
	rule("713905", `(?P<reason>IKE port \d+ for IPSec UDP already reserved.*)$`, ipsec.EventPortTaken, ""),
	rule("713117", `Received Invalid SPI notify \(SPI:? ?(?P<spi>[0-9A-Fa-fx]+)\)`, ipsec.EventNotifyReceived, ipsec.ExchangeInformational).with(func(e *ipsec.Event) { e.Notify = "INVALID_SPI" }),
	rule("713049", `Security negotiation complete for (?:LAN-to-LAN Group|User) \([^)]*\) +(?P<role>Initiator|Responder), Inbound SPI = \S+, Outbound SPI = (?P<spi>[0-9A-Fa-fx]+)`, ipsec.EventChildEstablished, ipsec.ExchangeChild),
	rule("713073 713074", `(?P<reason>Responder forcing change of (?P<subject>.*?) rekeying duration) from (?P<received>\d+) to (?P<configured>\d+ \S+)`, ipsec.EventParameterOverridden, "").with(phaseOfSubject),
	rule("713075 713076", `(?P<reason>Overriding Initiator's (?P<subject>.*?) rekeying duration) from (?P<received>\d+) to (?P<configured>\d+ \S+)`, ipsec.EventParameterOverridden, "").with(phaseOfSubject),
	rule("713133", `(?P<reason>Mismatch: Overriding phase 2 DH Group ?\((?P<received>[^)]*)\) with phase 1 group ?\((?P<configured>[^)]*)\))`, ipsec.EventParameterOverridden, ipsec.ExchangeChild),
	rule("713134", `(?P<reason>Mismatch: P1 Authentication algorithm .*)$`, ipsec.EventParameterOverridden, ipsec.ExchangeInit),
	rule("713139", `(?P<reason>.*not found, using BASE GROUP default preshared key)`, ipsec.EventParameterOverridden, ipsec.ExchangeAuth),
	rule("713122", `(?P<reason>Keep-?alives configured on but peer does not support keep-?alives.*)$`, ipsec.EventLivenessRefused, ipsec.ExchangeInformational),
	rule("713124", `(?P<reason>Received DPD sequence number .*)$`, ipsec.EventLivenessRefused, ipsec.ExchangeInformational),
	rule("713222", `Static Crypto Map check, (?P<subject>map ?=? ?[^,]+, seq ?= ?\d+), (?P<reason>ACL does not match proxy IDs) (?P<received>src: ?\S+) (?P<received2>dst: ?\S+)`, ipsec.EventSelectorsRefused, ipsec.ExchangeChild),
	rule("713223", `Static Crypto Map check, (?P<subject>map ?=? ?[^,]+, seq ?= ?\d+), (?P<reason>no ACL configured)`, ipsec.EventConfigRejected, ipsec.ExchangeChild),
	rule("713224", `(?P<reason>Static Crypto Map Check by-?passed: +Crypto map entry incomplete)`, ipsec.EventConfigRejected, ipsec.ExchangeChild),
	quiet("713211 713213 713219 713220 713221 713225 713235 713236 713273 713024 713025 713034 713035 713066 713184 713199 713130 713131 713228 713052 713256"),
}

// phaseOfSubject tells from "IPSec" or "phase 2" which SA's lifetime gave way.
func phaseOfSubject(e *ipsec.Event) {
	if e.Exchange = ipsec.ExchangeInit; strings.Contains(strings.ToLower(e.Subject), "ipsec") || strings.Contains(e.Subject, "2") {
		e.Exchange = ipsec.ExchangeChild
	}
}

func initiator(e *ipsec.Event) { e.Role = ipsec.Initiator }

// timedOut reads the state of 713136. As responder the missing message is the
// initiator's.
func timedOut(e *ipsec.Event) {
	state, role := ikev1State(strings.TrimPrefix(e.Reason, "IKE_"))
	e.Role = role
	switch {
	case state == ipsec.IKEAuthPending:
		e.Exchange = ipsec.ExchangeAuth
	case state.HalfOpen() && state != ipsec.IKENegotiating:
		e.Exchange = ipsec.ExchangeInit
	}
	if role == ipsec.Responder {
		e.Kind = ipsec.EventHalfOpenGone
	}
}

// natDetected keeps the kind only where an end is behind NAT.
func natDetected(e *ipsec.Event) {
	if strings.Count(e.Reason, "NOT behind") == 2 || strings.Count(e.Reason, "is not behind") == 2 {
		e.Kind = ""
	}
}

func duplicatePacket(e *ipsec.Event) {
	if e.Subject == "2" {
		e.Exchange = ipsec.ExchangeChild
	}
	e.Subject = ""
}
