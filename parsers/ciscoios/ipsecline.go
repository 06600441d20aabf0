package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// An ipsecRule reads the lines that begin with a prefix, without the prefix.
type ipsecRule struct {
	prefix string
	read   func(r *ipsecReader, rest string)
}

// line finds the rule of a line by its first byte and then its prefix.
func (r *ipsecReader) line(line string) bool {
	for _, rule := range ipsecRules(line[0]) {
		if rest, ok := strings.CutPrefix(line, rule.prefix); ok {
			rule.read(r, rest)
			return true
		}
	}
	return false
}

func ipsecRules(first byte) []ipsecRule {
	switch first {
	case '#':
		return rulesCount
	case 'c':
		return rulesC
	case 'i':
		return rulesI
	case 'l':
		return rulesL
	case 'o':
		return rulesO
	case 'p':
		return rulesP
	case 'r':
		return rulesR
	case 's':
		return rulesS
	case 't':
		return rulesT
	}
	if first >= 'A' && first <= 'Z' {
		return rulesUpper
	}
	return nil
}

var (
	rulesCount = []ipsecRule{{"", (*ipsecReader).counters}}
	rulesC     = []ipsecRule{{"conn id:", (*ipsecReader).remark}, {"current outbound spi:", (*ipsecReader).outbound}, {"current_peer", (*ipsecReader).peer}, {"current peer", (*ipsecReader).peer}}
	rulesI     = []ipsecRule{
		{"in use settings", (*ipsecReader).settings}, {"inbound ", (*ipsecReader).inboundSection},
		{"interface:", func(r *ipsecReader, rest string) { r.head(strings.TrimSpace(rest), "", "") }},
		{"ip mtu", func(r *ipsecReader, rest string) { r.mtus("ip mtu", rest) }},
		{"initiator", (*ipsecReader).remark},
	}
	rulesL = []ipsecRule{
		{"local  ident", (*ipsecReader).localIdent}, {"local ident", (*ipsecReader).localIdent},
		{"local crypto endpt.:", (*ipsecReader).localEnd},
	}
	rulesO = []ipsecRule{{"outbound ", (*ipsecReader).outboundSection}}
	rulesP = []ipsecRule{
		{"plaintext mtu", func(r *ipsecReader, rest string) { r.mtus("plaintext mtu", rest) }},
		{"path mtu", func(r *ipsecReader, rest string) { r.mtus("path mtu", rest) }},
		{"protected vrf:", (*ipsecReader).protectedVRF},
	}
	rulesR = []ipsecRule{
		{"remote  ident", (*ipsecReader).remoteIdent}, {"remote ident", (*ipsecReader).remoteIdent},
		{"remote crypto endpt.:", (*ipsecReader).remoteEnd},
		{"replay detection support:", (*ipsecReader).replay}, {"replay window", (*ipsecReader).remark},
	}
	rulesS     = []ipsecRule{{"sa timing:", (*ipsecReader).timing}, {"spi:", (*ipsecReader).spi}}
	rulesT     = []ipsecRule{{"transform:", (*ipsecReader).transform}}
	rulesUpper = []ipsecRule{
		{"Status:", (*ipsecReader).status}, {"Crypto map tag:", (*ipsecReader).cryptoMap}, {"PERMIT", (*ipsecReader).permit}, {"DENY", (*ipsecReader).permit},
		{"PFS (Y/N):", (*ipsecReader).pfs}, {"IV size:", (*ipsecReader).remark}, {"Kilobyte Volume Rekey", (*ipsecReader).remark},
		{"IPsecv6 policy name:", (*ipsecReader).policyName}, {"Group:", (*ipsecReader).remark}, {"No SAs found", func(*ipsecReader, string) {}},
		{"There are no ipsec sas", func(*ipsecReader, string) {}},
	}
)

// remark is for lines that are known and carry nothing we keep.
func (r *ipsecReader) remark(string) { r.touch() }

// cryptoMap reads "NAME, local addr A".
func (r *ipsecReader) cryptoMap(rest string) {
	name, addr, _ := strings.Cut(rest, ", local addr ")
	r.head(r.iface, strings.TrimSpace(name), strings.TrimSpace(addr))
}

func (r *ipsecReader) policyName(rest string) { r.policy = strings.TrimSpace(rest) }

