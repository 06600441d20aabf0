package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// crypto reads what follows "crypto". Statements about remote access and
// certificates are left unread.
func (c *config) crypto(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	switch f[0] {
	case "map":
		return c.mapLine(f[1:], at)
	case "dynamic-map":
		return len(f) > 3 && entryLine(c.entry(&c.dynamic, f[1], f[2], at), f[3:], at)
	case "ipsec":
		return c.ipsec(f[1:], at, snap)
	case "ikev1", "isakmp":
		return policyLine(1, f[1:], at, snap)
	case "ikev2":
		return policyLine(2, f[1:], at, snap)
	}
	return false
}

// mapLine reads "NAME interface outside" and "NAME 10 set peer 192.0.2.1".
func (c *config) mapLine(f []string, at ipsec.Ref) bool {
	if len(f) == 3 && f[1] == "interface" {
		c.bound[f[0]] = append(c.bound[f[0]], boundTo{f[2], at})
		return true
	}
	if _, numbered := scan.Uint(second(f)); !numbered || len(f) < 3 {
		return false
	}
	e := c.entry(&c.maps, f[0], f[1], at)
	if len(f) == 5 && f[2] == "ipsec-isakmp" && f[3] == "dynamic" {
		e.dynamic = f[4]
		return true
	}
	return f[2] == "ipsec-isakmp" || entryLine(e, f[2:], at)
}

func second(f []string) string {
	if len(f) < 2 {
		return ""
	}
	return f[1]
}

// entry returns the entry of a map, which it makes with its first line.
func (c *config) entry(list *[]*mapEntry, name, sequence string, at ipsec.Ref) *mapEntry {
	for _, e := range *list {
		if e.name == name && e.sequence == sequence {
			if e.ref.Command == at.Command {
				e.ref.Last = at.Last
			}
			return e
		}
	}
	e := &mapEntry{name: name, sequence: sequence, ref: at}
	*list = append(*list, e)
	return e
}

// entryLine reads "match address LIST" and "set ...".
func entryLine(e *mapEntry, f []string, at ipsec.Ref) bool {
	switch {
	case len(f) == 3 && f[0] == "match" && f[1] == "address":
		e.list = ipsec.Saw(f[2], at)
		return true
	case len(f) >= 2 && f[0] == "set":
		return setLine(e, f[1:], at)
	}
	return false
}

func setLine(e *mapEntry, f []string, at ipsec.Ref) bool {
	rest := f[1:]
	switch {
	case f[0] == "peer":
		e.peers = append(e.peers, rest...)
	case f[0] == "pfs":
		e.pfs = ipsec.Saw(firstOr(rest, "group2"), at) // the default of the word alone, ASA command reference
	case f[0] == "transform-set":
		e.sets = append(e.sets, rest...)
	case f[0] == "ikev1" && firstOr(rest, "") == "transform-set":
		e.sets = append(e.sets, rest[1:]...)
	case f[0] == "ikev1" && firstOr(rest, "") == "phase1-mode":
		e.aggressive = ipsec.Saw(second(rest) == "aggressive", at)
	case f[0] == "ikev2" && firstOr(rest, "") == "ipsec-proposal":
		e.proposals = append(e.proposals, rest[1:]...)
	case f[0] == "security-association" && firstOr(rest, "") == "lifetime":
		e.lifetime, e.lifetimeKB = lifetimes(rest[1:], at)
	case f[0] == "connection-type":
		e.start = ipsec.Saw(firstOr(rest, ""), at)
	default:
		return knownSet[f[0]]
	}
	return true
}

// knownSet are the settings of a map entry that no rule asks for.
var knownSet = map[string]bool{
	"nat-t-disable": true, "reverse-route": true, "trustpoint": true, "inheritance": true, "ikev2": true, "tfc-packets": true, "df-bit": true, "validate-icmp-errors": true,
}

func firstOr(f []string, otherwise string) string {
	if len(f) == 0 {
		return otherwise
	}
	return f[0]
}

// lifetimes reads "seconds 3600 kilobytes 4608000" in either order.
func lifetimes(f []string, at ipsec.Ref) (ipsec.Duration, ipsec.Count) {
	var d ipsec.Duration
	var kb ipsec.Count
	for i := 0; i+1 < len(f); i += 2 {
		if seconds, ok := scan.Duration(f[i+1]); ok && f[i] == "seconds" {
			d = ipsec.Saw(seconds, at)
		}
		if n, ok := scan.Uint(f[i+1]); ok && f[i] == "kilobytes" {
			kb = ipsec.Saw(n, at)
		}
	}
	return d, kb
}

