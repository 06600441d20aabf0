package ipsec

// A Translation is one address translation that a device has made and still
// holds, for a connection or for an address as a whole.
type Translation struct {
	// Protocol is the IP protocol number; zero is any.
	Protocol uint8 `json:"protocol,omitempty"`
	// InsideLocal is the host behind the device, InsideGlobal what it looks like
	// outside.
	InsideLocal  Endpoint `json:"inside_local"`
	InsideGlobal Endpoint `json:"inside_global"`
	// OutsideGlobal is the host that it talks to, OutsideLocal what that looks like
	// inside; both are empty for an address as a whole.
	OutsideLocal  Endpoint `json:"outside_local,omitzero"`
	OutsideGlobal Endpoint `json:"outside_global,omitzero"`
	Ref           Ref      `json:"ref"`
}

// A RevocationList is a certificate revocation list that a device holds (RFC
// 5280, section 5).
type RevocationList struct {
	// Issuer is the name of the certification authority as printed.
	Issuer string `json:"issuer"`
	// ThisUpdate is when it was issued; after NextUpdate it is out of date.
	ThisUpdate Time `json:"this_update,omitzero"`
	NextUpdate Time `json:"next_update,omitzero"`
	Ref        Ref  `json:"ref"`
}
