package ipsec

// A Session is a device's own summary of the traffic with one peer: a block of
// "show crypto session" or "show vpn-sessiondb".
type Session struct {
	Interface string   `json:"interface,omitempty"`
	Peer      Endpoint `json:"peer"`
	// Word is the status as printed: UP-ACTIVE, DOWN-NEGOTIATING.
	Word string `json:"word,omitempty"`
	// Up, Negotiating, IKEUp and ChildUp are what the word says.
	Up          Flag     `json:"up,omitzero"`
	Negotiating Flag     `json:"negotiating,omitzero"`
	IKEUp       Flag     `json:"ike_up,omitzero"`
	ChildUp     Flag     `json:"child_up,omitzero"`
	Uptime      Duration `json:"uptime_s,omitzero"`
	Profile     Text     `json:"profile,omitzero"`
	FrontVRF    Text     `json:"front_vrf,omitzero"`
	InsideVRF   Text     `json:"inside_vrf,omitzero"`
	RemoteID    Text     `json:"remote_id,omitzero"`
	Index       Text     `json:"index,omitzero"`
	Protocol    Text     `json:"protocol,omitzero"`
	Encryption  Text     `json:"encryption,omitzero"`
	Integrity   Text     `json:"integrity,omitzero"`
	InBytes     Count    `json:"in_bytes,omitzero"`
	OutBytes    Count    `json:"out_bytes,omitzero"`
	Ref         Ref      `json:"ref"`
}
