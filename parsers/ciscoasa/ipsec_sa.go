package ciscoasa

import (
	"strconv"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// sa reads the lists "inbound esp sas:", "outbound esp sas:" and the SAs in them.
func (r *ipsecReader) sa(n int, line string) bool {
	if strings.HasSuffix(line, " sas:") {
		dir, rest, ok := strings.Cut(line, "bound ")
		r.list, r.inbound = true, dir == "in"
		if r.protocol = strings.TrimSuffix(rest, " sas:"); r.protocol == "esp" {
			r.protocol = "ESP"
		} else {
			r.protocol = strings.ToUpper(r.protocol)
		}
		return ok && (dir == "in" || dir == "out")
	}
	if !r.list {
		return false
	}
	return r.saKeys(n, line) || isBitmap(line)
}

// isBitmap reports a line of the anti-replay bitmap: "0x00000000 0x0000001F".
func isBitmap(line string) bool {
	return strings.HasPrefix(line, "0x") && strings.Trim(line, "0123456789abcdefABCDEFx ") == ""
}

func (r *ipsecReader) saKeys(n int, line string) bool {
	at := r.t.At(n)
	switch key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) {
	case "spi":
		r.addSPI(value)
	case "SA State":
		if r.flow.Word == "" {
			r.flow.Word = strings.TrimSpace(value)
		}
	case "transform":
		if r.flow.Proposal.Text == "" {
			r.flow.Proposal = r.transform(value)
		}
	case "sa timing":
		r.timing(n, line)
	case "replay detection support":
		if !r.flow.Replay.Known() {
			r.flow.Replay = flag(value, at)
		}
	case "slot", "IV size", "Anti replay bitmap", "Anti-replay(ESN)", "ike_cookies":
	default:
		if !strings.HasPrefix(line, "in use settings") {
			return false
		}
		r.useSettings(n, line)
	}
	return true
}

func (r *ipsecReader) addSPI(value string) {
	spi, ok := scan.SPI(value)
	if !ok {
		return
	}
	to := &r.flow.OutSPI
	if r.inbound {
		to = &r.flow.InSPI
	}
	*to = appendTo(&r.words, *to, spi)
	if !r.flow.Protocol.Known() {
		r.flow.Protocol = ipsec.Saw(r.protocol, r.flow.Ref)
	}
}

// useSettings reads "in use settings ={L2L, Tunnel, NAT-T-Encaps, PFS Group 2, IKEv1, }".
func (r *ipsecReader) useSettings(n int, line string) {
	at := r.t.At(n)
	r.settings = true
	udp := false
	_, list, _ := strings.Cut(line, "{")
	for word := range strings.SplitSeq(strings.Trim(list, "} "), ",") {
		switch word = strings.TrimSpace(word); {
		case word == "Tunnel":
			r.flow.Mode = ipsec.Saw("tunnel", at)
		case word == "Transport":
			r.flow.Mode = ipsec.Saw("transport", at)
		case strings.Contains(word, "NAT-T") || strings.Contains(word, "UDP"):
			udp = true
		case strings.HasPrefix(word, "PFS"):
			r.flow.PFS = ipsec.Saw(true, at)
			r.flow.Proposal.KeyExchange = strings.TrimSpace(strings.TrimPrefix(word, "PFS"))
		}
	}
	r.flow.UDPEncap = ipsec.Saw(udp, at)
}

// timing reads "remaining key lifetime (kB/sec): (4239359/28761)" and the form
// with seconds only.
func (r *ipsecReader) timing(n int, line string) {
	at := r.t.At(n)
	_, value, _ := strings.Cut(line, "sec):")
	value = strings.Trim(strings.TrimSpace(value), "()")
	kb, sec, both := strings.Cut(value, "/")
	if !both {
		kb, sec = "", value
	}
	left, volume := duration(sec, at), count(kb, at)
	if r.inbound {
		r.flow.ExpiresInIn, r.flow.KBytesIn = knownTo(&r.times, r.flow.ExpiresInIn, left), knownTo(&r.counts, r.flow.KBytesIn, volume)
	} else {
		r.flow.ExpiresInOut, r.flow.KBytesOut = knownTo(&r.times, r.flow.ExpiresInOut, left), knownTo(&r.counts, r.flow.KBytesOut, volume)
	}
	if d, ok := left.Get(); ok && (!r.flow.ExpiresIn.Known() || d > r.flow.ExpiresIn.Or(0)) {
		r.flow.ExpiresIn = left
	}
}

// appendTo adds a value to a list, which is mostly of one.
func appendTo[T any](slab *cisco.Slab[T], list []T, v T) []T {
	if len(list) == 0 {
		return slab.One(v)
	}
	return append(list, v)
}

func knownTo[T any](slab *cisco.Slab[ipsec.Observed[T]], list []ipsec.Observed[T], v ipsec.Observed[T]) []ipsec.Observed[T] {
	if !v.Known() {
		return list
	}
	return appendTo(slab, list, v)
}

func appendKnown[T any](list []ipsec.Observed[T], v ipsec.Observed[T]) []ipsec.Observed[T] {
	if !v.Known() {
		return list
	}
	return append(list, v)
}

// transform takes a transform apart, unless it is the last one again.
func (r *ipsecReader) transform(value string) ipsec.Proposal {
	if r.read == "" || value != r.read {
		r.read, r.last = value, transform(strings.TrimSpace(value))
	}
	return r.last
}

// transform reads "esp-aes-256 esp-sha-hmac no compression".
func transform(s string) ipsec.Proposal {
	p := ipsec.Proposal{Text: strings.TrimSpace(strings.TrimSuffix(s, "no compression"))}
	words := strings.Fields(p.Text)
	for _, w := range words {
		switch {
		case strings.HasSuffix(w, "-hmac"):
			p.Integrity = w
		case strings.HasPrefix(w, "esp-") && p.Encryption == "":
			p.Encryption = w
		}
	}
	if i := strings.LastIndexByte(p.Encryption, '-'); i > 0 {
		p.KeyBits, _ = strconv.Atoi(p.Encryption[i+1:])
	}
	return p
}
