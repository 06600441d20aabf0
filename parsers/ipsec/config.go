package ipsec

// A Peer is one configured connection: an IKE peer with the policies that
// belong to it. Absent values were not printed.
type Peer struct {
	Name string `json:"name"`
	// Version is 1 or 2; 0 observed means the device takes both.
	Version Number `json:"version,omitzero"`
	// LocalAddrs and RemoteAddrs are configured addresses or names; "%any"
	// stands for any address.
	LocalAddrs  []string `json:"local_addrs,omitempty"`
	RemoteAddrs []string `json:"remote_addrs,omitempty"`
	LocalID     Text     `json:"local_id,omitzero"`
	RemoteID    Text     `json:"remote_id,omitzero"`
	// LocalAuth and RemoteAuth are "psk", "pubkey", "eap", "xauth" or the
	// device's own word.
	LocalAuth  Text     `json:"local_auth,omitzero"`
	RemoteAuth Text     `json:"remote_auth,omitzero"`
	Aggressive Flag     `json:"aggressive,omitzero"`
	RekeyTime  Duration `json:"rekey_s,omitzero"`
	ReauthTime Duration `json:"reauth_s,omitzero"`
	// DPD is the interval of the liveness check; zero is "off".
	DPD       Duration `json:"dpd_s,omitzero"`
	Lifetime  Duration `json:"lifetime_s,omitzero"`
	Proposals []string `json:"proposals,omitempty"`
	// ProposalsRef are the lines of the proposals where they are not those of Ref.
	ProposalsRef *Ref `json:"-"`
	Interface    Text `json:"interface,omitzero"`
	// Key is a digest of the pre-shared key under a secret of this run: equal
	// digests are equal keys, and nothing can be read back. A key that the
	// device hides or encrypts stays unknown.
	Key Text `json:"-"`
	// KeyFor are the peers that the pre-shared key is configured for: an
	// address, a prefix ("0.0.0.0/0" is every peer) or a name.
	KeyFor Text `json:"key_for,omitzero"`
	// KeyElsewhere says where a key for this peer stands that the connection does
	// not use, while it has none of its own: another VRF, another keyring.
	// KeyRival is another keyring with a key for the same peer, of another value or
	// unknown, which may be taken before the connection's own is.
	KeyElsewhere Text `json:"key_elsewhere,omitzero"`
	// NoKey says that the whole configuration was read and has no pre-shared key
	// for this peer, of a connection that needs one.
	NoKey    Flag `json:"no_key,omitzero"`
	KeyRival Text `json:"key_rival,omitzero"`
	// Disabled says that the configuration switches the connection off.
	Disabled Flag `json:"disabled,omitzero"`
	// Incomplete says that the device reports a missing part (a crypto map
	// without peer or access list).
	Incomplete Flag `json:"incomplete,omitzero"`
	// Bound says whether the connection is active on an interface.
	Bound    Flag     `json:"bound,omitzero"`
	Policies []Policy `json:"policies,omitempty"`
	Ref      Ref      `json:"ref"`
}

// A Policy is one configured entry of the security policy database (RFC 4301,
// section 4.4.1): which traffic a connection is meant to protect.
type Policy struct {
	Name      string     `json:"name,omitempty"`
	LocalTS   []Selector `json:"local_ts,omitempty"`
	RemoteTS  []Selector `json:"remote_ts,omitempty"`
	Mode      Text       `json:"mode,omitzero"`
	PFS       Text       `json:"pfs,omitzero"`
	Proposals []string   `json:"proposals,omitempty"`
	// ProposalsRef are the lines of the proposals where they are not those of Ref.
	ProposalsRef *Ref     `json:"-"`
	RekeyTime    Duration `json:"rekey_s,omitzero"`
	Lifetime     Duration `json:"lifetime_s,omitzero"`
	// LifetimeKB is the volume after which the SA is replaced, in kilobytes.
	LifetimeKB Count `json:"lifetime_kb,omitzero"`
	// List is the access list that selects the traffic.
	List Text `json:"list,omitzero"`
	// DPDAction, StartAction and CloseAction are the device's words.
	DPDAction   Text `json:"dpd_action,omitzero"`
	StartAction Text `json:"start_action,omitzero"`
	CloseAction Text `json:"close_action,omitzero"`
	Ref         Ref  `json:"ref"`
}

