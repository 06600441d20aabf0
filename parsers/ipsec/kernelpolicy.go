package ipsec

// A KernelPolicy is one entry of the security policy database that a kernel
// holds (RFC 4301, section 4.4.1; Linux: ip-xfrm(8)). The IKE daemon puts it
// there; it can be gone or differ while the daemon still lists the SA.
type KernelPolicy struct {
	// Direction is "in", "out" or "fwd".
	Direction string `json:"direction"`
	// Source and Destination are those of the packets it is for.
	Source      Selector `json:"source"`
	Destination Selector `json:"destination"`
	// Block says that it drops what it is for.
	Block bool `json:"block,omitempty"`
	// TemplateSource and TemplateDestination are the outer addresses of the SA
	// that packets must use; empty without a template.
	TemplateSource      string `json:"template_source,omitempty"`
	TemplateDestination string `json:"template_destination,omitempty"`
	// IfID is the interface id of a routed tunnel, Mark the mark that packets
	// must have, both as printed; unknown where the entry has none.
	IfID Text `json:"if_id,omitzero"`
	Mark Text `json:"mark,omitzero"`
	Ref  Ref  `json:"ref"`
}
