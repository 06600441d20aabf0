package libreswan

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A conn is one connection of "ipsec status": an entry of the configuration,
// one of its subnet pairs, or an instance for one peer.
type conn struct {
	name         connName
	peer         ipsec.Peer
	ours, theirs end
	// route is how the kernel treats the connection's packets.
	route string
	// newestIKE and newestChild are the numbers of the newest SAs, ikeWith and
	// childWith the algorithms they use.
	newestIKE, newestChild string
	ikeWith, childWith     ipsec.Proposal
	policy                 ipsec.Policy
	template               bool
}

// connLine reads `"hq": 10.2.0.0/16===...` and the lines that follow it.
func (r *statusReader) connLine(line string, n int) bool {
	name, rest, ok := cutConn(line)
	value, isConn := strings.CutPrefix(rest, ":")
	if !ok || !isConn {
		return false
	}
	c := r.conns[name.key()]
	at := r.text.At(n)
	if c == nil {
		c = &conn{name: name, peer: ipsec.Peer{Name: name.base, Ref: at}, policy: ipsec.Policy{Name: name.full, Ref: at}}
		r.conns[name.key()] = c
		r.order = append(r.order, c)
	}
	value = strings.TrimPrefix(value, " ")
	// "CAs:" has the same shape, and its blanks may be lost.
	if !strings.HasPrefix(value, " ") && !strings.HasPrefix(value, "CAs:") && strings.Contains(value, "...") {
		return c.head(value, at)
	}
	if !c.line(strings.TrimSpace(value), at) {
		return false
	}
	c.peer.Ref.Last, c.policy.Ref.Last = at.Last, at.Last
	return true
}

// head reads `10.2.0.0/16===203.0.113.1[@br1]...198.51.100.1[@hq]===10.1.0.0/16;
// unrouted; eroute owner: #0`.
func (c *conn) head(s string, at ipsec.Ref) bool {
	ends, rest, _ := cutOutside(s, "; ")
	ours, theirs, ok := readEnds(ends)
	if !ok {
		return false
	}
	c.ours, c.theirs = ours, theirs
	c.route, _, _ = strings.Cut(rest, ";")
	c.peer.LocalAddrs, c.peer.RemoteAddrs = addresses(ours.address), addresses(theirs.address)
	if ours.id != "" {
		c.peer.LocalID = ipsec.Saw(ours.id, at)
	}
	if theirs.id != "" {
		c.peer.RemoteID = ipsec.Saw(theirs.id, at)
	}
	c.policy.LocalTS, c.policy.RemoteTS = ours.subnets, theirs.subnets
	return true
}

// addresses returns a configured address. %group and %opportunistic stand for
// any peer, like %any.
func addresses(s string) []string {
	if s == "%group" || s == "%opportunistic" || s == "%opportunisticgroup" {
		s = "%any"
	}
	return []string{s}
}

// line reads one further line of a connection.
func (c *conn) line(s string, at ipsec.Ref) bool {
	key, value, _ := strings.Cut(s, ":")
	value = strings.TrimSpace(value)
	switch key {
	case "our auth":
		c.auth(s, at)
	case "policy":
		flags, _, _ := strings.Cut(value, ";")
		c.policies(flags, at)
		if name := part(s, "interface: "); name != "" && name != "unset" {
			c.peer.Interface = ipsec.Saw(name, at)
		}
	case "our idtype":
		c.ids(s, at)
	case "conn_prio":
		if name := part(s, "interface: "); name != "" && name != "unset" {
			c.peer.Interface = ipsec.Saw(name, at)
		}
	case "liveness", "dpd":
		c.liveness(s, at)
	case "IKE algorithms":
		c.peer.Proposals = proposals("IKE", value)
	case "ESP algorithms", "AH algorithms":
		c.policy.Proposals = proposals(strings.TrimSuffix(key, " algorithms"), value)
	case "IKEv1 algorithm newest", "IKEv2 algorithm newest", "IKE algorithm newest":
		c.ikeWith = ikeProposal(value)
	case "ESP algorithm newest", "AH algorithm newest":
		c.childWith = childProposal(value)
	case "IKE proposal":
		c.ikeWith = oldProposal(value, false)
	case "ESP proposal", "AH proposal":
		c.childWith = oldProposal(value, true)
	case "dpd_action":
		c.oldLiveness(s, at)
	case "newest ISAKMP SA", "newest IKE SA":
		c.newestIKE, c.newestChild = part(s, key+": #"), part(s, "newest IPsec SA: #")
	case "routing":
		c.routing(s)
	default:
		return c.orientation(s, at) || isQuietKey(key)
	}
	return true
}

