package ciscoios

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	profileLife = regexp.MustCompile(`^Security association lifetime:\s*(?:(\d+) kilobytes/)?(\d+) seconds$`)
	// profileSet is "TSET:  { esp-256-aes esp-sha256-hmac  } ,".
	profileSet = regexp.MustCompile(`^(\S+):\s*\{\s*(.*?)\s*\}\s*,?$`)
	// profileFacts are lines whose content this model does not hold.
	profileFacts = regexp.MustCompile(`^(IKEv2 Profile:|ISAKMP Profile:|Responder-Only \(Y/N\):|Mixed-mode :|Dualstack \(Y/N\):|Inherit \(Y/N\):|Kilobyte Volume Rekey has been disabled\.|PFS \(Y/N\): N$|Transform sets=\{$|\},?$)`)
)

// parseIPsecProfile reads "show crypto ipsec profile". A profile is a suite for
// each of its transform sets, named PROFILE/SET; lifetime and PFS, which come
// first, are those of all of them.
func parseIPsecProfile(t *scan.Text, snap *ipsec.Snapshot) {
	var profile *ipsec.Suite
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if name, ok := field(line, "IPSEC profile "); ok {
			profile = &ipsec.Suite{Layer: "child", Name: name, Default: name == "default", Ref: at}
			return true
		}
		if profile == nil {
			return false
		}
		if m := profileSet.FindStringSubmatch(line); m != nil {
			set := *profile
			set.Name, set.Ref.Last = profile.Name+"/"+m[1], at.Last
			addTransforms(&set, m[2])
			snap.Suites = append(snap.Suites, set)
			return true
		}
		return profileValue(profile, line, at)
	})
}

func profileValue(s *ipsec.Suite, line string, at ipsec.Ref) bool {
	if m := profileLife.FindStringSubmatch(line); m != nil {
		if kb, ok := scan.Uint(m[1]); ok {
			s.LifetimeKB = ipsec.Saw(kb, at)
		}
		if seconds, ok := scan.Int(m[2]); ok {
			s.Lifetime = ipsec.Saw(time.Duration(seconds)*time.Second, at)
		}
		return true
	}
	for _, label := range []string{"DH group:", "PQC Key Exchange:"} {
		if group, ok := field(line, label); ok {
			s.KeyExchange = append(s.KeyExchange[:len(s.KeyExchange):len(s.KeyExchange)], group)
			return true
		}
	}
	return line == "PFS (Y/N): Y" || profileFacts.MatchString(line)
}

func recogniseIPsecProfile(t *scan.Text) bool {
	return contains(t, "IPSEC profile ") && contains(t, "Transform sets={")
}

// profileLabels are lines of "show crypto ikev2 profile" whose content this
// model does not hold.
var profileLabels = map[string]bool{
	"Shared profile": true, "Shutdown": true, "Ref Count": true, "Match criteria": true, "Fvrf": true, "Local address/interface": true, "Identities": true,
	"Certificate maps": true, "Application type": true, "Local identity": true, "Remote identity": true, "EAP options": true, "Keyring": true, "PPK keyring": true,
	"Trustpoint(s)": true, "DPD": true, "NAT-keepalive": true, "Ivrf": true, "Virtual-template": true, "mode auto": true, "AAA AnyConnect EAP authentication mlist": true,
	"AAA EAP authentication mlist": true, "AAA authentication mlist": true, "AAA Accounting": true, "AAA group authorization": true, "AAA user authorization": true,
}

// parseIKEv2Profile reads "show crypto ikev2 profile": how this device
// authenticates itself under the profile, and for how long.
func parseIKEv2Profile(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Suite
	each(t, func(n int, line string) bool {
		label, value, ok := strings.Cut(line, ":")
		label, value = strings.TrimSpace(label), strings.TrimSpace(value)
		at := t.At(n)
		if ok && label == "IKEv2 profile" {
			snap.Suites = append(snap.Suites, ipsec.Suite{Layer: "ike", Version: ipsec.Saw(2, at), Name: "profile " + value, Ref: at})
			open = &snap.Suites[len(snap.Suites)-1]
			return true
		}
		if open == nil || !ikev2ProfileValue(open, label, value, at) {
			return false
		}
		span(&open.Ref, t, n)
		return true
	})
}

func ikev2ProfileValue(s *ipsec.Suite, label, value string, at ipsec.Ref) bool {
	switch label {
	case "Local authentication method":
		s.Auth = seen(value, at)
	case "Remote authentication method(s)":
	case "Lifetime":
		if d, ok := scan.Duration(value); ok {
			s.Lifetime = ipsec.Saw(d, at)
		}
	default:
		return profileLabels[label] || strings.HasPrefix(label, "address ") || strings.HasPrefix(label, "fqdn ") || strings.HasPrefix(label, "identity ")
	}
	return true
}

func recogniseIKEv2Profile(t *scan.Text) bool {
	return contains(t, "IKEv2 profile:") && contains(t, "Match criteria:")
}
