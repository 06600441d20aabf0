package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// certificateRules are the messages 717nnn.
var certificateRules = []logRule{
	rule("717009", `Certificate validation failed\. +(?P<reason>.*?)(?:,? +serial number: (?P<received>[^,]+), +subject name: +(?P<subject>.*))?$`, ipsec.EventCertUntrusted, ipsec.ExchangeAuth).with(certificateReason),
	rule("717027", `Certificate chain failed validation\. +(?P<reason>.*)$`, ipsec.EventCertUntrusted, ipsec.ExchangeAuth).with(certificateReason),
	rule("717031", `(?P<reason>Failed to find a suitable trustpoint for the issuer: .*)$`, ipsec.EventCertUntrusted, ipsec.ExchangeAuth),
	rule("717037", `(?P<reason>Tunnel group search using certificate maps failed for peer certificate): +(?P<received>.*)$`, ipsec.EventNoConnection, ipsec.ExchangeAuth),
	rule("717010 717012 717015 717016 717018 717019 717032", `(?P<reason>.*)$`, ipsec.EventRevocationUnknown, ""),
	rule("717055", `(?P<reason>The .* certificate in the trustpoint \S+ has expired)\..*Subject Name:? (?P<subject>.*?)(?:,? Issuer Name.*)?$`, ipsec.EventCertTimeInvalid, ""),
	quiet("717022 717024 717025 717026 717028 717029 717030 717033 717034 717035 717036 717038 717043 717046 717047 717050 717054 717056 717057 717001 717002 717004 717005 717006 717007"),
}

// certificateReason chooses the kind by the reason printed.
func certificateReason(e *ipsec.Event) {
	reason := strings.ToLower(e.Reason)
	switch {
	case strings.Contains(reason, "expired"), strings.Contains(reason, "not yet valid"), strings.Contains(reason, "validity"), strings.Contains(reason, "date is"):
		if !strings.Contains(reason, "crl") {
			e.Kind = ipsec.EventCertTimeInvalid
			return
		}
		e.Kind = ipsec.EventRevocationUnknown
	case strings.Contains(reason, "revoked"):
		e.Kind = ipsec.EventCertRevoked
	case strings.Contains(reason, "crl"), strings.Contains(reason, "ocsp"), strings.Contains(reason, "revocation"):
		e.Kind = ipsec.EventRevocationUnknown
	}
}