// orientation reads "oriented; my_ip=..." and "host: oriented; local: A; remote: B".
// A connection that is not oriented has no address of this host on either
// side: pluto cannot use it, and which side is meant to be this one is open.
func (c *conn) orientation(s string, at ipsec.Ref) bool {
	word, _, _ := strings.Cut(strings.TrimPrefix(s, "host: "), ";")
	switch word {
	case "oriented":
		c.peer.Bound = ipsec.Saw(true, at)
	case "unoriented":
		c.peer.Bound = ipsec.Saw(false, at)
		c.peer.LocalAddrs, c.peer.RemoteAddrs = nil, nil
		c.peer.LocalID, c.peer.RemoteID = ipsec.Text{}, ipsec.Text{}
		c.policy.LocalTS, c.policy.RemoteTS = nil, nil
	default:
		return false
	}
	return true
}

// routing reads "routing: routed-tunnel; owner: Child SA #4; established IKE
// SA: #3; established Child SA: #4;" of Libreswan 5.
func (c *conn) routing(s string) {
	for _, key := range []string{"established IKE SA: #", "established ISAKMP SA: #"} {
		if v := part(s, key); v != "" {
			c.newestIKE = v
		}
	}
	for _, key := range []string{"established Child SA: #", "established IPsec SA: #"} {
		if v := part(s, key); v != "" {
			c.newestChild = v
		}
	}
}

// liveness reads "liveness: passive; dpdaction:hold; dpddelay:0s;", "dpd:
// action:hold; delay:0; timeout:0;" and "dpd: passive; delay:0s;".
func (c *conn) liveness(s string, at ipsec.Ref) {
	delay := part(s, "delay:")
	if d, ok := scan.Duration(delay); ok {
		c.peer.DPD = ipsec.Saw(d, at)
	} else if n, ok := scan.Int(delay); ok {
		c.peer.DPD = ipsec.Saw(time.Duration(n)*time.Second, at)
	}
	if action := part(s, "action:"); action != "" {
		c.policy.DPDAction = ipsec.Saw(action, at)
	}
}

// part returns what stands behind a key, up to the next semicolon.
func part(s, key string) string {
	_, rest, ok := strings.Cut(s, key)
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, ";")
	return strings.TrimSpace(rest)
}

// isQuietKey reports whether a line of a connection is known and says nothing
// that the model holds.
func isQuietKey(key string) bool {
	switch key {
	case "xauth us", "modecfg info", "sec_label", "labeled_ipsec", "policy_label", "CAs", "ike_life", "retransmit-interval", "initial-contact",
		"v2-auth-hash-policy", "nflog-group", "nat-traversal", "conn serial", "sendca", "reqid", "iptfs", "cisco-split", "addresspool", "aliases", "alias",
		"IKE algorithms wanted", "IKE algorithms found", "ESP algorithms wanted", "ESP algorithms loaded", "ESP algorithms found",
		"AH algorithms wanted", "AH algorithms loaded", "CA", "srcip", "keyingtries", "rekey_margin":
		return true
	}
	for _, prefix := range []string{"my_updown=", "mycert=", "peercert=", "host", "my_ip=", "myip=", "hisip=", "tcp", "encapsulation"} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}
