package pseudonym

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A naming is one name and what stands for it.
type naming struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	By   string `json:"by"`
	// Bytes is the name where it is no text and JSON cannot have it.
	Bytes []byte `json:"bytes,omitempty"`
}

// names replaces names that were added.
type names struct {
	list []naming
	by   map[string]string // by name
	next map[string]int    // the last number of each kind
	// real are the words of the texts that look like pseudonyms: these are not given.
	real map[string]bool
	// dropped are names that get none.
	dropped map[string]bool
	// find is any of the names, parts those that are looked for within others; nil
	// before they are made.
	find, parts *regexp.Regexp
}

func newNames() names {
	return names{by: map[string]string{}, next: map[string]int{}, real: map[string]bool{}, dropped: map[string]bool{}}
}

// looksGiven is the form of our pseudonyms.
var looksGiven = regexp.MustCompile(`\b[a-z]+-\d+\b`)

func (n *names) meet(s string) {
	for _, word := range looksGiven.FindAllString(s, -1) {
		n.real[word] = true
	}
}

// own are words of devices, which a name must not take away from them.
var own = regexp.MustCompile(`(?i)^(?:\d+|any|all|none|default|global|local|remote|peer|peers|vpn|ipsec|ike|ikev1|ikev2|esp|ah|sa|sas|spi|tunnel|tunnels|transport|` +
	`host|net|network|gateway|gw|client|server|site|user|group|policy|profile|proposal|map|name|device|interface|inside|outside|wan|lan|lo|eth\d+|` +
	`port\d*|psk|rsa|cert|certificate|key|keyring|conn|connection|connections|child|children|up|down|active|established|installed|` +
	`on|off|yes|no|true|false|enable|disable|enabled|disabled|static|dynamic|main|aggressive|quick|route|routed|address|addr|addrs|id|type|mode|state|status|` +
	`initiator|responder|rekey|reauth|dpd|nat|natt|udp|tcp|icmp|ip|ipv4|ipv6|trust|untrust|dmz|vrf|vsys\d*|root|crypto|isakmp|permit|deny|show|version|` +
	`cisco|fortinet|juniper|linux|strongswan|libreswan|charon|pluto|routeros|vyos|primary|secondary|backup|standby|internet|mpls|start|stop|add|` +
	`(?:tunnel|virtual-access|virtual-template|gigabitethernet|fastethernet|ethernet|loopback|vlan|port-channel|serial|st|vti|ge|xe|ae|irb|wg)[\d/.:_]+(?:-head-\d+)?|` +
	`in|out|to|from|head|entry|sequence|xauth|addresses|pools|ends|devices|platform|zone|role|tags|aliases|selectors|flows|cloud|int|public|private|dhcp|radius|local_auth)$`)

// add gives a name a pseudonym.
func (n *names) add(kind, name string) bool {
	if n.by[name] != "" {
		return true
	}
	if utf8.RuneCountInString(name) < 2 || n.dropped[name] || own.MatchString(name) {
		return false
	}
	n.put(naming{Kind: kind, Name: name, By: n.fresh(kind)})
	return true
}

// same gives a name the pseudonym of another.
func (n *names) same(name, as string) {
	if by := n.by[as]; by != "" && n.by[name] == "" && !own.MatchString(name) && len(name) > 1 {
		n.put(naming{Kind: "alias", Name: name, By: by})
	}
}

func (n *names) put(one naming) {
	n.list, n.find, n.parts = append(n.list, one), nil, nil
	n.by[one.Name] = one.By
}

// fresh is the next pseudonym of a kind that no text has.
func (n *names) fresh(kind string) string {
	for {
		n.next[kind]++
		if by := fmt.Sprintf("%s-%d", kind, n.next[kind]); !n.real[by] {
			return by
		}
	}
}

// known replaces the names that were added, the longest first.
func (n *names) known(s string) string {
	if len(n.list) == 0 {
		return s
	}
	if n.find == nil {
		n.find = anyOf(n.list, func(one naming) string { return one.Name })
	}
	return replaceWords(s, n.find, n.by, alone)
}

