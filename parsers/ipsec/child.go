package ipsec

// A ChildState is the state of a Child SA in one vocabulary for all platforms.
type ChildState string

// The states of a Child SA.
const (
	// ChildAbsent: the device lists the protected flow, with its counters,
	// while no SA exists for it (outbound SPI 0 on IOS).
	ChildAbsent ChildState = "absent"
	// ChildRouted: a policy waits for traffic; no SA yet, not a fault.
	ChildRouted ChildState = "routed"
	// ChildNegotiating: being created.
	ChildNegotiating ChildState = "negotiating"
	// ChildInstalled: in the kernel or engine; its counters are valid.
	ChildInstalled ChildState = "installed"
	// ChildRekeying: installed and being replaced.
	ChildRekeying ChildState = "rekeying"
	// ChildRekeyed: replaced; kept a few seconds for late packets.
	ChildRekeyed ChildState = "rekeyed"
	// ChildDeleting: being closed, or the residue of a closed SA.
	ChildDeleting ChildState = "deleting"
	// ChildUnknown: the output was cut or the word is not known.
	ChildUnknown ChildState = "unknown"
)

// Up reports whether the state means a usable Child SA.
func (s ChildState) Up() bool { return s == ChildInstalled || s == ChildRekeying }

// Counters are the packet counters of a Child SA or protected flow. In and Out
// are the counts every platform has in some form; the others are named after
// what they count and stay unknown where a platform does not print them.
// Cisco counts per flow and across rekeys, Linux per SA: see PerFlow in [ChildSA].
type Counters struct {
	InPackets  Count `json:"in_packets,omitzero"`
	InBytes    Count `json:"in_bytes,omitzero"`
	OutPackets Count `json:"out_packets,omitzero"`
	OutBytes   Count `json:"out_bytes,omitzero"`
	// LastIn and LastOut are the times since the last packet.
	LastIn  Duration `json:"last_in_s,omitzero"`
	LastOut Duration `json:"last_out_s,omitzero"`

	// Steps of Cisco's packet path.
	Encaps  Count `json:"encaps,omitzero"`
	Encrypt Count `json:"encrypt,omitzero"`
	Digest  Count `json:"digest,omitzero"`
	Decaps  Count `json:"decaps,omitzero"`
	Decrypt Count `json:"decrypt,omitzero"`
	Verify  Count `json:"verify,omitzero"`

	SendErrors Count `json:"send_errors,omitzero"`
	RecvErrors Count `json:"recv_errors,omitzero"`
	// DropIn and DropOut are packets dropped by the crypto engine.
	DropIn  Count `json:"drop_in,omitzero"`
	DropOut Count `json:"drop_out,omitzero"`

	// The error classes of "detail" outputs.
	NoSA               Count `json:"no_sa_send,omitzero"`
	InvalidSA          Count `json:"invalid_sa_recv,omitzero"`
	EncapsFailed       Count `json:"encaps_failed,omitzero"`
	DecapsFailed       Count `json:"decaps_failed,omitzero"`
	InvalidProtocol    Count `json:"invalid_protocol,omitzero"`
	VerifyFailed       Count `json:"verify_failed,omitzero"`
	InvalidIdentity    Count `json:"invalid_identity,omitzero"`
	InvalidLength      Count `json:"invalid_length,omitzero"`
	ReplayRolloverSend Count `json:"replay_rollover_send,omitzero"`
	ReplayRolloverRecv Count `json:"replay_rollover_recv,omitzero"`
	ReplayFailed       Count `json:"replay_failed,omitzero"`
	InternalErrorSend  Count `json:"internal_error_send,omitzero"`
	InternalErrorRecv  Count `json:"internal_error_recv,omitzero"`

	FragmentsOK      Count `json:"pre_fragmented,omitzero"`
	FragmentsFailed  Count `json:"pre_fragment_failed,omitzero"`
	FragmentsCreated Count `json:"fragments_created,omitzero"`
	PMTUSent         Count `json:"pmtu_sent,omitzero"`
	PMTUReceived     Count `json:"pmtu_received,omitzero"`
	NeedReassembly   Count `json:"fragments_needing_reassembly,omitzero"`
}

