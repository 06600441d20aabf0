package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// stateLine reads the lines of an SA:
//
//	#1: "hq":500 STATE_V2_ESTABLISHED_IKE_SA (established IKE SA); REKEY in 28064s; newest; idle;
//	#2: "hq" esp.8c0b4703@198.51.100.1 esp.785c1b67@203.0.113.1 tun.0@... Traffic: ESPin=840B ESPout=840B
//	#1: pending Child SA for "hq"
func (r *statusReader) stateLine(line string, n int) bool {
	number, rest, ok := strings.Cut(strings.TrimPrefix(line, "#"), ": ")
	if _, isNumber := scan.Int(number); !ok || !isNumber {
		return false
	}
	at := r.text.At(n)
	if strings.HasPrefix(rest, "pending ") {
		if sa := r.ike[number]; sa != nil {
			sa.QueuedTasks = append(sa.QueuedTasks, rest)
			sa.Ref.Last = max(sa.Ref.Last, at.Last)
		}
		return true
	}
	name, rest, ok := cutConn(rest)
	if !ok {
		return false
	}
	if word := strings.TrimSpace(rest); strings.HasPrefix(word, "esp.") || strings.HasPrefix(word, "ah.") || strings.HasPrefix(word, "comp.") {
		r.spis(number, word, at)
		return true
	}
	host, port := cutPort(name.address)
	if after, has := strings.CutPrefix(rest, ":"); has && name.address == "" {
		digits, tail, _ := strings.Cut(after, " ")
		p, _ := scan.Int(strings.TrimPrefix(strings.TrimPrefix(digits, "UDP/"), "TCP/"))
		port, rest = uint16(min(p, 65535)), tail
	}
	name.address = host
	r.names[number] = name
	r.sa(number, name, port, strings.Split(strings.TrimSpace(rest), ";"), at)
	return true
}

// sa makes an IKE SA or a Child SA of the parts of its line.
func (r *statusReader) sa(number string, name connName, port uint16, parts []string, at ipsec.Ref) {
	word, story, hasStory := strings.Cut(parts[0], " (")
	if !strings.HasPrefix(word, "STATE_") {
		word, hasStory = parts[0], false
	}
	s := meaning(word)
	if hasStory && s.ike == ipsec.IKEUnknown {
		s = meaning(strings.TrimSuffix(story, ")"))
	}
	if s.child != "" {
		sa := &ipsec.ChildSA{Name: name.full, ID: number, State: s.child, Word: word, Ref: at}
		sa.Remote = ipsec.Endpoint{Address: name.address, Port: port}
		for _, p := range parts[1:] {
			childPart(sa, strings.TrimSpace(p), s, at)
		}
		r.children[number] = sa
		r.numbers = append(r.numbers, number)
		return
	}
	sa := &ipsec.IKESA{Name: name.base, ID: number, State: s.ike, Word: word, Role: s.role, Ref: at}
	sa.Remote = ipsec.Endpoint{Address: name.address, Port: port}
	if s.version != 0 {
		sa.Version = ipsec.Saw(s.version, at)
	}
	if s.mode != "" {
		sa.Mode = ipsec.Saw(s.mode, at)
	}
	for _, p := range parts[1:] {
		ikePart(sa, strings.TrimSpace(p), s, at)
	}
	r.ike[number] = sa
	r.numbers = append(r.numbers, number)
}

// event reads "REKEY in 28064s" and "EVENT_SA_REPLACE in 3326s".
func event(p string, at ipsec.Ref) (name string, when ipsec.Duration) {
	name, in, ok := strings.Cut(p, " in ")
	if !ok {
		return "", when
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "EVENT_"), "SA_")
	if d, isTime := scan.Duration(in); isTime {
		when = ipsec.Saw(d, at)
	}
	return name, when
}

// ikePart reads one part behind the state of an IKE SA. In IKEv1 an SA is
// replaced while it is still good; in IKEv2 REPLACE is its end.
func ikePart(sa *ipsec.IKESA, p string, s state, at ipsec.Ref) {
	name, when := event(p, at)
	switch {
	case name == "REKEY", name == "REPLACE" && s.version == 1:
		sa.RekeyIn = when
	case name == "EXPIRE", name == "REPLACE" && s.ike == ipsec.IKEEstablished:
		sa.Remaining = when
	}
}

// childPart reads one part behind the state of a Child SA.
func childPart(sa *ipsec.ChildSA, p string, s state, at ipsec.Ref) {
	name, when := event(p, at)
	switch {
	case name == "REKEY", name == "REPLACE" && s.version == 1:
		sa.RekeyIn = when
	case name == "EXPIRE", name == "REPLACE" && s.child == ipsec.ChildInstalled:
		sa.ExpiresIn = when
	case p == "newest", p == "newest IPSEC", p == "eroute owner":
		sa.Flags = append(sa.Flags, p)
	}
	for _, prefix := range []string{"IKE SA #", "ISAKMP SA #", "isakmp#"} {
		if id, ok := strings.CutPrefix(p, prefix); ok {
			sa.IKEID = id
		}
	}
}

// spis reads the SPIs, the peer's first, the addresses they belong to, and the
// bytes. A size in kilobytes is rounded: the bytes stay unknown.
func (r *statusReader) spis(number, s string, at ipsec.Ref) {
	sa := r.children[number]
	if sa == nil {
		return
	}
	sa.Ref.Last = max(sa.Ref.Last, at.Last)
	oldBytes(sa, s, at)
	out := false
	for word := range strings.FieldsSeq(s) {
		protocol, rest, isSPI := strings.Cut(word, ".")
		spi, address, hasAddress := strings.Cut(rest, "@")
		switch {
		case isSPI && hasAddress && (protocol == "esp" || protocol == "ah"):
			r.spi(sa, strings.ToUpper(protocol), spi, address, !out, at)
			out = true
		case isSPI && hasAddress && protocol == "tun":
			sa.Mode = ipsec.Saw("tunnel", at)
		case strings.HasPrefix(word, "ESPin="), strings.HasPrefix(word, "AHin="):
			sa.Counters.InBytes = sizeIn(word, at)
		case strings.HasPrefix(word, "ESPout="), strings.HasPrefix(word, "AHout="):
			sa.Counters.OutBytes = sizeIn(word, at)
		}
	}
}

func (r *statusReader) spi(sa *ipsec.ChildSA, protocol, spi, address string, outbound bool, at ipsec.Ref) {
	sa.Protocol = ipsec.Saw(protocol, at)
	number, ok := scan.SPI(spi)
	if outbound {
		sa.Remote.Address = address
		if ok {
			sa.OutSPI = []string{number}
		}
		return
	}
	sa.Local.Address = address
	if ok {
		sa.InSPI = []string{number}
	}
}

// sizeIn reads "ESPin=840B".
func sizeIn(word string, at ipsec.Ref) ipsec.Count {
	_, size, _ := strings.Cut(word, "=")
	n, unit, ok := scan.Leading(strings.TrimSuffix(size, "!"))
	if !ok || unit != "B" {
		return ipsec.Count{}
	}
	return ipsec.Saw(n, at)
}
