package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseCertificates reads "show crypto pki certificates [verbose]".
func parseCertificates(t *scan.Text, snap *ipsec.Snapshot) {
	r := &pkiReader{t: t}
	each(t, func(n int, line string) bool {
		r.at = t.At(n)
		return r.line(n, line)
	})
	r.end()
	snap.Certificates = append(snap.Certificates, r.out...)
}

// A pkiReader reads blocks that begin with the kind of certificate. Names take
// several lines below "Issuer:" and "Subject:".
type pkiReader struct {
	t       *scan.Text
	at      ipsec.Ref
	cur     *ipsec.Certificate
	section string
	issuer  []string
	subject []string
	out     []ipsec.Certificate
}

func (r *pkiReader) line(n int, line string) bool {
	switch line {
	case "Certificate", "CA Certificate", "Router Self-Signed Certificate", "RA Signature Certificate", "RA KeyEncipher Certificate", "RA General Purpose Certificate":
		r.end()
		r.cur = &ipsec.Certificate{CA: ipsec.Saw(line == "CA Certificate", r.at), Ref: r.at}
		return true
	}
	if r.cur == nil || !r.value(line) {
		return false
	}
	span(&r.cur.Ref, r.t, n)
	return true
}

// value reads a line of a block: a heading with or without value, or a line
// below one.
func (r *pkiReader) value(line string) bool {
	label, value, hasLabel := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch {
	case !hasLabel:
		return r.nameLine(line)
	case label == "Status":
		r.cur.Verdict, r.section = seen(value, r.at), ""
	case strings.HasPrefix(label, "Certificate Serial Number"):
		if serial, ok := scan.SPI(value); ok {
			value = serial
		}
		r.cur.Serial, r.section = seen(value, r.at), ""
	case label == "start date", strings.HasPrefix(label, "end ") && strings.HasSuffix(label, " date"):
		r.date(label, value)
	case label == "Associated Trustpoints", label == "Associated Trustpoint":
		r.cur.Trustpoint, r.section = seen(value, r.at), "trustpoints"
	case label == "Issuer", label == "Subject":
		r.section = label
		if value != "" {
			return r.nameLine(value)
		}
	case label == "Signature Algorithm":
		r.cur.SignedWith, r.section = seen(value, r.at), ""
	case strings.HasSuffix(label, " Public Key") && strings.HasSuffix(value, " bit)"):
		r.publicKey(strings.TrimSuffix(label, " Public Key"), value)
	case r.section == "Subject" && (label == "Name" || label == "IP Address"):
		r.cur.AltNames = append(r.cur.AltNames, value)
	case r.section == "Subject" && label == "Serial Number":
	case strings.Contains(label, "="):
		return r.nameLine(line) // a colon inside a part of a name
	default:
		r.section = ""
	}
	return true
}

// nameLine reads "cn=ca.example.com" and the continuation of a list.
func (r *pkiReader) nameLine(line string) bool {
	switch r.section {
	case "Issuer":
		r.issuer = append(r.issuer, line)
	case "Subject":
		r.subject = append(r.subject, line)
	case "trustpoints":
		r.cur.Trustpoint = seen(strings.TrimSpace(r.cur.Trustpoint.Or("")+" "+line), r.at)
	}
	return true
}

// date reads "12:00:00 UTC Jan 1 2020", which has no day of the week.
func (r *pkiReader) date(label, value string) {
	f := strings.Fields(value)
	if len(f) != 5 {
		return
	}
	when, ok := assemble(f[0], f[1], f[2], f[3], f[4])
	switch {
	case !ok:
	case label == "start date":
		r.cur.NotBefore = ipsec.Saw(when, r.at)
	default:
		r.cur.NotAfter = ipsec.Saw(when, r.at)
	}
}

// publicKey reads "RSA Public Key: (2048 bit)".
func (r *pkiReader) publicKey(kind, value string) {
	r.section = ""
	if bits, ok := scan.Int(strings.TrimSuffix(strings.TrimPrefix(value, "("), " bit)")); ok {
		r.cur.KeyType, r.cur.KeyBits = seen(kind, r.at), ipsec.Saw(bits, r.at)
	}
}

func (r *pkiReader) end() {
	if r.cur == nil {
		return
	}
	r.cur.Issuer, r.cur.Subject = strings.Join(r.issuer, ","), strings.Join(r.subject, ",")
	r.out = append(r.out, *r.cur)
	r.cur, r.section, r.issuer, r.subject = nil, "", nil, nil
}

// recogniseCertificates tells this output from that of an ASA, which prints
// the type of the public key.
func recogniseCertificates(t *scan.Text) bool {
	return contains(t, "Certificate Serial Number") && contains(t, "Validity Date") && !contains(t, "Public Key Type:")
}
