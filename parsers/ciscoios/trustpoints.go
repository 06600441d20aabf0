package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A trustpointReader reads "show crypto pki trustpoints status".
type trustpointReader struct {
	t      *scan.Text
	name   ipsec.Text
	first  int // certificate of this trustpoint
	inName bool
	out    []ipsec.Certificate
}

// parseTrustpointStatus reads the certificates of each trustpoint and whether
// their keys exist. Validity is not printed here.
func parseTrustpointStatus(t *scan.Text, snap *ipsec.Snapshot) {
	r := &trustpointReader{t: t}
	each(t, r.line)
	snap.Certificates = append(snap.Certificates, r.out...)
}

func (r *trustpointReader) line(n int, line string) bool {
	at := r.t.At(n)
	if rest, ok := strings.CutPrefix(line, "Trustpoint "); ok && strings.HasSuffix(rest, ":") {
		r.name, r.first, r.inName = ipsec.Saw(strings.TrimSuffix(rest, ":"), at), len(r.out), false
		return true
	}
	if !r.name.Known() {
		return false
	}
	if strings.HasSuffix(line, " certificate configured:") {
		r.inName = false
		r.out = append(r.out, ipsec.Certificate{CA: ipsec.Saw(strings.HasPrefix(line, "Issuing CA "), at), Trustpoint: r.name, Ref: at})
		return true
	}
	if r.state(line, at) {
		return true
	}
	if len(r.out) == r.first {
		return false
	}
	return r.certificate(n, line)
}

// certificate reads a line of the certificate that was opened last.
func (r *trustpointReader) certificate(n int, line string) bool {
	open := &r.out[len(r.out)-1]
	switch {
	case line == "Subject Name:":
		r.inName = true
	case strings.HasPrefix(line, "Fingerprint "):
		r.inName = false
	case r.inName && strings.Contains(line, "="):
		open.Subject = strings.TrimPrefix(open.Subject+","+line, ",")
	default:
		return false
	}
	span(&open.Ref, r.t, n)
	return true
}

// state reads the lines below "State:". Keys are those of the device's own
// certificate, not of its issuer's.
func (r *trustpointReader) state(line string, at ipsec.Ref) bool {
	if value, ok := strings.CutPrefix(line, "Last enrollment status: "); ok {
		r.own(func(c *ipsec.Certificate) { c.Verdict = seen(value, at) })
		return true
	}
	label, value, dots := strings.Cut(line, " ..")
	value = strings.TrimLeft(value, ". ")
	switch {
	case line == "State:":
	case dots && label == "Keys generated":
		r.own(func(c *ipsec.Certificate) { c.HasKey = ipsec.Saw(strings.HasPrefix(value, "Yes"), at) })
	case dots && (label == "Issuing CA authenticated" || label == "Certificate request(s)"):
	default:
		return false
	}
	return true
}

func (r *trustpointReader) own(set func(*ipsec.Certificate)) {
	for i := r.first; i < len(r.out); i++ {
		if ipsec.No(r.out[i].CA) {
			set(&r.out[i])
		}
	}
}

func recogniseTrustpointStatus(t *scan.Text) bool {
	return contains(t, "Issuing CA authenticated ..", "Keys generated ..")
}