// inside replaces names that are parts of others, such as that of a device in
// "vpn-hq".
func (n *names) inside(s string) string {
	if n.parts == nil {
		var list []naming
		for _, one := range n.list {
			if slices.Contains([]string{"device", "tunnel", "site", "alias"}, one.Kind) {
				list = append(list, one)
			}
		}
		n.parts = anyOf(list, func(one naming) string { return one.Name })
	}
	return replaceWords(s, n.parts, n.by, apart)
}

// apart reports whether a part of a line is a word between dashes.
func apart(line string, at span) bool {
	joins := func(c byte) bool { return within(c) && c != '-' }
	return (at.from == 0 || !joins(line[at.from-1])) && (at.to == len(line) || !joins(line[at.to]))
}

// anyOf is an expression for any of many words.
func anyOf(list []naming, word func(naming) string) *regexp.Regexp {
	var quoted []string
	sorted := slices.SortedFunc(slices.Values(list), func(a, b naming) int {
		return cmp.Or(cmp.Compare(len(word(b)), len(word(a))), cmp.Compare(word(a), word(b)))
	})
	for _, one := range sorted {
		if one.Kind != domainKind {
			quoted = append(quoted, regexp.QuoteMeta(word(one)))
		}
	}
	if quoted == nil {
		return regexp.MustCompile(`$^`)
	}
	return regexp.MustCompile(strings.Join(quoted, "|"))
}

// replaceWords puts others in the place of whole words of a text.
func replaceWords(s string, find *regexp.Regexp, by map[string]string, whole func(string, span) bool) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		var edits []edit
		for from := 0; from < len(line); {
			m := find.FindStringIndex(line[from:])
			if m == nil {
				break
			}
			at := span{from + m[0], from + m[1]}
			if whole(line, at) {
				edits = append(edits, edit{at, by[line[at.from:at.to]]})
				from = at.to
				continue
			}
			from = at.from + 1
		}
		out.WriteString(apply(line, edits))
	}
	return out.String()
}

// alone reports whether a part of a line is a word of its own. A dot or a dash
// that ends a sentence does not make it longer.
func alone(line string, at span) bool {
	if at.from > 0 && within(line[at.from-1]) {
		return false
	}
	rest := line[at.to:]
	if rest == "" || !within(rest[0]) {
		return true
	}
	return (rest[0] == '.' || rest[0] == '-') && (len(rest) == 1 || !within(rest[1]))
}

func within(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '.' || c == '-' || c >= utf8.RuneSelf
}

// Leave lets a name stay as it is: an identity that the reader has to see.
func (m *Map) Leave(name string) {
	for _, word := range append([]string{name}, elements(name)...) {
		low := strings.ToLower(word)
		for _, spelled := range []string{word, low} {
			if spelled != "" && m.names.by[spelled] == "" {
				m.names.by[spelled] = spelled
			}
		}
	}
}

// Host gives a host name a pseudonym under one for its domain, whatever its
// top-level domain. It returns false for what is no host name.
func (m *Map) Host(name string) bool {
	if !hostName.MatchString(name) {
		return false
	}
	by := m.host(name)
	if by != name && m.names.by[name] == "" {
		m.names.put(naming{Kind: "host", Name: name, By: by})
	}
	return by != name
}

// Drop takes the pseudonyms away from the names in a line: one of them is a word
// that the device uses there itself. It returns whether there were any.
func (m *Map) Drop(line string) (dropped bool) {
	for _, one := range m.names.list {
		if one.Kind != domainKind && strings.Contains(line, one.Name) && Name(line, one.Name, one.By) != line {
			m.names.drop(one)
			dropped = true
		}
	}
	return dropped
}

func (n *names) drop(one naming) {
	n.list = slices.DeleteFunc(slices.Clone(n.list), func(other naming) bool { return other.Name == one.Name && other.Kind == one.Kind })
	delete(n.by, one.Name)
	n.dropped[one.Name], n.find, n.parts = true, nil, nil
}
