package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseVersion reads "Libreswan 4.10" and "Linux Libreswan 3.25 (netkey) on 3.10.0".
func parseVersion(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		line := strings.TrimPrefix(text.Trimmed(n), "Linux ")
		rest, ok := strings.CutPrefix(line, "Libreswan ")
		if words := strings.Fields(rest); ok && len(words) > 0 {
			snap.Version = ipsec.Saw(strings.TrimPrefix(words[0], "U"), text.At(n))
			text.Take(n)
		}
	}
}

// parseGlobal reads "ipsec globalstatus": "total.ikev2.established=1". There
// are some hundred counters; those that are zero are left out.
func parseGlobal(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		line := content(text, n)
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.ContainsAny(name, ` "`) || !strings.Contains(name, ".") {
			continue
		}
		text.Take(n)
		if count, isCount := scan.Uint(value); isCount && count > 0 && !strings.HasPrefix(name, "config.") {
			snap.Exchanges = append(snap.Exchanges, ipsec.Named{Name: name, Scope: "global", Count: ipsec.Saw(count, text.At(n))})
		}
	}
}

func isVersion(text *scan.Text) bool {
	return some(text, func(line string) bool {
		return strings.HasPrefix(strings.TrimPrefix(line, "Linux "), "Libreswan ")
	})
}

func isGlobal(text *scan.Text) bool {
	return saysDown(text) || some(text, func(line string) bool {
		return strings.HasPrefix(line, "total.ipsec.") || strings.HasPrefix(line, "config.setup.ike.") || strings.HasPrefix(line, "total.ike.")
	})
}

func isTraffic(text *scan.Text) bool {
	return saysDown(text) || some(text, func(line string) bool {
		return strings.HasPrefix(line, "#") && strings.Contains(line, "inBytes=") && strings.Contains(line, "outBytes=")
	})
}

// isStatus recognises a whole status, by a heading that a part of it has not.
func isStatus(text *scan.Text) bool {
	return saysDown(text) || isConnections(text) && some(text, func(line string) bool {
		return strings.HasPrefix(line, "Connection list:") || strings.HasPrefix(line, "State Information:") || strings.HasPrefix(line, "Total IPsec connections:")
	}) || some(text, func(line string) bool {
		return strings.HasPrefix(line, "using kernel interface:") || strings.HasPrefix(line, "stats db_ops:")
	})
}

// isStates recognises a list of states.
func isStates(text *scan.Text) bool {
	return saysDown(text) || some(text, func(line string) bool {
		number, rest, ok := strings.Cut(strings.TrimPrefix(line, "#"), ": ")
		if _, isNumber := scan.Int(number); !ok || !isNumber || !strings.HasPrefix(line, "#") {
			return strings.HasPrefix(line, "IKE SAs: total(")
		}
		_, rest, isConn := cutConn(rest)
		return isConn && !strings.Contains(rest, "inBytes=")
	})
}

// isConnections recognises the lines of a connection.
func isConnections(text *scan.Text) bool {
	return saysDown(text) || some(text, func(line string) bool {
		_, rest, ok := cutConn(line)
		return ok && strings.HasPrefix(rest, ":   ") && (strings.Contains(rest, "policy: ") || strings.Contains(rest, "our auth:") ||
			strings.Contains(rest, "conn_prio:") || strings.Contains(rest, "our idtype:"))
	})
}
