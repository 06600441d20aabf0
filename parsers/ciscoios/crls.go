package ciscoios

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseCRLs reads "show crypto pki crls": the revocation lists that are held, by
// issuer, with the times of their updates.
func parseCRLs(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.RevocationList
	inName, inSource := false, false
	each(t, func(n int, line string) bool {
		label, value, _ := strings.Cut(line, ":")
		if label == "CRL Issuer Name" {
			snap.RevocationLists = append(snap.RevocationLists, ipsec.RevocationList{Issuer: strings.TrimSpace(value), Ref: t.At(n)})
			open, inName, inSource = &snap.RevocationLists[len(snap.RevocationLists)-1], true, false
			return true
		}
		if open == nil {
			return isCRLRemark(line)
		}
		switch {
		case label == "LastUpdate", label == "NextUpdate":
			crlDate(open, label, value, t.At(n))
			inName = false
		case inName && strings.Contains(line, "="):
			open.Issuer = strings.TrimPrefix(open.Issuer+","+line, ",")
		case strings.HasPrefix(line, "Retrieved from CRL Distribution Point"):
			inSource = true
		case inSource && (strings.HasPrefix(line, "**") || strings.Contains(line, "://")):
		default:
			return isCRLRemark(line)
		}
		span(&open.Ref, t, n)
		return true
	})
}

// crlDate reads "12:39:13 IST Jan 27 2025".
func crlDate(list *ipsec.RevocationList, label, value string, at ipsec.Ref) {
	f := strings.Fields(value)
	if len(f) != 5 {
		return
	}
	when, ok := assemble(f[0], f[1], f[2], f[3], f[4])
	switch {
	case !ok:
	case label == "LastUpdate":
		list.ThisUpdate = ipsec.Saw(when, at)
	default:
		list.NextUpdate = ipsec.Saw(when, at)
	}
}

func isCRLRemark(line string) bool {
	for _, start := range []string{"CRL DER is ", "CRL is stored in ", "CRL downloaded at", "Parsed CRL cache ", "Retrieved from CRL", "CRL Size", "CRL has been"} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

func recogniseCRLs(t *scan.Text) bool {
	return contains(t, "CRL Issuer Name:") && contains(t, "NextUpdate")
}

// timerRow is "|303d23:59:25.387  (2026-08-19T14:04:37Z) CRL EXPIRE cn=root"; the
// first row of a group has no name, and older releases print no date.
var timerRow = regexp.MustCompile(`^\|? *(?:\d+d)?\d[\d:.]*(?: +\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\))?(?: +(.*))?$`)

// parsePKITimers reads "show crypto pki timers [detail]". Of the timers those at
// which a revocation list runs out are kept; the others are the device's own
// tasks.
func parsePKITimers(t *scan.Text, snap *ipsec.Snapshot) {
	group := false
	each(t, func(n int, line string) bool {
		if strings.HasSuffix(line, " Timers") {
			group = true
			return true
		}
		m := timerRow.FindStringSubmatch(line)
		if !group || m == nil {
			return false
		}
		if issuer, ok := strings.CutPrefix(m[2], "CRL EXPIRE "); ok {
			list := ipsec.RevocationList{Issuer: strings.TrimLeft(issuer, "* "), Ref: t.At(n)}
			if when, err := time.Parse(time.RFC3339, m[1]); err == nil {
				list.NextUpdate = ipsec.Saw(when, t.At(n))
			}
			snap.RevocationLists = append(snap.RevocationLists, list)
		}
		return true
	})
}

func recognisePKITimers(t *scan.Text) bool {
	for n := range t.Len() {
		if t.Trimmed(n) == "PKI Timers" {
			return true
		}
	}
	return false
}
