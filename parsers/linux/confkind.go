package linux

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// LibreswanConf and StrongswanConf recognise the ipsec.conf of either daemon.
// They have one form: a setting that only one of them has must be there.
func LibreswanConf(text *scan.Text) bool {
	conn, libreswan, _ := confKind(text)
	return conn && libreswan
}

// StrongswanConf recognises the ipsec.conf of strongSwan, see [LibreswanConf].
func StrongswanConf(text *scan.Text) bool {
	conn, libreswan, strongswan := confKind(text)
	return conn && strongswan && !libreswan
}

func confKind(text *scan.Text) (conn, libreswan, strongswan bool) {
	for n := 0; n < text.Len(); n++ {
		line := strings.TrimSpace(text.Line(n))
		words := strings.Fields(line)
		conn = conn || len(words) == 2 && words[0] == "conn"
		if strings.HasPrefix(line, "#") {
			libreswan = libreswan || strings.Contains(line, "Libreswan")
			strongswan = strongswan || strings.Contains(line, "strongSwan")
			continue
		}
		key, value, ok := strings.Cut(Uncommented(line), "=")
		if key = strings.TrimSpace(key); !ok {
			continue
		}
		libreswan = libreswan || slices.Contains(libreswanSettings, key)
		strongswan = strongswan || slices.Contains(strongswanSettings, key) ||
			(key == "leftauth" || key == "rightauth" || key == "authby") && (value == "psk" || strings.HasPrefix(value, "pubkey") || strings.HasPrefix(value, "eap"))
	}
	return conn, libreswan, strongswan
}

// libreswanSettings are settings of Libreswan that strongSwan has not.
var libreswanSettings = []string{
	"ikev2", "phase2alg", "plutodebug", "logfile", "logtime", "logappend", "dumpdir", "nssdir", "ikev1-policy", "protostack", "virtual_private", "virtual-private",
	"leftnexthop", "rightnexthop", "retransmit-timeout", "retransmit-interval", "dpdtimeout", "ike_frag", "salifetime", "pfs", "leftsubnets", "rightsubnets",
	"ipsec-interface", "narrowing",
}

// strongswanSettings are settings of strongSwan that Libreswan has not; that of
// the IKE version came to Libreswan 5, whose files have others of its own.
var strongswanSettings = []string{
	"keyexchange", "charondebug", "charonstart", "strictcrlpolicy", "cachecrls", "margintime", "rekeymargin", "closeaction", "reauth", "inactivity",
	"leftauth2", "rightauth2", "leftfirewall", "rightfirewall", "lefthostaccess", "leftallowany", "rightallowany", "installpolicy", "eap_identity",
	"aaa_identity", "rightdns", "leftdns", "rightgroups", "xauth_identity", "mediation", "replay_window",
}

// Holds reports whether one of the addresses is this host's.
func Holds(snap *ipsec.Snapshot, addresses []string) bool {
	own := func(address string) bool { return address != "" && slices.Contains(addresses, address) }
	for i := range snap.Interfaces {
		if slices.ContainsFunc(snap.Interfaces[i].Addresses, own) {
			return true
		}
	}
	return slices.ContainsFunc(snap.IKESAs, func(sa ipsec.IKESA) bool { return own(sa.Local.Address) }) ||
		slices.ContainsFunc(snap.ChildSAs, func(sa ipsec.ChildSA) bool { return sa.Word != Kernel && own(sa.Local.Address) })
}

// Turn exchanges the sides of a connection.
func Turn(p *ipsec.Peer) {
	p.LocalAddrs, p.RemoteAddrs = p.RemoteAddrs, p.LocalAddrs
	p.LocalID, p.RemoteID = p.RemoteID, p.LocalID
	p.LocalAuth, p.RemoteAuth = p.RemoteAuth, p.LocalAuth
	for i := range p.Policies {
		p.Policies[i].LocalTS, p.Policies[i].RemoteTS = p.Policies[i].RemoteTS, p.Policies[i].LocalTS
	}
}
