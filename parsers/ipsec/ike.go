package ipsec

// An IKEState is the state of an IKE SA in one vocabulary for all platforms.
// The vendor's own word stands beside it in [IKESA.Word].
type IKEState string

// The states of an IKE SA, in the order in which a negotiation passes them.
const (
	// IKEInitSent: our first request is unanswered.
	IKEInitSent IKEState = "init-sent"
	// IKEInitAnswered: we answered the first message as responder and the
	// initiator has not come back.
	IKEInitAnswered IKEState = "init-answered"
	// IKEKeyExchange: the proposal is agreed, the key exchange is in flight.
	IKEKeyExchange IKEState = "key-exchange"
	// IKEAuthPending: keys exist, authentication is not finished.
	IKEAuthPending IKEState = "auth-pending"
	// IKENegotiating: under negotiation, the device does not say how far.
	IKENegotiating IKEState = "negotiating"
	// IKEEstablished: authenticated.
	IKEEstablished IKEState = "established"
	// IKERekeying: established and being replaced.
	IKERekeying IKEState = "rekeying"
	// IKERekeyed: replaced, waiting for its deletion.
	IKERekeyed IKEState = "rekeyed"
	// IKEDeleting: being closed, or the residue of a closed SA.
	IKEDeleting IKEState = "deleting"
	// IKEStandby: held by the standby member of a redundant pair.
	IKEStandby IKEState = "standby"
	// IKEUnknown: a word this version does not know; see Word.
	IKEUnknown IKEState = "unknown"
)

// Up reports whether the state means an authenticated IKE SA.
func (s IKEState) Up() bool { return s == IKEEstablished || s == IKERekeying }

// HalfOpen reports whether a negotiation is under way.
func (s IKEState) HalfOpen() bool {
	switch s {
	case IKEInitSent, IKEInitAnswered, IKEKeyExchange, IKEAuthPending, IKENegotiating:
		return true
	}
	return false
}

// A Role is a device's part in an exchange (RFC 7296, section 1.2).
type Role string

// The roles.
const (
	RoleUnknown Role = ""
	Initiator   Role = "initiator"
	Responder   Role = "responder"
)

// An Endpoint is one end of an SA as the device prints it. The address is text
// because devices also print names and placeholders. Port 0 is unknown.
type Endpoint struct {
	Address string `json:"address,omitempty"`
	Port    uint16 `json:"port,omitempty"`
}

// A Proposal is the set of transforms of an SA (RFC 7296, section 3.3) in the
// spelling of the device; Text is the whole as printed. KeyBits 0 is unknown.
type Proposal struct {
	Encryption string `json:"encryption,omitempty"`
	KeyBits    int    `json:"key_bits,omitempty"`
	Integrity  string `json:"integrity,omitempty"`
	PRF        string `json:"prf,omitempty"`
	// KeyExchange is the Diffie-Hellman group or other key exchange method.
	KeyExchange string `json:"key_exchange,omitempty"`
	Text        string `json:"text,omitempty"`
}

// An IKESA is one IKE SA (RFC 7296), or an IKEv1 ISAKMP SA (RFC 2409).
// Local is this device, Remote its peer, whoever initiated.
type IKESA struct {
	// Name is the connection, profile or map the SA belongs to, if printed.
	Name string `json:"name,omitempty"`
	// ID is the device's own number for the SA: conn-id, tunnel-id, #n.
	ID    string   `json:"id,omitempty"`
	State IKEState `json:"state"`
	// Word is the state as the device prints it: MM_NO_STATE, IN-NEG, CONNECTING.
	Word string `json:"word"`
	// Member is what a redundant device adds about who holds the SA, as
	// printed: ACTIVE, STDBY.
	Member string `json:"member,omitempty"`
	// Version is the IKE major version, 1 or 2.
	Version Number `json:"version,omitzero"`
	// Mode is the IKEv1 phase 1 mode, "main" or "aggressive".
	Mode     Text     `json:"mode,omitzero"`
	Role     Role     `json:"role,omitempty"`
	Local    Endpoint `json:"local"`
	Remote   Endpoint `json:"remote"`
	LocalID  Text     `json:"local_id,omitzero"`
	RemoteID Text     `json:"remote_id,omitzero"`
	// LocalSPI and RemoteSPI are the IKE SPIs (IKEv1: cookies) of this device
	// and of the peer, in lower-case hexadecimal without leading zeros.
	LocalSPI  Text     `json:"local_spi,omitzero"`
	RemoteSPI Text     `json:"remote_spi,omitzero"`
	Proposal  Proposal `json:"proposal,omitzero"`
	// PostQuantum is the key exchange beside or instead of the group (RFC 9370),
	// "ML-KEM-768", where the device prints it apart from the proposal.
	PostQuantum Text `json:"post_quantum,omitzero"`
	// Auth is the authentication method as printed: PSK, psk, rsig.
	Auth Text `json:"auth,omitzero"`
	// Age is the time since the SA was established.
	Age       Duration `json:"age_s,omitzero"`
	Lifetime  Duration `json:"lifetime_s,omitzero"`
	Remaining Duration `json:"remaining_s,omitzero"`
	RekeyIn   Duration `json:"rekey_in_s,omitzero"`
	ReauthIn  Duration `json:"reauth_in_s,omitzero"`
	// FrontVRF and InsideVRF are the routing contexts of the outer and the
	// inner packets.
	FrontVRF  Text `json:"front_vrf,omitzero"`
	InsideVRF Text `json:"inside_vrf,omitzero"`
	Interface Text `json:"interface,omitzero"`
	// DPD is the interval of the liveness check; zero is "off".
	DPD Duration `json:"dpd_s,omitzero"`
	// NATLocal and NATRemote say whether this end or the peer is behind NAT
	// (RFC 7296, section 2.23).
	NATLocal  Flag `json:"nat_local,omitzero"`
	NATRemote Flag `json:"nat_remote,omitzero"`
	// Rekeying says whether the device marks the SA as a rekey.
	Rekeying     Flag `json:"rekeying,omitzero"`
	Capabilities Text `json:"capabilities,omitzero"`
	// Tasks are the exchanges in work, in the words of the device.
	ActiveTasks []string `json:"active_tasks,omitempty"`
	QueuedTasks []string `json:"queued_tasks,omitempty"`
	// ChildCount is the number of Child SAs the device states for this SA.
	ChildCount Number `json:"child_count,omitzero"`
	Ref        Ref    `json:"ref"`
}
