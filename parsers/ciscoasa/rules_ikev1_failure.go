package ciscoasa

import "ipsec-diag/parsers/ipsec"

// ikev1FailureRules are the messages with which IKEv1 refuses or is refused.
// 713902 to 713906 carry any text, so the text decides.
var ikev1FailureRules = []logRule{
	rule("713257", `Phase 1 failure: +Mismatched attribute types for class (?P<subject>Auth Method): +Rcv'd: (?P<received>.*?) +Cfg'd: (?P<configured>.*)$`, ipsec.EventAuthMethodRefused, ipsec.ExchangeInit),
	rule("713257", `Phase 1 failure: +Mismatched attribute types for class (?P<subject>[^:]+): +Rcv'd: (?P<received>.*?) +Cfg'd: (?P<configured>.*)$`, ipsec.EventIKEProposalRefused, ipsec.ExchangeInit),
	rule("713257", `Phase 2 failure: +Mismatched attribute types for class (?P<subject>[^:]+): +Rcv'd: (?P<received>.*?) +Cfg'd: (?P<configured>.*)$`, ipsec.EventChildProposalRefused, ipsec.ExchangeChild),
	rule("713061", `(?P<reason>Rejecting IPSec tunnel: no matching crypto map entry) for (?P<received>remote proxy \S+),? +(?P<received2>local proxy \S+) on interface (?P<subject>\S+)`, ipsec.EventSelectorsRefused, ipsec.ExchangeChild),
	rule("713061", `Tunnel rejected: (?P<reason>Crypto Map Policy not found) for (?P<received>Src: ?[^,]+), ?(?P<received2>Dst: ?[^!]+)`, ipsec.EventSelectorsRefused, ipsec.ExchangeChild),
	rule("713042", `(?P<reason>IKE Initiator unable to find policy): Intf (?P<subject>[^,]+), (?P<received>Src: ?[^,]+), ?(?P<received2>Dst: ?\S+)`, ipsec.EventChildFailed, ipsec.ExchangeChild).with(initiator),
	rule("713022", `(?P<reason>No Group found matching .* peer (?P<remote>\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f:]+))`, ipsec.EventNoConnection, ipsec.ExchangeAuth),
	rule("713022", `(?P<reason>No Group found matching .*)$`, ipsec.EventNoConnection, ipsec.ExchangeAuth),
	rule("713903 713902 713904", `(?P<reason>Can't find a valid tunnel group, aborting)`, ipsec.EventNoConnection, ipsec.ExchangeAuth),
	rule("713255", `(?P<reason>Received ISAKMP Aggressive Mode message 1 with unknown tunnel group name) (?P<received>.*)$`, ipsec.EventNoConnection, ipsec.ExchangeInit),
	rule("713138", `(?P<reason>Group .* not found and BASE GROUP default preshared key not configured)`, ipsec.EventNoConnection, ipsec.ExchangeAuth),
	rule("713196", `(?P<reason>Remote L2L Peer (?P<remote>\S+) initiated a tunnel with same outer and inner addresses.*)$`, ipsec.EventNegotiationFailed, ""),
	rule("713056", `(?P<reason>Tunnel rejected: SA .*)$`, ipsec.EventNoConnection, ""),
	rule("713187", `(?P<reason>Tunnel Rejected: IKE peer address does(?:n't| not) match L2L policy's peer)(?:: +IKE peer address: (?P<received>[^,\s]+), +Remote peer address: (?P<configured>\S+))?`, ipsec.EventNoConnection, ipsec.ExchangeChild),
	loose("713165", `(?P<reason>.*Auth mode differs from .*)$`, ipsec.EventAuthMethodRefused, ipsec.ExchangeAuth),
	loose("713086", `(?P<reason>Received unexpected Certificate payload.*)$`, ipsec.EventAuthMethodRefused, ipsec.ExchangeAuth),
	rule("713206", `(?P<reason>Tunnel Rejected: Conflicting protocols specified by tunnel-group and group-policy)`, ipsec.EventVersionRefused, ""),
	rule("713127", `(?P<reason>Xauth required but selected Proposal does not support xauth.*)$`, ipsec.EventIKEProposalRefused, ipsec.ExchangeInit),
	loose("713191 713239 713276 713198", `(?P<reason>.*(?:maximum|limit).*)$`, ipsec.EventLimitReached, ""),
	rule("713226", `(?P<reason>Connection failed with peer '?(?P<remote>[0-9A-Fa-f.:]+)?.*no trust-point.*)$`, ipsec.EventNoPrivateKey, ipsec.ExchangeAuth),
	loose("713082 713098 713243", `(?P<reason>.*cert.*)$`, ipsec.EventNoPrivateKey, ipsec.ExchangeAuth),
	loose("713109 713094 713018", `(?P<reason>.*cert.*)$`, ipsec.EventCertUntrusted, ipsec.ExchangeAuth),
	rule("713068", `Received non-routine Notify message: (?P<notify>.*)$`, ipsec.EventNotifyReceived, "").with(encryptedNotify),
	rule("713902 713903 713904", `Received an un-encrypted (?P<notify>\S+) notify message`, ipsec.EventNotifyReceived, ipsec.ExchangeInit),
	rule("713902 713903 713904 713906", `(?P<reason>All IPSec SA proposals found unacceptable)`, ipsec.EventChildProposalRefused, ipsec.ExchangeChild),
	rule("713902 713903 713904 713906", `(?P<reason>All SA proposals found unacceptable)`, ipsec.EventIKEProposalRefused, ipsec.ExchangeInit),
	rule("713902 713903 713904", `.*(?P<reason>had problems decrypting packet, probably due to mismatched pre-shared key)`, ipsec.EventUndecryptable, ipsec.ExchangeAuth),
	rule("713902 713903 713904", `(?P<reason>Received encrypted Oakley (?:Main|Aggressive) Mode packet with invalid payloads)`, ipsec.EventUndecryptable, ipsec.ExchangeAuth),
	rule("713902 713903 713904", `(?P<reason>Received encrypted packet with no matching SA)`, ipsec.EventUnknownSA, ""),
	rule("713902 713903 713904", `(?P<reason>QM FSM error)`, ipsec.EventChildFailed, ipsec.ExchangeChild),
	rule("713902 713903 713904", `(?P<reason>Unable to compare IKE ID against peer cert.*)$`, ipsec.EventIdentityRefused, ipsec.ExchangeAuth),
	rule("713902 713903 713904", `(?P<reason>.*Peer ID check.*|.*ID check failed.*)$`, ipsec.EventIdentityRefused, ipsec.ExchangeAuth),
	rule("713902 713903 713904", `(?P<reason>Peer Certificate authentication failed.*|.*Certificate Validation Failed.*|Cert(?:ificate)? chain .*)$`, ipsec.EventCertUntrusted, ipsec.ExchangeAuth).with(certificateReason),
	rule("713902 713903 713904 713906", `(?:Removing peer from (?:correlator|peer) table failed|Information Exchange processing failed|Error: Unable to remove PeerTblEntry|Freeing previously allocated memory|Oakley proposal is acceptable|Connection landed on tunnel_group|.*sending delete)`, "", ""),
	loose("713048 713062 713063 713081 713084 713085 713118 713195 713196 713240 713112", `(?P<reason>.+)$`, ipsec.EventNegotiationFailed, ""),
	loose("713906", ``, "", ""),
	rule("", `(?:constructing|processing|Constructing|Send |IKE_DECODE|Received .* VID|IKE Peer included|Oakley proposal)`, "", ""),
}

// encryptedNotify: main mode proposals travel before there are keys, so a
// protected refusal of a proposal is one of phase 2.
func encryptedNotify(e *ipsec.Event) {
	if e.Notify == "NO_PROPOSAL_CHOSEN" && e.Connection != "" {
		e.Exchange = ipsec.ExchangeChild
	}
}
