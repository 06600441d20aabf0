package compare

import (
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// vendorDefaults are what a device does where its configuration leaves a line
// out. Only what has been the same in all releases in use is here.
type vendorDefaults struct {
	ike, child time.Duration
	// dpd is the interval of the liveness check, 0 for off; -1 where it differs.
	dpd time.Duration
	// byAddress says that the device calls itself by its address.
	byAddress bool
}

// Sources: Cisco IOS and ASA command references (crypto isakmp policy, crypto
// ipsec security-association lifetime, tunnel-group ipsec-attributes),
// ipsec.conf(5) of Libreswan, swanctl.conf(5) of strongSwan.
var defaultsOf = map[string]vendorDefaults{
	"cisco-ios":  {24 * time.Hour, time.Hour, 0, true},
	"cisco-asa":  {24 * time.Hour, 8 * time.Hour, 10 * time.Second, true},
	"libreswan":  {8 * time.Hour, 8 * time.Hour, 0, true},
	"strongswan": {4 * time.Hour, time.Hour, 0, false},
}

// completed returns a copy of a connection with what its configuration leaves
// out. A list of SAs or of loaded connections leaves out what it does not
// print, so it is completed by nothing.
func completed(e *engine.End, p *ipsec.Peer) *ipsec.Peer {
	d, known := defaultsOf[e.Snap.Platform]
	if !known || !configured(p) {
		return p
	}
	at := ipsec.Ref{Command: byDefault}
	out := *p
	out.Lifetime.Fill(policyLifetime(e, p))
	if !p.RekeyTime.Known() && !p.ReauthTime.Known() {
		out.Lifetime.Fill(ipsec.Saw(d.ike, at))
	}
	if d.dpd >= 0 {
		out.DPD.Fill(ipsec.Saw(d.dpd, at))
	}
	if p.Version.Or(0) == 1 {
		out.Aggressive.Fill(ipsec.Saw(false, at))
	}
	if d.byAddress && p.LocalAuth.Or("") == "psk" && len(p.LocalAddrs) == 1 {
		out.LocalID.Fill(ipsec.Saw(p.LocalAddrs[0], at))
	}
	if d.byAddress && p.RemoteAuth.Or("") == "psk" && len(p.RemoteAddrs) == 1 && !engine.Takes(p.RemoteAddrs, "") {
		out.RemoteID.Fill(ipsec.Saw(p.RemoteAddrs[0], at))
	}
	out.Policies = append([]ipsec.Policy(nil), p.Policies...)
	for i := range out.Policies {
		if q := &out.Policies[i]; !q.RekeyTime.Known() {
			q.Lifetime.Fill(ipsec.Saw(d.child, at))
		}
	}
	return &out
}

// byDefault stands where a reference names the command that printed a value.
const byDefault = "vendor default"

// configured reports whether the configuration of a connection was read as it
// was entered, also where another command had shown the connection before.
func configured(p *ipsec.Peer) bool {
	if isConfiguration(p.Ref.Command) {
		return true
	}
	return p.LocalAuth.Known() && isConfiguration(p.LocalAuth.Ref().Command) || p.RemoteAuth.Known() && isConfiguration(p.RemoteAuth.Ref().Command)
}

// isConfiguration reports whether a command prints configuration as it was
// entered.
func isConfiguration(command string) bool {
	return strings.Contains(command, "running-config") || strings.HasSuffix(command, ".conf")
}

// policyLifetime is the lifetime of the device's first IKE policy of the version.
func policyLifetime(e *engine.End, p *ipsec.Peer) ipsec.Duration {
	for _, s := range e.Snap.Suites {
		if s.Layer == "ike" && !s.Default && s.Version.Or(0) == p.Version.Or(0) && s.Lifetime.Known() {
			return s.Lifetime
		}
	}
	return ipsec.Duration{}
}