// A ChildSA is a pair of IPsec SAs and the flow they protect: a Child SA of
// RFC 7296, a "phase 2" of IKEv1. Where a device lists a flow without an SA,
// State is [ChildAbsent].
type ChildSA struct {
	// Name is the connection, child or crypto map entry; IKEName and IKEID
	// name the IKE SA it hangs under, where the device says so.
	Name    string     `json:"name,omitempty"`
	ID      string     `json:"id,omitempty"`
	IKEName string     `json:"ike_name,omitempty"`
	IKEID   string     `json:"ike_id,omitempty"`
	State   ChildState `json:"state"`
	Word    string     `json:"word,omitempty"`
	Local   Endpoint   `json:"local"`
	Remote  Endpoint   `json:"remote"`
	// Peer is the configured or current peer, which can differ from Remote.
	Peer      Endpoint   `json:"peer,omitzero"`
	LocalTS   []Selector `json:"local_ts,omitempty"`
	RemoteTS  []Selector `json:"remote_ts,omitempty"`
	Interface Text       `json:"interface,omitzero"`
	VRF       Text       `json:"vrf,omitzero"`
	// Map and Sequence are the crypto map entry on Cisco devices.
	Map      Text   `json:"map,omitzero"`
	Sequence Number `json:"sequence,omitzero"`
	// InSPI and OutSPI are the ESP or AH SPIs, newest first, in lower-case
	// hexadecimal without leading zeros. Several stand there during a rekey.
	InSPI  []string `json:"in_spi,omitempty"`
	OutSPI []string `json:"out_spi,omitempty"`
	// Protocol is "ESP" or "AH"; Mode "tunnel" or "transport".
	Protocol Text `json:"protocol,omitzero"`
	Mode     Text `json:"mode,omitzero"`
	UDPEncap Flag `json:"udp_encap,omitzero"`
	// IPComp says that the payload is compressed (RFC 3173); IfID is the id of
	// the kernel interface that the SA belongs to, as printed, where it has one.
	IPComp   Flag     `json:"ipcomp,omitzero"`
	IfID     Text     `json:"if_id,omitzero"`
	Proposal Proposal `json:"proposal,omitzero"`
	// PFS says whether the SA was made with its own key exchange. On IKEv2 the
	// first Child SA never is (RFC 7296, section 1.2), so No means nothing there.
	PFS     Flag     `json:"pfs,omitzero"`
	Replay  Flag     `json:"replay_protection,omitzero"`
	Age     Duration `json:"age_s,omitzero"`
	RekeyIn Duration `json:"rekey_in_s,omitzero"`
	// ExpiresIn and the volumes, in kilobytes, are per direction where printed;
	// one entry per SA, newest first.
	ExpiresIn    Duration   `json:"expires_in_s,omitzero"`
	ExpiresInIn  []Duration `json:"in_expires_in_s,omitempty"`
	ExpiresInOut []Duration `json:"out_expires_in_s,omitempty"`
	KBytesIn     []Count    `json:"in_kbytes_left,omitempty"`
	KBytesOut    []Count    `json:"out_kbytes_left,omitempty"`
	PathMTU      Count      `json:"path_mtu,omitzero"`
	PlaintextMTU Count      `json:"plaintext_mtu,omitzero"`
	IPMTU        Count      `json:"ip_mtu,omitzero"`
	MediaMTU     Count      `json:"media_mtu,omitzero"`
	// ActiveSAs is the number of SAs the device states for the flow (2 is one pair).
	ActiveSAs Count    `json:"active_sas,omitzero"`
	Counters  Counters `json:"counters,omitzero"`
	// PerFlow says that the counters belong to the flow and outlive a rekey;
	// otherwise they start again with every SA and only compare for one SPI.
	PerFlow bool `json:"counters_per_flow,omitempty"`
	// Flags are the device's own words about the flow (origin_is_acl, ...).
	Flags []string `json:"flags,omitempty"`
	Ref   Ref      `json:"ref"`
}
