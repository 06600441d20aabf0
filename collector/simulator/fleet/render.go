package fleet

import (
	"embed"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"text/template"
	"time"

	"ipsec-diag/collector"
)

//go:embed templates
var files embed.FS

// An answer is a command and the template of what it prints.
type answer struct {
	command, template string
	detail, sampled   bool
}

// answers are what the devices of each platform print. Other commands of the
// read-only list print nothing.
var answers = map[string][]answer{
	ios: {
		{command: "show version", template: "ios/version"},
		{command: "show clock", template: "ios/clock"},
		{command: "show clock detail", template: "ios/clock"},
		{command: "show crypto isakmp sa", template: "ios/isakmp"},
		{command: "show crypto isakmp sa detail", template: "ios/isakmp_detail"},
		{command: "show crypto ikev2 sa detailed", template: "ios/ikev2"},
		{command: "show crypto ipsec sa", template: "ios/ipsec", sampled: true},
		{command: "show crypto ipsec sa detail", template: "ios/ipsec", detail: true, sampled: true},
		{command: "show crypto session", template: "ios/session", sampled: true},
		{command: "show crypto session detail", template: "ios/session", sampled: true},
		{command: "show crypto map", template: "ios/map"},
		{command: "show ip interface brief", template: "ios/interfaces"},
		{command: "show logging", template: "ios/log"},
		{command: "show ip route <peer>", template: "ios/route"},
	},
	asa: {
		{command: "show version", template: "asa/version"},
		{command: "show clock", template: "asa/clock"},
		{command: "show clock detail", template: "asa/clock"},
		{command: "show crypto ikev1 sa", template: "asa/ikev1"},
		{command: "show crypto ikev1 sa detail", template: "asa/ikev1", detail: true},
		{command: "show crypto ikev2 sa", template: "asa/ikev2"},
		{command: "show crypto ikev2 sa detail", template: "asa/ikev2", detail: true},
		{command: "show crypto ipsec sa", template: "asa/ipsec", sampled: true},
		{command: "show crypto ipsec sa detail", template: "asa/ipsec", detail: true, sampled: true},
		{command: "show vpn-sessiondb detail l2l", template: "asa/sessiondb", sampled: true},
		{command: "show interface ip brief", template: "asa/interfaces"},
		{command: "show logging", template: "asa/log"},
		{command: "show route <peer>", template: "asa/route"},
	},
	sw: {
		{command: "date -u +%Y-%m-%dT%H:%M:%SZ", template: "strongswan/date"},
		{command: "uptime -s", template: "strongswan/uptime"},
		{command: "swanctl --version", template: "strongswan/version"},
		{command: "swanctl --stats", template: "strongswan/stats"},
		{command: "swanctl --list-sas --noblock", template: "strongswan/sas", sampled: true},
		{command: "swanctl --list-sas", template: "strongswan/sas", sampled: true},
		{command: "swanctl --list-conns", template: "strongswan/conns"},
		{command: "swanctl --list-certs", template: "strongswan/certs"},
		{command: "swanctl --list-pols", template: "strongswan/pols"},
		{command: "swanctl --counters", template: "strongswan/counters"},
		{command: "ip -s xfrm state list nokeys", template: "strongswan/xfrm_state", sampled: true},
		{command: "ip xfrm policy", template: "strongswan/xfrm_policy"},
		{command: "ip route get <peer>", template: "strongswan/route"},
		{command: "ip -br addr", template: "strongswan/addr"},
		{command: "cat /proc/net/xfrm_stat", template: "strongswan/xfrm_stat"},
		{command: "cat /proc/sys/net/ipv4/ip_forward", template: "strongswan/ip_forward"},
		{command: "journalctl -u strongswan --no-pager -o short-iso -n 500", template: "strongswan/log"},
	},
}

// Capture returns everything the device answers at that time.
func (d *Device) Capture(now time.Time) *collector.Capture {
	now = now.UTC()
	v := d.view(now)
	v.Log = d.log(v)
	c := &collector.Capture{Device: d.Name, Address: d.Address.String(), Platform: d.Platform, Started: now, Finished: now}
	for _, a := range answers[d.Platform] {
		for _, out := range d.outputs(a, v) {
			out.Started = now
			c.Outputs = append(c.Outputs, out)
		}
	}
	return c
}

// outputs are the answers to one command: for each peer, for each sample.
func (d *Device) outputs(a answer, v *view) []collector.Output {
	if d.down && strings.HasPrefix(a.command, "swanctl") {
		return []collector.Output{{
			Command: a.command, Status: collector.Failed, ExitCode: 2,
			Reason: "connecting to 'unix:///var/run/charon.vici' failed: No such file or directory",
		}}
	}
	peers := []string{""}
	if strings.Contains(a.command, "<peer>") {
		peers = nil
		for _, e := range v.Ends {
			peers = append(peers, e.Remote.Address.String())
		}
	}
	var out []collector.Output
	for _, peer := range peers {
		for pass := 0; pass == 0 || pass == 1 && a.sampled; pass++ {
			v.Pass, v.Detail, v.Peer = pass, a.detail, peer
			out = append(out, collector.Output{
				Command: strings.ReplaceAll(a.command, "<peer>", peer), Status: collector.Answered, ExitCode: -1,
				Pass: pass, Text: run(a.template, v),
			})
		}
	}
	return out
}

// run executes a template of ours. A failure is a bug in the template, found
// by the tests, which render all of them.
func run(name string, data any) string {
	var b strings.Builder
	if err := parsed().ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("template %s: %v", name, err))
	}
	return b.String()
}

// parsed returns all templates, named by their path below templates/ without
// the suffix; those of the logs are named by what they define.
var parsed = sync.OnceValue(func() *template.Template {
	all := template.New("").Funcs(functions)
	for platform, list := range answers {
		for _, a := range list {
			text, err := files.ReadFile("templates/" + a.template + ".tmpl")
			if err != nil {
				panic(fmt.Sprintf("platform %s: %v", platform, err))
			}
			template.Must(all.New(a.template).Parse(string(text)))
		}
	}
	return all
})

var functions = template.FuncMap{
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
