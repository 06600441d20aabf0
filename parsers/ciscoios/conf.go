package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A conf is what was read of the configuration. Its statements refer to each
// other by name and may stand in several outputs, so that connections are made
// of them when all outputs are there: see [finishConf].
type conf struct {
	snap *ipsec.Snapshot // takes what stands for itself
	src  *ipsec.Source   // the output; nil while recognising

	maps     []*confEntry // crypto map entries
	dynamic  []*confEntry // dynamic map entries
	profiles []*confEntry // IPsec profiles
	sources  map[string]boundTo
	bound    map[string][]boundTo // interfaces of a crypto map, by its name in lower case

	keys     []*confKey // IKEv1 keys and those of IKEv2 keyrings
	ike      []*ikeProfile
	policies []*ikev2Policy
	global   confGlobal

	interfaces []*confInterface
	natRules   []*natStatement
	routeMaps  []*routeMapEntry
	objects    cisco.Objects // object groups of networks

	versionAt string // the command whose output has the line "version"

	opener []string  // the words of the statement whose block is read
	openAt ipsec.Ref // its line
	peer   *confKey  // the open peer of an IKEv2 keyring
	lost   bool      // the text has no indentation
}

// boundTo is an interface and the line that names it.
type boundTo struct {
	name string
	at   ipsec.Ref
}

// confGlobal are the settings of the whole device.
type confGlobal struct {
	version    string // "15.7", of the line "version"
	whole      bool   // the configuration was read as a whole
	identity   ipsec.Text
	keepalive  ipsec.Duration // of IKEv1
	dpd        ipsec.Duration // of IKEv2
	noMode     ipsec.Flag     // aggressive mode is switched off
	lifetime   ipsec.Duration // of IPsec SAs
	lifetimeKB ipsec.Count
	domain     string
}

func newConf(snap *ipsec.Snapshot, src *ipsec.Source) *conf {
	return &conf{snap: snap, src: src, sources: map[string]boundTo{}, bound: map[string][]boundTo{}, objects: cisco.Objects{}}
}

// parseConf reads a configuration or a part of it.
func parseConf(t *scan.Text, snap *ipsec.Snapshot) {
	c := newConf(snap, snap.Source(t.Command()))
	c.global.version = snap.Version.Or("")
	c.read(t)
}

// read takes the lines of a configuration.
func (c *conf) read(t *scan.Text) {
	base, lost := indentation(t)
	c.lost, c.opener = lost, nil
	c.global.whole = c.global.whole || isWholeConf(t)
	banner := ""
	each(t, func(n int, line string) bool {
		switch {
		case banner != "":
			if strings.Contains(line, banner) {
				banner = ""
			}
			return true
		case strings.HasPrefix(line, "banner "):
			banner = openBanner(line)
			return true
		}
		sub := len(t.Line(n))-len(line) > base
		return c.line(strings.Fields(line), sub, t.At(n))
	})
	c.close(c.endSeen())
}

// line reads one statement. The indentation tells which belong to a block;
// where pasting lost it, what the open block takes belongs to it.
func (c *conf) line(f []string, sub bool, at ipsec.Ref) bool {
	switch {
	case f[0] == "!":
		return c.comment(f, sub, at)
	case c.lost:
		return c.inBlock(f, at) || c.topLevel(f, at)
	case sub && c.opener != nil:
		return c.inBlock(f, at)
	}
	return c.topLevel(f, at)
}

// comment reads "!", which ends a block, and "! Incomplete", which IOS puts
// into a crypto map entry that lacks something.
func (c *conf) comment(f []string, sub bool, at ipsec.Ref) bool {
	if e := c.openEntry(); e != nil && len(f) == 2 && f[1] == "Incomplete" {
		e.incomplete = ipsec.Saw(true, at)
	} else if len(f) == 1 && !sub {
		c.close(true)
	}
	return true
}

// open makes a statement the one whose block is read.
func (c *conf) open(f []string, at ipsec.Ref) {
	c.close(true)
	c.opener, c.openAt = f, at
}

// close ends the open block. Only a block that ended is known to leave out what
// it does not say: one at the end of a paste may have been cut.
func (c *conf) close(ended bool) {
	if e := c.openEntry(); e != nil && ended {
		e.ended = true
	}
	if ended && len(c.opener) > 3 && c.opener[1] == "isakmp" && c.opener[2] == "policy" {
		c.policyDefaults()
	}
	c.opener, c.peer = nil, nil
}

// indentation returns how far the statements at the top are indented, and
// whether nothing is indented further.
func indentation(t *scan.Text) (base int, lost bool) {
	base, most := -1, 0
	for n := range t.Len() {
		line := t.Trimmed(n)
		if line == "" || line[0] == '!' || noise(line) {
			continue
		}
		in := len(t.Line(n)) - len(line)
		if base < 0 || in < base {
			base = in
		}
		most = max(most, in)
	}
	return max(base, 0), most <= base
}

// openBanner returns the delimiter that ends a banner which goes on in the next
// lines, or "".
func openBanner(line string) string {
	f := strings.Fields(line)
	if len(f) < 3 {
		return ""
	}
	mark := f[2][:1]
	if strings.HasPrefix(f[2], "^C") {
		mark = "^C"
	}
	if strings.Count(line, mark) > 1 {
		return ""
	}
	return mark
}
