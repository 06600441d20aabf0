package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseListCerts reads "swanctl --list-certs". A certificate begins with its
// subject; the heading above says whether it is of a CA.
func parseListCerts(text *scan.Text, snap *ipsec.Snapshot) {
	var cert *ipsec.Certificate
	crl := false
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case line == "":
		case strings.HasPrefix(line, "List of "):
			crl, cert = strings.Contains(line, "CRL") || strings.Contains(line, "OCSP"), nil
			text.Take(n)
		case crl:
			text.Take(n) // revocation lists are not kept
		case key == "subject":
			snap.Certificates = append(snap.Certificates, ipsec.Certificate{Subject: unquote(value), Ref: text.At(n)})
			cert = &snap.Certificates[len(snap.Certificates)-1]
			// Absence of "has private key" is how swanctl says that there is none.
			cert.HasKey, cert.CA = ipsec.Saw(false, cert.Ref), ipsec.Saw(false, cert.Ref)
			text.Take(n)
		case cert != nil && certLine(cert, key, value, line, text.At(n)):
			cert.Ref.Last = int32(n + 1)
			text.Take(n)
		}
	}
	for i := range snap.Certificates {
		unfinished(&snap.Certificates[i])
	}
}

// unfinished makes unknown what an output that was cut off did not get to.
func unfinished(cert *ipsec.Certificate) {
	if ipsec.No(cert.HasKey) && cert.HasKey.Ref().First == cert.Ref.First {
		cert.HasKey = ipsec.Flag{}
	}
	if cert.CA.Ref().First == cert.Ref.First && cert.CA.Ref().Last == cert.Ref.First {
		cert.CA = ipsec.Flag{}
	}
}

// certLine reads a line below the subject.
func certLine(cert *ipsec.Certificate, key, value, line string, at ipsec.Ref) bool {
	switch key {
	case "issuer":
		cert.Issuer = unquote(value)
	case "serial":
		cert.Serial = ipsec.Saw(value, at)
	case "altNames":
		cert.AltNames = strings.Split(value, ", ")
	case "flags":
		cert.CA = ipsec.Saw(strings.Contains(" "+value+" ", " CA "), at)
	case "pubkey":
		cert.HasKey = ipsec.Saw(strings.Contains(value, "has private key"), at)
		publicKey(cert, value, at)
	case "validity":
		return validity(cert, value, at)
	case "CRL URIs", "OCSP URIs", "authkeyId", "subjkeyId", "keyid", "subjkey", "pathlen", "certificatePolicies",
		"addresses", "policies", "created", "until", "http", "https", "ldap", "":
	default:
		return strings.HasPrefix(line, "not ") && validity(cert, line, at)
	}
	return true
}

// publicKey reads "RSA 3072 bits, has private key".
func publicKey(cert *ipsec.Certificate, value string, at ipsec.Ref) {
	f := strings.Fields(value)
	if len(f) < 3 || strings.TrimSuffix(f[2], ",") != "bits" {
		return
	}
	if bits, ok := scan.Int(f[1]); ok {
		cert.KeyType, cert.KeyBits = ipsec.Saw(f[0], at), ipsec.Saw(bits, at)
	}
}

// validity reads "not before Nov 24 02:16:52 2026, ok" and
// "not after  Jan 01 00:00:00 2025, expired (692 days ago)".
func validity(cert *ipsec.Certificate, s string, at ipsec.Ref) bool {
	if rest, ok := strings.CutPrefix(s, "not before "); ok {
		when, verdict, _ := strings.Cut(rest, ", ")
		cert.NotBefore = certTime(when, at)
		if verdict != "ok" && verdict != "" {
			cert.Verdict = ipsec.Saw(verdict, at)
		}
		return true
	}
	rest, ok := strings.CutPrefix(s, "not after")
	if !ok {
		return false
	}
	when, verdict, _ := strings.Cut(strings.TrimSpace(rest), ", ")
	cert.NotAfter = certTime(when, at)
	if word, _, _ := strings.Cut(verdict, " ("); word != "" && !cert.Verdict.Known() {
		cert.Verdict = ipsec.Saw(word, at)
	}
	return true
}

func unquote(s string) string { return strings.Trim(s, `"`) }
