package ciscoasa

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// certDate is "09:57:45 UTC Oct 31 2026".
var certDate = regexp.MustCompile(`^(\d\d:\d\d:\d\d) (\S+) ([A-Z][a-z]{2} +\d{1,2} \d{4})$`)

// parseCertificates reads "show crypto ca certificates": a certificate begins
// with "CA Certificate" or "Certificate" alone on a line, its fields follow.
func parseCertificates(t *scan.Text, snap *ipsec.Snapshot) {
	r := &certReader{t: t, snap: snap}
	each(t, r.line)
}

type certReader struct {
	t    *scan.Text
	snap *ipsec.Snapshot
	open bool   // the last certificate of snap is ours
	list string // the heading whose value stands on the lines below
}

func (r *certReader) line(n int, line string) bool {
	at := r.t.At(n)
	switch line {
	case "CA Certificate", "Certificate", "RA Certificate", "RA Signature Certificate":
		r.snap.Certificates = append(r.snap.Certificates, ipsec.Certificate{CA: ipsec.Saw(strings.HasPrefix(line, "CA"), at), Ref: at})
		r.open, r.list = true, ""
		return true
	}
	if !r.open {
		return false
	}
	cert := &r.snap.Certificates[len(r.snap.Certificates)-1]
	cert.Ref.Last = at.Last
	key, value, colon := strings.Cut(line, ":")
	if colon && r.field(cert, key, strings.TrimSpace(value), at) {
		return true
	}
	return r.continued(cert, line)
}

// field reads one "key: value"; a key without a value opens a list.
func (r *certReader) field(cert *ipsec.Certificate, key, value string, at ipsec.Ref) bool {
	switch strings.ToLower(strings.Join(strings.Fields(key), " ")) {
	case "status":
		cert.Verdict = text(value, at)
	case "certificate serial number":
		cert.Serial = text(strings.ToLower(strings.TrimPrefix(value, "0x")), at)
	case "subject name", "issuer name", "subject alternative name":
		r.list = strings.ToLower(key)
		if value != "" {
			r.continued(cert, value)
		}
		return true
	case "start date":
		cert.NotBefore = certTime(value, at)
	case "end date":
		cert.NotAfter = certTime(value, at)
	case "associated trustpoints":
		cert.Trustpoint = text(value, at)
	case "public key type":
		publicKey(cert, value, at)
	case "signature algorithm":
		cert.SignedWith = text(value, at)
	case "certificate usage", "validity date", "storage", "crl distribution points", "ocsp aia", "fingerprint", "sha1 fingerprint", "renew date":
	default:
		return false
	}
	r.list = ""
	return true
}

// keySize is "RSA (2048 bits)" and "ECDSA (384 bits)".
var keySize = regexp.MustCompile(`^(\S+) \((\d+) bits?\)$`)

func publicKey(cert *ipsec.Certificate, value string, at ipsec.Ref) {
	m := keySize.FindStringSubmatch(value)
	if m == nil {
		return
	}
	if bits, ok := scan.Int(m[2]); ok {
		cert.KeyType, cert.KeyBits = ipsec.Saw(m[1], at), ipsec.Saw(bits, at)
	}
}

// continued reads the lines below "Subject Name:" and "Issuer Name:": one
// attribute each, joined as a distinguished name.
func (r *certReader) continued(cert *ipsec.Certificate, line string) bool {
	switch r.list {
	case "subject name":
		cert.Subject = join(cert.Subject, line)
	case "issuer name":
		cert.Issuer = join(cert.Issuer, line)
	case "subject alternative name":
		cert.AltNames = append(cert.AltNames, line)
	default:
		return strings.HasPrefix(line, "[") || strings.Contains(line, "://")
	}
	return true
}

func join(name, part string) string {
	if name == "" {
		return part
	}
	return name + ", " + part
}

func certTime(s string, at ipsec.Ref) ipsec.Time {
	m := certDate.FindStringSubmatch(s)
	if m == nil {
		return ipsec.Time{}
	}
	when, ok := clockTime(m[3], m[1], m[2])
	if !ok {
		return ipsec.Time{}
	}
	return ipsec.Saw(when.In(time.UTC), at)
}
