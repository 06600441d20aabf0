package fleet

import (
	"fmt"
	"net/netip"
	"strings"
	"text/template"
	"time"
)

// functions are what templates may call besides the methods of their data.
var functions = template.FuncMap{
	"modp":     modp,
	"mask":     func(p netip.Prefix) string { return mask(p, false) },
	"idkind":   idKind,
	"add":      func(a, b int) int { return a + b },
	"mul":      func(a, b int) int { return a * b },
	"ago":      func(seconds ...int) []int { return seconds },
	"split":    strings.Fields,
	"before":   func(t time.Time, seconds int) time.Time { return t.Add(-time.Duration(seconds) * time.Second) },
	"after":    func(t time.Time, seconds int) time.Time { return t.Add(time.Duration(seconds) * time.Second) },
	"clock":    clock,
	"hms":      func(s int) string { return fmt.Sprintf("%dh:%02dm:%02ds", s/3600, s/60%60, s%60) },
	"netmask":  func(p netip.Prefix) string { return p.Addr().String() + "/" + mask(p, false) },
	"spaced":   func(p netip.Prefix) string { return p.Addr().String() + " " + mask(p, false) },
	"wildcard": func(p netip.Prefix) string { return p.Addr().String() + " " + mask(p, true) },
	"host":     func(p netip.Prefix) string { return p.Addr().Next().String() },
	"host0":    func(p netip.Prefix) string { return p.Addr().String() },
	"ports":    func(p netip.Prefix) string { return p.Addr().String() + "/0 - " + last(p) + "/65535" },
	"role": func(e *end) string {
		if e.Starts {
			return "INITIATOR"
		}
		return "RESPONDER"
	},
	"lifetime": func(e *end) string {
		if !e.IKEUp() {
			return "0"
		}
		return clock(e.IKELeft())
	},
	"star": func(ours bool) string {
		if ours {
			return "*"
		}
		return ""
	},
	"child": func(e *end, text string) string {
		if e.ChildUp() {
			return text
		}
		return ""
	},
	"auth": func(e *end) string {
		if e.Cert() {
			return "public key"
		}
		return "pre-shared key"
	},
}

// idKind is the IOS keyword for an identity.
func idKind(id string) string {
	if _, err := netip.ParseAddr(id); err == nil {
		return "address"
	}
	return "fqdn"
}

func clock(s int) string { return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60) }

// mask returns the netmask of an IPv4 prefix, or its inverse.
func mask(p netip.Prefix, inverse bool) string {
	bits := ^uint32(0) << (32 - p.Bits())
	if inverse {
		bits = ^bits
	}
	return netip.AddrFrom4([4]byte{byte(bits >> 24), byte(bits >> 16), byte(bits >> 8), byte(bits)}).String()
}

// last returns the last address of an IPv4 prefix.
func last(p netip.Prefix) string {
	b := p.Addr().As4()
	host := ^uint32(0) >> p.Bits()
	for i := range b {
		b[i] |= byte(host >> (24 - 8*i))
	}
	return netip.AddrFrom4(b).String()
}