// ipsec reads what follows "crypto ipsec".
func (c *config) ipsec(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	switch {
	case f[0] == "ikev1" && len(f) > 3:
		return c.ipsec(f[1:], at, snap)
	case f[0] == "transform-set" && len(f) > 2:
		transformSet(f[1], f[2:], at, snap)
	case f[0] == "ikev2" && len(f) == 3 && f[1] == "ipsec-proposal":
		snap.Suites = append(snap.Suites, ipsec.Suite{Layer: "child", Version: ipsec.Saw(2, at), Name: f[2], Ref: at})
	case f[0] == "profile" && len(f) == 2:
		c.entry(&c.profiles, f[1], "", at)
	case f[0] == "security-association" && len(f) > 3 && f[1] == "lifetime":
		if d, _ := lifetimes(f[2:], at); d.Known() {
			c.lifetime = d
		}
	case f[0] == "security-association", f[0] == "df-bit", f[0] == "fragmentation", f[0] == "inner-routing-lookup":
	default:
		return false
	}
	return true
}

// transformSet reads the transforms of an IKEv1 set, or "mode transport".
func transformSet(name string, f []string, at ipsec.Ref, snap *ipsec.Snapshot) {
	if f[0] == "mode" {
		for i := range snap.Suites {
			if s := &snap.Suites[i]; s.Layer == "child" && s.Name == name {
				s.Mode = ipsec.Saw(second(f), at)
			}
		}
		return
	}
	s := ipsec.Suite{Layer: "child", Version: ipsec.Saw(1, at), Name: name, Ref: at}
	for _, word := range f {
		if strings.HasSuffix(word, "-hmac") {
			s.Integrity = append(s.Integrity, word)
		} else {
			s.Encryption = append(s.Encryption, word)
		}
	}
	snap.Suites = append(snap.Suites, s)
}

// policyLine reads "policy 10", which opens a block, "policy 10 group 2", which
// old releases write in one line, and what is switched on where.
func policyLine(version int, f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	switch {
	case f[0] == "policy" && len(f) >= 2:
		s := ipsec.Suite{Layer: "ike", Version: ipsec.Saw(version, at), Name: f[1], Ref: at}
		if n, ok := scan.Int(f[1]); ok {
			s.Priority = ipsec.Saw(n, at)
		}
		if last := len(snap.Suites) - 1; last < 0 || snap.Suites[last].Layer != "ike" || snap.Suites[last].Name != f[1] || snap.Suites[last].Version.Or(0) != version {
			snap.Suites = append(snap.Suites, s)
		}
		return len(f) == 2 || suiteLine(&snap.Suites[len(snap.Suites)-1], f[2:], at)
	case f[0] == "enable", f[0] == "am-disable", f[0] == "limit", f[0] == "cookie-challenge", f[0] == "identity", f[0] == "disconnect-notify", f[0] == "ipsec-over-tcp", f[0] == "reload-wait":
		return true
	case f[0] == "nat-traversal", f[0] == "remote-access", f[0] == "disable", f[0] == "fragmentation", f[0] == "notify":
		return true
	}
	return false
}

// cryptoBlock reads a line below "crypto ikev1 policy", "crypto ipsec ikev2
// ipsec-proposal" or "crypto ipsec profile".
func (c *config) cryptoBlock(f []string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	if c.opener[1] == "ipsec" && len(c.opener) > 2 && c.opener[2] == "profile" {
		return entryLine(c.entry(&c.profiles, c.opener[3], "", at), f, at)
	}
	if len(snap.Suites) == 0 {
		return false
	}
	s := &snap.Suites[len(snap.Suites)-1]
	if f[0] == "protocol" && len(f) > 3 { // protocol esp encryption aes-256 aes
		f = f[2:]
	}
	ok := suiteLine(s, f, at)
	if ok {
		s.Ref.Last = at.Last
	}
	return ok
}

func suiteLine(s *ipsec.Suite, f []string, at ipsec.Ref) bool {
	if len(f) < 2 {
		return false
	}
	switch f[0] {
	case "authentication":
		s.Auth = ipsec.Saw(f[1], at)
	case "encryption":
		s.Encryption = f[1:]
	case "hash", "integrity":
		s.Integrity = f[1:]
	case "prf":
		s.PRF = f[1:]
	case "group":
		s.KeyExchange = f[1:]
	case "lifetime":
		d, _ := lifetimes([]string{"seconds", f[len(f)-1]}, at)
		s.Lifetime = d
	default:
		return false
	}
	return true
}