// A Certificate is an X.509 certificate the device holds.
type Certificate struct {
	Subject   string   `json:"subject"`
	Issuer    string   `json:"issuer,omitempty"`
	Serial    Text     `json:"serial,omitzero"`
	AltNames  []string `json:"alt_names,omitempty"`
	NotBefore Time     `json:"not_before,omitzero"`
	NotAfter  Time     `json:"not_after,omitzero"`
	CA        Flag     `json:"ca,omitzero"`
	// HasKey says whether the device holds the private key.
	HasKey Flag `json:"has_private_key,omitzero"`
	// Verdict is the device's own word about the validity: ok, expired.
	Verdict    Text `json:"verdict,omitzero"`
	Trustpoint Text `json:"trustpoint,omitzero"`
	// KeyType is "RSA", "ECDSA" or the device's own word, KeyBits the length of
	// the key; SignedWith is the signature's algorithm as printed: "SHA256 with
	// RSA Encryption".
	KeyType    Text   `json:"key_type,omitzero"`
	KeyBits    Number `json:"key_bits,omitzero"`
	SignedWith Text   `json:"signed_with,omitzero"`
	Ref        Ref    `json:"ref"`
}

// A Route is the answer to one route lookup.
type Route struct {
	// Destination is what was asked for.
	Destination string `json:"destination"`
	// Found is false when the device says that it has no route.
	Found     Flag `json:"found,omitzero"`
	Interface Text `json:"interface,omitzero"`
	NextHop   Text `json:"next_hop,omitzero"`
	Source    Text `json:"source,omitzero"`
	Ref       Ref  `json:"ref"`
}

// An Interface is the state of one network interface.
type Interface struct {
	Name      string   `json:"name"`
	Addresses []string `json:"addresses,omitempty"`
	// AdminUp is whether configuration has it switched on; LinkUp is whether
	// its line protocol is up.
	AdminUp Flag `json:"admin_up,omitzero"`
	LinkUp  Flag `json:"link_up,omitzero"`
	// MTU is the largest IP packet in octets; MSS the clamp on TCP segments.
	MTU Number `json:"mtu,omitzero"`
	MSS Number `json:"mss,omitzero"`
	VRF Text   `json:"vrf,omitzero"`
	// TunnelSource, TunnelDestination and TunnelMode describe a tunnel
	// interface; Protection is the IPsec profile that protects it.
	TunnelSource      Text `json:"tunnel_source,omitzero"`
	TunnelDestination Text `json:"tunnel_destination,omitzero"`
	TunnelMode        Text `json:"tunnel_mode,omitzero"`
	Protection        Text `json:"protection,omitzero"`
	// Keepalive is the interval of the keepalives of a GRE tunnel, zero where they
	// are off; after KeepaliveRetries unanswered ones the interface goes down.
	Keepalive        Duration `json:"keepalive_s,omitzero"`
	KeepaliveRetries Number   `json:"keepalive_retries,omitzero"`
	// CryptoMap is the policy bound to the interface.
	CryptoMap Text  `json:"crypto_map,omitzero"`
	InDrops   Count `json:"in_drops,omitzero"`
	OutDrops  Count `json:"out_drops,omitzero"`
	Ref       Ref   `json:"ref"`
}

// A Named is a counter under the device's own name: a kernel drop counter, a
// count of IKE messages.
type Named struct {
	Name  string `json:"name"`
	Scope string `json:"scope,omitempty"`
	Count Count  `json:"count"`
}

// A Debug is one kind of debugging output that is switched on, in the words of
// the device.
type Debug struct {
	Name string `json:"name"`
	Ref  Ref    `json:"ref"`
}
