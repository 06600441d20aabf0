package ciscoios

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseTrustpoints reads "show crypto pki trustpoints": the authority of each
// trustpoint, with its serial number. The device's own certificates and all
// validity are in other outputs.
func parseTrustpoints(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Certificate
	inName, had := false, len(snap.Certificates)
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if rest, ok := strings.CutPrefix(line, "Trustpoint "); ok && strings.HasSuffix(rest, ":") {
			snap.Certificates = append(snap.Certificates, ipsec.Certificate{Trustpoint: ipsec.Saw(strings.TrimSuffix(rest, ":"), at), CA: ipsec.Saw(true, at), Ref: at})
			open, inName = &snap.Certificates[len(snap.Certificates)-1], false
			return true
		}
		if open == nil {
			return false
		}
		ok := true
		switch {
		case strings.HasPrefix(line, "Subject Name:"):
			inName = true
		case strings.HasPrefix(line, "Serial Number"):
			inName = false
			_, value, _ := strings.Cut(line, ":")
			if serial, isHex := scan.SPI(value); isHex {
				value = serial
			}
			open.Serial = seen(value, at)
		case inName && strings.Contains(line, "="):
			open.Subject = strings.TrimPrefix(open.Subject+","+line, ",")
		case strings.HasPrefix(line, "Persistent self-signed certificate"):
			open.CA = ipsec.Flag{}
		case strings.HasPrefix(line, "Certificate configured."), strings.HasPrefix(line, "Using key label"), strings.HasPrefix(line, "CEP URL:"),
			strings.HasPrefix(line, "SCEP URL:"), strings.HasPrefix(line, "Enrollment URL:"), strings.HasPrefix(line, "CRL query url:"), strings.HasPrefix(line, "OCSP URL"):
		default:
			ok = false
		}
		if ok {
			span(&open.Ref, t, n)
		}
		return ok
	})
	// Trustpoints without a certificate.
	snap.Certificates = append(snap.Certificates[:had], slices.DeleteFunc(snap.Certificates[had:], func(c ipsec.Certificate) bool {
		return c.Subject == "" && !c.Serial.Known()
	})...)
}

func recogniseTrustpoints(t *scan.Text) bool {
	named := false
	for n := range t.Len() {
		line := t.Trimmed(n)
		named = named || strings.HasPrefix(line, "Trustpoint ") && strings.HasSuffix(line, ":")
	}
	return named && contains(t, "Serial Number (hex):", "Subject Name:")
}
