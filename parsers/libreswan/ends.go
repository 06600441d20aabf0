package libreswan

import (
	"net/netip"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// An end is one side of a connection as pluto prints it:
// "10.2.0.0/16===203.0.113.1<gw>[@br1]---203.0.113.2".
type end struct {
	address string
	id      string
	subnets []ipsec.Selector
}

// readEnds reads "ours...theirs", this device's side first.
func readEnds(s string) (ours, theirs end, ok bool) {
	left, right, ok := cutOutside(s, "...")
	if !ok {
		return ours, theirs, false
	}
	if subnets, host, has := cutOutside(left, "==="); has {
		ours.subnets = readSelectors(subnets)
		left = host
	}
	if host, subnets, has := cutOutside(right, "==="); has {
		theirs.subnets = readSelectors(subnets)
		right = host
	}
	left, _, _ = cutOutside(left, "---")
	if _, host, has := cutOutside(right, "---"); has {
		right = host
	}
	ours.host(left)
	theirs.host(right)
	return ours, theirs, ours.address != "" && theirs.address != ""
}

// host reads "203.0.113.1<gw.example.com>[@br1,+MC]:17/1701".
func (e *end) host(s string) {
	e.address = s
	if i := strings.IndexAny(s, "<["); i >= 0 {
		e.address = s[:i]
	}
	if i := strings.IndexByte(s, '['); i >= 0 {
		if j := strings.LastIndexByte(s, ']'); j > i {
			id, _, _ := strings.Cut(s[i+1:j], ",+")
			e.id = identity(id)
		}
	}
	if len(e.subnets) > 0 {
		return
	}
	// A connection without subnets protects the hosts themselves.
	if ip, err := netip.ParseAddr(e.address); err == nil {
		e.subnets = []ipsec.Selector{ipsec.PrefixSelector(netip.PrefixFrom(ip, ip.BitLen()), ip.String())}
	}
}

// cutOutside cuts at sep where it stands outside of brackets: a distinguished
// name may hold anything.
func cutOutside(s, sep string) (before, after string, ok bool) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth <= 0 && strings.HasPrefix(s[i:], sep) {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}

// identity returns an identity as other devices print it: @hq.example.com is
// the name hq.example.com. Empty for words that stand for no identity.
func identity(id string) string {
	id = strings.Trim(strings.TrimSpace(id), `'"`)
	switch id {
	case "%fromcert", "%none", "(none)", "%any", "%null":
		return ""
	}
	if rest, ok := strings.CutPrefix(id, "@"); ok && !strings.HasPrefix(rest, "#") && !strings.HasPrefix(rest, "[") && !strings.HasPrefix(rest, "@") {
		return rest
	}
	return id
}

// readSelectors reads "10.2.0.0/16", "{10.2.0.0/16 10.3.0.0/16}",
// "10.2.0.0/16,10.3.0.0/16" and one with protocol and port.
func readSelectors(s string) []ipsec.Selector {
	var out []ipsec.Selector
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,{}", r) }) {
		out = append(out, readSelector(word))
	}
	return out
}

// readSelector reads "10.2.0.0/16", "10.2.0.0/16:6/22", "10.2.0.0/16/tcp/22",
// and "10.2.0.0-10.2.255.255:0-65535 0" of a log without its last number.
func readSelector(word string) ipsec.Selector {
	out := ipsec.Selector{Text: word}
	if from, to, ok := strings.Cut(word, "-"); ok && !strings.Contains(from, "/") {
		to, _, _ = strings.Cut(to, ":")
		a, errA := netip.ParseAddr(from)
		b, errB := netip.ParseAddr(to)
		if errA == nil && errB == nil {
			out.From, out.To, out.ToPort = a, b, ipsec.AnyPort
		}
		return out
	}
	address, restriction := word, ""
	if p, port, ok := strings.Cut(word, ":"); ok && strings.Contains(p, ".") {
		address, restriction = p, port
	} else if parts := strings.SplitN(word, "/", 3); len(parts) == 3 {
		address, restriction = parts[0]+"/"+parts[1], parts[2]
	}
	host, mask, _ := strings.Cut(address, "/")
	proto, port, _ := strings.Cut(strings.ToLower(restriction), "/")
	if port == "%any" {
		port = ""
	}
	if s, ok := scan.MaskSelector(host, mask, proto, port); ok {
		s.Text = word
		return s
	}
	return out
}
