package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads counts of the crypto engine and of IKEv2 itself.

// engineRow is "1001  IPsec  AES256+SHA256  0  171  174 198.51.100.1". The
// column of the last sequence number is missing before IOS 15.
var engineRow = regexp.MustCompile(`^(\d+)\s+(IPsec|IKE)\s+(\S+)\s+(\d+)\s+(\d+)\s+(?:(\d+)\s+)?(\S+)$`)

// parseEngine reads "show crypto engine connections active". A connection is
// one direction: the id of an SA as "show crypto ipsec sa" prints it.
func parseEngine(t *scan.Text, snap *ipsec.Snapshot) {
	table := false
	each(t, func(n int, line string) bool {
		if strings.HasPrefix(line, "ID ") && strings.Contains(line, "Encrypt") {
			table = strings.Contains(line, "Algorithm") && strings.Contains(line, "IP-Address")
			return table
		}
		m := engineRow.FindStringSubmatch(line)
		if !table || m == nil || !isIP(m[7]) {
			return line == "Crypto Engine Connections"
		}
		scope := "crypto engine connection " + m[1] + ", " + m[2] + ", " + m[7]
		for i, name := range []string{"encrypt", "decrypt"} {
			if count, ok := scan.Uint(m[4+i]); ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: scope, Count: ipsec.Saw(count, t.At(n))})
			}
		}
		return true
	})
}

func recogniseEngine(t *scan.Text) bool {
	for n := range t.Len() {
		if line := t.Trimmed(n); strings.HasPrefix(line, "ID ") && strings.Contains(line, "Encrypt") && strings.Contains(line, "IP-Address") {
			return true
		}
	}
	return false
}

var (
	// columnHead is "AAA OPERATION      PASSED     FAILED",
	// "EXCHANGE/NOTIFY   TX(REQ)  TX(RES)  RX(REQ)  RX(RES)" and "TIMER  TIMEOUT".
	columnHead = regexp.MustCompile(`^(.*?\S)\s{2,}((?:PASSED|FAILED|TIMEOUTS?|SIZE|PEAK|[RT]X\((?:REQ|RES)\))(?:\s+(?:PASSED|FAILED|PEAK|[RT]X\((?:REQ|RES)\)))*)$`)
	columnRow  = regexp.MustCompile(`^(\S.*?)\s{2,}(\d+(?:\s+\d+)*)$`)
)

// parseColumns reads the tables of "show crypto ikev2 stats ext-service" and
// "... exchange": a heading names the columns of the rows below it.
func parseColumns(t *scan.Text, snap *ipsec.Snapshot) {
	scope := ""
	var heads []string
	each(t, func(n int, line string) bool {
		if m := columnHead.FindStringSubmatch(line); m != nil {
			scope, heads = strings.ToLower(m[1]), strings.Fields(strings.ToLower(m[2]))
			return true
		}
		m := columnRow.FindStringSubmatch(line)
		if m == nil || heads == nil {
			return strings.Trim(line, "-") == "" || heads != nil && (line == "EXCHANGES" || line == "NOTIFY" || line == "ERROR NOTIFY")
		}
		values := strings.Fields(m[2])
		if len(values) != len(heads) {
			return false
		}
		for i, value := range values {
			if count, ok := scan.Uint(value); ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: m[1] + ", " + heads[i], Scope: "ikev2 " + scope, Count: ipsec.Saw(count, t.At(n))})
			}
		}
		return true
	})
}

func recogniseColumns(t *scan.Text) bool {
	for n := range t.Len() {
		if columnHead.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}

// exitError is "Error(12): Detected an invalid IKE SPI". One text stands under
// different numbers on different devices: the number counts, it is no code.
var exitError = regexp.MustCompile(`^Error\((\d+)\): (.+)$`)

// parseDiagnose reads "show crypto ikev2 diagnose error" and the same of isakmp.
// The table gives neither a time nor a peer, so that it makes counters and no events.
func parseDiagnose(t *scan.Text, snap *ipsec.Snapshot) {
	trace, scope := false, "ikev2 exit path"
	if strings.Contains(t.Command(), "isakmp") {
		scope = "isakmp exit path"
	}
	each(t, func(n int, line string) bool {
		if m := exitError.FindStringSubmatch(line); m != nil {
			trace = false
			count, ok := scan.Uint(m[1])
			if ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: m[2], Scope: scope, Count: ipsec.Saw(count, t.At(n))})
			}
			return ok
		}
		trace = strings.HasPrefix(line, "-Traceback=") || trace && isTrace(line)
		return trace || strings.HasPrefix(line, "Exit Path Table - status:")
	})
}

// isTrace reports whether a line only holds the rest of a traceback.
func isTrace(line string) bool { return strings.Trim(line, "0123456789ABCDEFabcdef:+ ") == "" }

func recogniseDiagnose(t *scan.Text) bool { return contains(t, "Exit Path Table - status:") }

// recogniseDiagnose1 asks for states of IKEv1 among the texts: the table itself
// looks the same for both versions.
func recogniseDiagnose1(t *scan.Text) bool {
	return recogniseDiagnose(t) && contains(t, "ISAKMP", "MM_", "QM_")
}
