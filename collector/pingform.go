package collector

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// A pingForm is how a platform is told to ping, without a question and without
// changing anything, also of the session.
type pingForm struct {
	// words is the command. What is in brackets stands only with a VRF, or with
	// the DF bit. {size} is the packet without uncounted octets of headers.
	words     string
	uncounted int
	// right is what a login needs for it; byHand is what a person can do where
	// this program cannot.
	right, byHand string
}

// The parts of a form that not every platform has.
const (
	vrf = "{vrf}"
	itf = "{if}"
	df  = "[df]"
)

// headersICMP are the IPv4 and ICMP headers (RFC 791, RFC 792), which most hosts
// do not count as the size of a ping.
const headersICMP = 28

// linuxPing is ping of iputils as any user may run it: never through sudo.
var linuxPing = pingForm{
	words: "ping -n -c {count} -i 0.2 -W 2[df: -M do] -s {size} -I {from} {to}", uncounted: headersICMP,
	right: "ping itself as an ordinary user: the net.ipv4.ping_group_range or cap_net_raw that distributions give it; sudo is not used for it",
}

// pingForms are the commands of the platforms: IOS command reference "ping"
// (size is the whole datagram), ASA command reference "ping" (no source address
// and no DF bit: it sends from the interface named, which management-access must
// allow through a tunnel), ping(8) of iputils, Junos CLI reference "ping" and
// PAN-OS CLI "ping" (both as ping(8) count the size), RouterOS "ping" (whole).
var pingForms = map[string]pingForm{
	"cisco-ios": {
		words: "ping[vrf: vrf {vrf}] ip {to} source {from} size {size} repeat {count} timeout 2[df: df-bit]",
		right: `privilege level 1; with TACACS+ "ping" must be permitted, in a parser view "commands exec include ping"`,
	},
	"cisco-asa": {
		words: "ping {if} {to} repeat {count} size {size} timeout 2",
		right: `the command "ping" (privilege 15 unless "privilege cmd level" lowers it); through a tunnel it needs "management-access" on the inside interface`,
	},
	"strongswan": linuxPing,
	"libreswan":  linuxPing,
	"vyos":       linuxPing,
	"junos": {
		words: "ping {to} source {from} size {size} count {count} rapid[df: do-not-fragment][vrf: routing-instance {vrf}]", uncounted: headersICMP,
		right: `the permission "network", or "ping" in allow-commands`,
	},
	"panos": {
		words: "ping source {from} count {count} size {size}[df: do-not-fragment yes] host {to}", uncounted: headersICMP,
		right: `a role whose command line may "ping": devicereader may not everywhere`,
	},
	"routeros": {
		words: "/ping address={to} src-address={from} size={size} count={count} interval=200ms[df: do-not-fragment]",
		right: `the policy "test"`,
	},
	"fortios": {
		byHand: "execute ping-options source OWN-ADDRESS; execute ping-options data-size OCTETS; execute ping-options df-bit yes; execute ping HOST; execute ping-options reset",
	},
}

// segment is a part that stands only where it is asked for.
var segment = regexp.MustCompile(`\[(vrf|df):([^\]]*)\]`)

// has reports whether the platform can be told a part.
func (f *pingForm) has(part string) bool {
	return strings.Contains(f.words, strings.Replace(part, "[df]", "[df:", 1))
}

func (f *pingForm) takesSource() bool { return strings.Contains(f.words, "{from}") }

// render fills in the values, all of which have been checked.
func (f *pingForm) render(p Ping) string {
	text := segment.ReplaceAllStringFunc(f.words, func(s string) string {
		m := segment.FindStringSubmatch(s)
		if m[1] == "vrf" && p.VRF == "" || m[1] == "df" && !p.DF {
			return ""
		}
		return m[2]
	})
	return strings.NewReplacer("{to}", p.Destination.String(), "{from}", p.Source.String(), "{if}", p.Interface, vrf, p.VRF,
		"{size}", strconv.Itoa(p.Size-f.uncounted), "{count}", strconv.Itoa(p.Count)).Replace(text)
}

// values are what may stand in a form.
var values = map[string]string{
	"{to}": `(?P<to>[0-9.]+)`, "{from}": `(?P<from>[0-9.]+)`, itf: `(?P<if>\S+)`, vrf: `(?P<vrf>\S+)`,
	"{size}": `(?P<size>[0-9]+)`, "{count}": `(?P<count>[0-9]+)`,
}

// ReadPing reads back a command that [Probe] made, from a capture. It reports
// false for every other text.
func ReadPing(platform, command string) (Ping, bool) {
	form := pingForms[platform]
	if form.words == "" || !strings.Contains(command, "ping ") {
		return Ping{}, false
	}
	pattern := regexp.QuoteMeta(form.words)
	pattern = regexp.MustCompile(`\\\[(vrf|df):(.*?)\\\]`).ReplaceAllString(pattern, `(?P<${1}on>$2)?`)
	for place, value := range values {
		pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta(place), value)
	}
	re := regexp.MustCompile("^" + pattern + "$")
	m := re.FindStringSubmatch(command)
	if m == nil {
		return Ping{}, false
	}
	p := Ping{}
	get := func(name string) string {
		if i := re.SubexpIndex(name); i >= 0 {
			return m[i]
		}
		return ""
	}
	p.Destination, _ = netip.ParseAddr(get("to"))
	p.Source, _ = netip.ParseAddr(get("from"))
	size, _ := strconv.Atoi(get("size"))
	p.Count, _ = strconv.Atoi(get("count"))
	p.Size, p.DF, p.VRF, p.Interface = size+form.uncounted, get("dfon") != "", get("vrf"), get("if")
	again, err := Probe(platform, p)
	return p, err == nil && again.text == command
}

// A PingForm is how a platform pings, in words for a person.
type PingForm struct {
	// Small and Large are the commands with placeholders, of a plain ping and of
	// one with the DF bit; empty where the platform cannot be told.
	Small, Large string
	// Right is what the login needs, ByHand what a person can do where this
	// program cannot.
	Right, ByHand string
	// Uncounted are the octets of headers that the size does not count.
	Uncounted int
}

// Pings returns how a platform pings.
func Pings(platform string) PingForm {
	form := pingForms[platform]
	out := PingForm{Right: form.right, ByHand: form.byHand, Uncounted: form.uncounted}
	if form.words == "" {
		return out
	}
	show := func(keepDF bool) string {
		text := segment.ReplaceAllStringFunc(form.words, func(s string) string {
			if m := segment.FindStringSubmatch(s); m[1] == "df" && keepDF {
				return m[2]
			}
			return ""
		})
		return strings.NewReplacer("{to}", "<destination>", "{from}", "<source>", "{if}", "<interface>").Replace(text)
	}
	out.Small = show(false)
	if form.has(df) {
		out.Large = show(true)
	}
	return out
}
