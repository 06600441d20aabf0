// Package examples holds complete configurations of both ends of a site-to-site
// tunnel that fit together, per platform: IKEv2, a pre-shared key as a
// placeholder, with the exemption from address translation and the routes.
package examples

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"ipsec-diag/engine/algorithm"
	"ipsec-diag/engine/mtu"
)

//go:embed templates/*.txt
var files embed.FS

// A Style is how traffic gets into the tunnel. Both ends have to have the same.
type Style string

// The styles.
const (
	// Policy: selectors, a crypto map.
	Policy Style = "policy"
	// Route: a tunnel interface and routes; the selectors are any to any.
	Route Style = "route"
)

// Styles are the styles, the one that is used without a choice first.
func Styles() []Style { return []Style{Policy, Route} }

// A File is one part of an end's configuration.
type File struct {
	// Name is the path of a file, or what the part is.
	Name string `json:"name"`
	Text string `json:"text"`
}

// A Check is a read-only command that shows that it works, and what it shows then.
type Check struct {
	Command string `json:"command"`
	Expect  string `json:"expect"`
}

// An End is one end of an example.
type End struct {
	Name     string  `json:"name"`
	Platform string  `json:"platform"`
	Address  string  `json:"address"`
	Files    []File  `json:"files"`
	Checks   []Check `json:"checks"`
}

// A Pair is an example: two ends that fit together.
type Pair struct {
	Style Style  `json:"style"`
	Ends  [2]End `json:"ends"`
}

// A site is one of the two sites, with addresses of RFC 5737 outside and RFC
// 1918 inside.
type site struct{ name, wan, gateway, net, tunnel string }

var sites = [2]site{
	{"hq", "198.51.100.1", "198.51.100.254", "10.1", "10.255.0.1"},
	{"branch", "203.0.113.1", "203.0.113.254", "10.2", "10.255.0.2"},
}

// Platforms are the platforms that have an example of a style.
func Platforms(style Style) []string {
	entries, err := files.ReadDir("templates")
	if err != nil {
		panic(err) // part of the program
	}
	var out []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), "."+string(style)+".txt"); ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// For returns the example of two platforms. It is an error when one of them has
// none of the style.
func For(local, remote string, style Style) (Pair, error) {
	p := Pair{Style: style}
	for i, platform := range []string{local, remote} {
		if !slices.Contains(Platforms(style), platform) {
			return Pair{}, fmt.Errorf("there is no %s-based example for %s", style, platform)
		}
		data, err := files.ReadFile("templates/" + platform + "." + string(style) + ".txt")
		if err != nil {
			return Pair{}, err
		}
		p.Ends[i] = end(platform, sites[i], sites[1-i], string(data))
	}
	return p, nil
}

// end fills the template of a platform for a site.
func end(platform string, own, far site, template string) End {
	size := sizes()
	text := strings.NewReplacer(
		"{name}", own.name, "{peer-name}", far.name, "{wan}", own.wan, "{peer}", far.wan, "{gateway}", own.gateway,
		"{lan}", own.net+".0.0/16", "{lan-net}", own.net+".0.0", "{lan-mask}", "255.255.0.0", "{lan-wildcard}", "0.0.255.255", "{lan-host}", own.net+".0.1", "{lan-host2}", own.net+".0.10",
		"{far}", far.net+".0.0/16", "{far-net}", far.net+".0.0", "{far-mask}", "255.255.0.0", "{far-wildcard}", "0.0.255.255", "{far-host}", far.net+".0.1",
		"{tunnel}", own.tunnel, "{far-tunnel}", far.tunnel,
		"{mtu}", fmt.Sprint(size.Inner), "{mss}", fmt.Sprint(size.MSS4), "{asa-mss}", fmt.Sprint(min(size.MSS4, 1380)),
	).Replace(template)
	e := End{Name: own.name, Platform: platform, Address: own.wan}
	for _, f := range txtar.Parse([]byte(text)).Files {
		if f.Name == "check" {
			e.Checks = checks(string(f.Data))
			continue
		}
		e.Files = append(e.Files, File{f.Name, string(f.Data)})
	}
	return e
}

// sizes are those of the suite of all examples. NAT-T is allowed for, so that
// they still hold behind a NAT.
func sizes() mtu.Result {
	e := mtu.Encapsulation{Cipher: "aes-gcm16-256", Integrity: algorithm.None, Mode: mtu.Tunnel, NATT: true}
	r, err := e.Compute(mtu.Ethernet)
	if err != nil {
		panic(err) // known algorithms
	}
	return r
}

func checks(text string) []Check {
	var out []Check
	for line := range strings.Lines(text) {
		if command, expect, ok := strings.Cut(strings.TrimSpace(line), " | "); ok {
			out = append(out, Check{command, expect})
		}
	}
	return out
}
