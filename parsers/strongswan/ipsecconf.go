package strongswan

import (
	"slices"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// ipsecConfCommands are how ipsec.conf(5) is shown.
var ipsecConfCommands = []string{"cat /etc/ipsec.conf", "cat /etc/ipsec.d/<file>", "cat /etc/strongswan/ipsec.conf", "ipsec.conf", "ipsec conf"}

func isIpsecConf(command string) bool {
	return !linux.IsSecretsFile(command) && (slices.Contains(ipsecConfCommands, command) || strings.HasPrefix(command, "cat /etc/ipsec.d/"))
}

// A stroke is a connection of ipsec.conf(5) as strongSwan's starter and its
// stroke plugin understand it (src/starter/confread.c).
type stroke struct{ *linux.Conn }

// parseIpsecConf reads ipsec.conf. Its left side is this host unless the right
// one turns out to be, see [orientStrokes].
func parseIpsecConf(text *scan.Text, snap *ipsec.Snapshot) {
	if linux.IsSecretsFile(text.Command()) {
		linux.ParseSecrets(text, snap)
		return
	}
	for _, c := range linux.ReadConns(text, linux.ConfBefore(text, snap, isIpsecConf)) {
		s := stroke{c}
		if !s.isShunt() {
			snap.Peers = append(snap.Peers, s.peer())
		}
	}
}

// isShunt reports a section that lets packets pass or drops them.
func (s stroke) isShunt() bool {
	return slices.Contains([]string{"pass", "passthrough", "drop", "reject"}, s.Set["type"]) || s.Set["authby"] == "never"
}

func (s stroke) peer() ipsec.Peer {
	p := ipsec.Peer{Name: s.Name, Ref: s.At, Version: s.version(), LocalAddrs: s.hosts("left"), RemoteAddrs: s.hosts("right"),
		LocalID: s.id("left"), RemoteID: s.id("right"), LocalAuth: s.auth("left"), RemoteAuth: s.auth("right"),
		Aggressive: s.flag("aggressive", false), Proposals: s.list("ike"), Lifetime: s.time("ikelifetime", 3*time.Hour)}
	before, zero := s.before(p.Lifetime), ipsec.Saw(noTime, s.At)
	switch {
	case ipsec.No(s.flag("rekey", true)):
		p.RekeyTime, p.ReauthTime = zero, zero
	case ipsec.Yes(s.flag("reauth", true)):
		p.RekeyTime, p.ReauthTime = zero, before
	default:
		p.RekeyTime, p.ReauthTime = before, zero
	}
	if p.DPD = s.time("dpddelay", 30*time.Second); s.word("dpdaction", "none").Or("") == "none" {
		p.DPD = zero
	}
	if auto := s.word("auto", "ignore"); auto.Or("") == "ignore" {
		p.Disabled = ipsec.Saw(true, auto.Ref())
	}
	p.Policies = []ipsec.Policy{s.policy()}
	return p
}

// version reads keyexchange=; "ike", the default, takes both.
func (s stroke) version() ipsec.Number {
	word := s.word("keyexchange", "ike")
	switch word.Or("") {
	case "ikev1":
		return ipsec.Saw(1, word.Ref())
	case "ikev2":
		return ipsec.Saw(2, word.Ref())
	case "ike", "yes":
		return ipsec.Saw(0, word.Ref())
	}
	return ipsec.Number{}
}

// hosts returns the addresses of a side. "%defaultroute" is any of this host's.
func (s stroke) hosts(side string) []string {
	list := addressList(s.word(side, "%any").Or(""))
	for i, host := range list {
		if host == "%defaultroute" || host == "0.0.0.0" || host == "%any4" {
			list[i] = "%any"
		}
	}
	return list
}

// id returns a configured identity; without one it is the address, or the
// subject of a certificate.
func (s stroke) id(side string) ipsec.Text {
	id := s.Saw(side + "id")
	name := strings.Trim(id.Or(""), `"'`)
	if name == "" || name == "%any" {
		return ipsec.Text{}
	}
	if rest, ok := strings.CutPrefix(name, "@"); ok && !strings.HasPrefix(rest, "#") && !strings.HasPrefix(rest, "@") {
		name = rest
	}
	return ipsec.Saw(strings.TrimPrefix(name, "%"), id.Ref())
}

// auth reads leftauth=, and authby= for both sides. A second round stands in
// leftauth2=.
func (s stroke) auth(side string) ipsec.Text {
	auth := s.Saw(side + "auth")
	if !auth.Known() {
		auth = s.word("authby", "pubkey")
	}
	out := ipsec.Saw(strokeAuth(auth.Or("")), auth.Ref())
	if more := s.Saw(side + "auth2"); more.Known() {
		out = anotherRound(out, strokeAuth(more.Or("")), more.Ref())
	}
	return out
}

// strokeAuth returns the common word for one of ipsec.conf.
func strokeAuth(word string) string {
	first, _, _ := strings.Cut(strings.ToLower(word), "-")
	switch first {
	case "secret", "psk":
		return "psk"
	case "pubkey", "rsa", "rsasig", "ecdsa", "ecdsasig", "ed25519", "bliss":
		return "pubkey"
	case "xauthpsk":
		return "psk+xauth"
	case "xauthrsasig":
		return "pubkey+xauth"
	}
	return first
}

func (s stroke) policy() ipsec.Policy {
	out := ipsec.Policy{Name: s.Name, Ref: s.At, Proposals: s.list("esp"), Mode: s.word("type", "tunnel"), DPDAction: s.word("dpdaction", "none"),
		StartAction: s.word("auto", "ignore"), CloseAction: s.word("closeaction", "none"), LocalTS: s.subnets("left"), RemoteTS: s.subnets("right")}
	if len(out.Proposals) == 0 {
		out.Proposals = s.list("ah")
	}
	_, key := s.First("lifetime", "keylife")
	out.Lifetime = s.time(key, time.Hour)
	out.RekeyTime = s.before(out.Lifetime)
	if ipsec.No(s.flag("rekey", true)) {
		out.RekeyTime = ipsec.Saw(noTime, s.Refs["rekey"])
	}
	if len(out.Proposals) > 0 {
		out.PFS = pfsOf(out.Proposals, s.Refs["esp"])
	}
	return out
}

// subnets reads leftsubnet=; without it the address itself is protected.
func (s stroke) subnets(side string) []ipsec.Selector {
	list := s.Saw(side + "subnet").Or("dynamic")
	return selectorList(strings.ReplaceAll(list, ",", " "))
}

// list reads proposals; "!" behind them refuses all others.
func (s stroke) list(key string) []string {
	return addressList(strings.TrimSuffix(s.Set[key], "!"))
}

func (s stroke) word(key, otherwise string) ipsec.Text {
	if v := s.Saw(key); v.Known() {
		return v
	}
	return ipsec.Saw(otherwise, s.At)
}

func (s stroke) flag(key string, otherwise bool) ipsec.Flag {
	switch word := s.word(key, ""); word.Or("") {
	case "yes", "no":
		return ipsec.Saw(word.Or("") == "yes", word.Ref())
	case "":
		return ipsec.Saw(otherwise, s.At)
	}
	return ipsec.Flag{}
}

func (s stroke) time(key string, otherwise time.Duration) ipsec.Duration {
	v := s.Saw(key)
	if !v.Known() {
		return ipsec.Saw(otherwise, s.At)
	}
	if d, ok := scan.Duration(v.Or("")); ok {
		return ipsec.Saw(d, v.Ref())
	}
	return ipsec.Duration{}
}

// before returns when an SA of a lifetime is replaced: margintime before its
// end, at the latest.
func (s stroke) before(life ipsec.Duration) ipsec.Duration {
	_, key := s.First("margintime", "rekeymargin")
	end, known := life.Get()
	margin, ok := s.time(key, 9*time.Minute).Get()
	if !known || !ok || margin >= end {
		return ipsec.Duration{}
	}
	return ipsec.Saw(end-margin, life.Ref())
}

// orientStrokes turns the connections of ipsec.conf whose right side is this
// host, as starter does: where the right address is one of an interface and
// the left one is not.
func orientStrokes(snap *ipsec.Snapshot) {
	for i := range snap.Peers {
		p := &snap.Peers[i]
		if !isIpsecConf(p.Ref.Command) || linux.Holds(snap, p.LocalAddrs) || !linux.Holds(snap, p.RemoteAddrs) {
			continue
		}
		linux.Turn(p)
	}
}