func (r *ipsecReader) protectedVRF(rest string) {
	r.once(hasVRF)
	r.cur.VRF = vrf(rest, r.at)
}

func (r *ipsecReader) localIdent(rest string) {
	r.once(hasLocal)
	r.cur.LocalTS = r.ident(rest)
}

func (r *ipsecReader) remoteIdent(rest string) {
	r.once(hasRemote)
	r.cur.RemoteTS = r.ident(rest)
}

// ident reads "(addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)".
func (r *ipsecReader) ident(rest string) []ipsec.Selector {
	_, text, ok := strings.Cut(rest, "): (")
	text, closed := strings.CutSuffix(text, ")")
	if !ok || !closed {
		return nil // cut off, so perhaps another selector than it looks
	}
	if strings.Count(text, "/") != 3 {
		return r.selectors.One(ipsec.Selector{Text: text})
	}
	addr, text, _ := strings.Cut(text, "/")
	mask, text, _ := strings.Cut(text, "/")
	proto, port, _ := strings.Cut(text, "/")
	s, _ := scan.MaskSelector(addr, mask, proto, port)
	return r.selectors.One(s)
}

// peer reads "192.0.2.1 port 500".
func (r *ipsecReader) peer(rest string) {
	r.once(hasPeer)
	addr, rest := cutWord(strings.TrimLeft(rest, ": "))
	r.cur.Peer = ipsec.Endpoint{Address: strings.TrimSuffix(addr, ",")}
	if text, ok := field(rest, "port"); ok {
		if port, _, ok := scan.Leading(text); ok && port <= 65535 {
			r.cur.Peer.Port = uint16(port)
		}
	}
}

// permit reads ", flags={origin_is_acl,}"; the brackets vary.
func (r *ipsecReader) permit(rest string) {
	r.touch()
	_, flags, _ := strings.Cut(rest, "flags=")
	for flag := range strings.SplitSeq(strings.Trim(flags, "{}( )"), ",") {
		if flag = strings.Trim(flag, " {}"); flag != "" {
			if r.cur.Flags == nil {
				r.cur.Flags = r.words.One(flag)
				continue
			}
			r.cur.Flags = append(r.cur.Flags, flag)
		}
	}
}

// localEnd reads "A, remote crypto endpt.: B"; IPv6 has B on the next line.
func (r *ipsecReader) localEnd(rest string) {
	r.touch()
	local, remote, _ := strings.Cut(rest, ",")
	r.cur.Local = scan.Endpoint(local)
	if end, ok := field(strings.TrimSpace(remote), "remote crypto endpt.:"); ok {
		r.cur.Remote = scan.Endpoint(end)
	}
}

func (r *ipsecReader) remoteEnd(rest string) {
	r.touch()
	r.cur.Remote = scan.Endpoint(rest)
}

// mtus reads "plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb X"
// after the name of the first.
func (r *ipsecReader) mtus(name, rest string) {
	r.touch()
	value, rest, _ := strings.Cut(rest, ",")
	r.mtu(name, value)
	for part := range strings.SplitSeq(rest, ",") {
		part = strings.TrimSpace(part)
		if space := strings.LastIndexByte(part, ' '); space >= 0 {
			r.mtu(part[:space], part[space:])
		}
	}
}

func (r *ipsecReader) mtu(name, value string) {
	n, ok := scan.Uint(strings.TrimSpace(value))
	if !ok {
		return
	}
	switch name {
	case "plaintext mtu":
		r.cur.PlaintextMTU = ipsec.Saw(n, r.at)
	case "path mtu":
		r.cur.PathMTU = ipsec.Saw(n, r.at)
	case "ip mtu", "ipv6 mtu":
		r.cur.IPMTU = ipsec.Saw(n, r.at)
	}
}

// pfs reads "Y, DH group: group20[, ...]"; with a post-quantum exchange alone
// the group is none.
func (r *ipsecReader) pfs(rest string) {
	r.touch()
	answer, more, _ := strings.Cut(strings.TrimSpace(rest), ",")
	switch answer {
	case "Y", "N":
		r.cur.PFS = ipsec.Saw(answer == "Y", r.at)
	}
	group := between(more, "DH group:", ",")
	if group == "none" {
		group = between(more, "PQC Key Exchange:", ",")
	}
	r.cur.Proposal.KeyExchange = group
}
