package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads what the device can encrypt: by what engine, how much its
// licence allows, and how many sessions the engine holds.

var (
	// engineValue is "crypto engine type:  hardware" of "show crypto engine brief".
	engineValue = regexp.MustCompile(`^crypto engine (name|type|state):\s+(\S.*)$`)
	// engineOther are the lines of an engine that say nothing about its kind.
	engineOther = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ()/-]*:\s*\S.*$`)
	// cermRow is "Tx Bandwidth(in kbps)   85000    82000": the limit and what is left.
	cermRow = regexp.MustCompile(`^(Tx Bandwidth\(in kbps\)|Rx Bandwidth\(in kbps\)|Number of tunnels|Number of TLS sessions)\s+(\d+)\s+(\d+)$`)
	// cermFailed is "Failed encrypt pkts:    0".
	cermFailed = regexp.MustCompile(`^(Failed [a-z ]+):\s+(\d+)$`)
	// eliRow is "IPSec-Session :     2 active,  3200 max, 0 failed".
	eliRow = regexp.MustCompile(`^([A-Za-z-]+)\s*:\s*(\d+) active,\s*(\d+) max,\s*(\d+) failed`)
)

// parseEngineBrief reads "show crypto engine brief": the engines of the device,
// hardware or software. A figure of one is an engine that is installed.
func parseEngineBrief(t *scan.Text, snap *ipsec.Snapshot) {
	name := ""
	each(t, func(n int, line string) bool {
		m := engineValue.FindStringSubmatch(line)
		switch {
		case m == nil:
			return engineOther.MatchString(line)
		case m[1] == "name":
			name = m[2]
		case m[1] == "type" && name != "":
			snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: "crypto engine, " + strings.ToLower(m[2]), Count: ipsec.Saw(uint64(1), t.At(n))})
		}
		return true
	})
}

func recogniseEngineBrief(t *scan.Text) bool {
	return contains(t, "crypto engine name:") && contains(t, "crypto engine type:")
}

// parseCERM reads "show platform cerm-information": what a device without an
// HSEC licence may encrypt, and how much was refused for it.
func parseCERM(t *scan.Text, snap *ipsec.Snapshot) {
	clients := false
	each(t, func(n int, line string) bool {
		add := func(name, value string) {
			if v, ok := scan.Uint(value); ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: "cerm", Count: ipsec.Saw(v, t.At(n))})
			}
		}
		clients = clients && !strings.HasPrefix(line, "Statistics information") || strings.HasPrefix(line, "Client ")
		if m := cermRow.FindStringSubmatch(line); m != nil {
			add(m[1]+", limit", m[2])
			add(m[1]+", available", m[3])
			return true
		}
		if m := cermFailed.FindStringSubmatch(line); m != nil {
			add(m[1], m[2])
			return true
		}
		return clients || strings.Trim(line, "-") == "" || isCERMProse(line)
	})
}

func isCERMProse(line string) bool {
	for _, start := range []string{"Crypto Export Restrictions Manager", "CERM functionality", "Resource ", "D - Dynamic", "(in kbps)", "Statistics information"} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

func recogniseCERM(t *scan.Text) bool { return contains(t, "Crypto Export Restrictions Manager") }

// parseELI reads "show crypto eli": how many sessions the crypto engines hold
// and can hold.
func parseELI(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		m := eliRow.FindStringSubmatch(line)
		if m == nil {
			return strings.HasPrefix(line, "Hardware Encryption") || strings.HasPrefix(line, "Number of ") ||
				strings.HasPrefix(line, "CryptoEngine ") || strings.HasPrefix(line, "Capability")
		}
		for i, column := range []string{"active", "max", "failed"} {
			if v, ok := scan.Uint(m[2+i]); ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: m[1] + ", " + column, Scope: "crypto eli", Count: ipsec.Saw(v, t.At(n))})
			}
		}
		return true
	})
}

func recogniseELI(t *scan.Text) bool {
	for n := range t.Len() {
		if eliRow.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
