package engine

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// This file compares what the two ends are configured for.

// Differs reports whether no connection of one end fits one of the other, and
// returns a pair that does not. It is false while either end shows no
// connection, or a pair could fit as far as is known.
func (c *Case) Differs(fits func(local, remote *ipsec.Peer) bool) (local, remote *ipsec.Peer, differs bool) {
	for _, a := range c.Local.Peers {
		for _, b := range c.Remote.Peers {
			if fits(a, b) {
				return nil, nil, false
			}
			if local == nil {
				local, remote = a, b
			}
		}
	}
	return local, remote, local != nil
}

// SameID reports whether an identity is the one expected, as far as text
// tells: wildcards and distinguished names that are not equal leave it open,
// and then known is false.
func SameID(sent, expected string) (same, known bool) {
	a, b := plainID(sent), plainID(expected)
	switch {
	case a == "" || b == "":
		return false, false
	case a == b:
		return true, true
	case strings.ContainsAny(a+b, "*%=") || a == "any" || b == "any":
		return false, false
	}
	return false, true
}

// plainID drops the marks with which devices say what type an identity is.
func plainID(id string) string {
	id = strings.ToLower(strings.Trim(strings.TrimSpace(id), `"'`))
	for _, mark := range []string{"fqdn:", "email:", "ipv4:", "ipv6:", "@"} {
		id = strings.TrimPrefix(id, mark)
	}
	return id
}

// Takes reports whether a configured list of peer addresses takes an address:
// it is listed, or the list is open (empty, %any, a name, a range).
func Takes(configured []string, address string) bool {
	if len(configured) == 0 || slices.Contains(configured, address) {
		return true
	}
	return slices.ContainsFunc(configured, func(a string) bool {
		ip, err := netip.ParseAddr(a)
		return err != nil || ip.IsUnspecified()
	})
}

// Certificates reports whether the end authenticates a side of this tunnel by
// certificate; known is false where nothing says so.
func (e *End) Certificates() (yes, known bool) {
	var words []string
	for _, p := range e.Peers {
		words = append(words, p.LocalAuth.Or(""), p.RemoteAuth.Or(""))
	}
	for _, sa := range e.IKESAs {
		words = append(words, sa.Auth.Or(""))
	}
	for _, w := range words {
		w = strings.ToLower(w)
		if strings.Contains(w, "pubkey") || strings.Contains(w, "rsa") || strings.Contains(w, "rsig") || strings.Contains(w, "ecdsa") || strings.Contains(w, "cert") {
			return true, true
		}
		known = known || w != "" && w != "any"
	}
	return false, known
}

// UsesCertificates asks both ends.
func (c *Case) UsesCertificates() (yes, known bool) {
	for _, e := range c.Ends() {
		y, k := e.Certificates()
		yes, known = yes || y, known || k
	}
	return yes, known
}

// clocksDiffer is from where two clocks count as different.
const clocksDiffer = 5 * time.Minute

// Reference returns the time that the clock of an end is judged by, and where
// it comes from: the reference time of the case, or else the clock of the
// other end. It is unknown when neither is there.
func (c *Case) Reference(e *End) (at time.Time, from string, ok bool) {
	if !c.Now.IsZero() {
		return c.Now, "the collector", true
	}
	other := c.Other(e)
	if !other.Read() {
		return time.Time{}, "", false
	}
	clock, ok := other.Snap.Clock.Get()
	return clock, other.Name, ok
}

// ClockWrong reports whether an end's clock is known to differ from the
// reference, and whether both are known at all.
func (c *Case) ClockWrong(e *End) (wrong, known bool) {
	at, _, ok := c.Reference(e)
	if !ok || !e.Read() {
		return false, false
	}
	clock, seen := e.Snap.Clock.Get()
	if !seen {
		return false, false
	}
	when := at
	if !c.Now.IsZero() && !e.Snap.ClockRead.IsZero() {
		when = e.Snap.ClockRead
	}
	return clock.Sub(when).Abs() > clocksDiffer, true
}

// commands show a log or a list on a device of each platform, read-only.
var commands = map[string]map[ipsec.Area]string{
	"strongswan": {ipsec.AreaEvents: "`journalctl -u strongswan`", ipsec.AreaPeers: "`swanctl --list-conns`"},
	"libreswan":  {ipsec.AreaEvents: "`journalctl -u ipsec` or /var/log/pluto.log", ipsec.AreaPeers: "`ipsec status`"},
	"cisco-ios":  {ipsec.AreaEvents: "`show logging`", ipsec.AreaPeers: "`show crypto map`"},
	"cisco-asa":  {ipsec.AreaEvents: "`show logging`", ipsec.AreaPeers: "`show running-config crypto map`"},
}

// CommandFor returns the read-only command that shows a log or a list on a
// device of that platform, for deciding checks. Of an end that was not read
// the platform is unknown.
func (e *End) CommandFor(a ipsec.Area) string {
	if e.Read() && commands[e.Snap.Platform] != nil {
		return commands[e.Snap.Platform][a]
	}
	return commands["strongswan"][a] + " or " + commands["cisco-ios"][a]
}
