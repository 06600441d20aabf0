package libreswan

import "ipsec-diag/parsers/ipsec"

var authSignatures = []signature{
	in(ipsec.ExchangeAuth, says(ipsec.EventKeyMismatch, "authentication failed: computed hash does not match hash received from peer {rid}", no2)),
	in(ipsec.ExchangeAuth, says(ipsec.EventNoKey, "authentication failed: no PSK found for {rid}", no2)),
	in(ipsec.ExchangeAuth, says(ipsec.EventAuthMethodRefused, "authentication failed: peer attempted {got} authentication but we want {want}", no2)),
	in(ipsec.ExchangeAuth, says(ipsec.EventAuthMethodRefused, "policy does not allow {got} authentication.{_}", no1)),
	in(ipsec.ExchangeAuth, says(ipsec.EventAuthFailed, "authentication failed: {reason}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventNoKey, "Can't authenticate: no preshared key found for `{lid}' and `{rid}'{_}", no1)),
	in(ipsec.ExchangeAuth, says(ipsec.EventNoKey, "Can't authenticate: no preshared key found for '{lid}' and '{rid}'{_}", no1)),
	in(ipsec.ExchangeAuth, says(ipsec.EventNoKey, "No matching PSK found for connection: {_}", no2)),
	in(ipsec.ExchangeAuth, says(ipsec.EventKeyMismatch, "PSK Authentication failed: AUTH mismatch {_}", no2)),
	in(ipsec.ExchangeAuth, says(ipsec.EventKeyMismatch, "AUTH mismatch: Received AUTH != computed AUTH", no2)),
	in(ipsec.ExchangeAuth, says(ipsec.EventUndecryptable, "probable authentication failure (mismatch of preshared secrets?): {_}", no1)),
	// The older plutos see garbage where the decrypted identity should be.
	in(ipsec.ExchangeAuth, says(ipsec.EventUndecryptable, "next payload type of ISAKMP Identification Payload has an unknown value: {_}", unlessRefused)),
	in(ipsec.ExchangeAuth, says(ipsec.EventUndecryptable, "byte {_} of ISAKMP Identification Payload must be zero, but is not{_}", unlessRefused)),
	in(ipsec.ExchangeAuth, says(ipsec.EventUndecryptable, "byte {_} of ISAKMP Identification Payload should have been zero, but was not{_}", unlessRefused)),
	in(ipsec.ExchangeAuth, says(ipsec.EventUndecryptable, "malformed payload in packet{_}", unlessRefused)),
	in(ipsec.ExchangeAuth, says(ipsec.EventIdentityRefused, "Peer ID {rid} mismatched on first found connection and no better connection found", asReceived)),
	in(ipsec.ExchangeAuth, says(ipsec.EventIdentityRefused, "we require IKEv2 peer to have ID '{want}', but peer declares '{got}'", no2)),
	in(ipsec.ExchangeAuth, says(ipsec.EventIdentityRefused, "we require IKEv1 peer to have ID '{want}', but peer declares '{got}'", no1)),
	in(ipsec.ExchangeAuth, says(ipsec.EventIdentityRefused, "we require peer to have ID '{want}', but peer declares '{got}'")),
	in(ipsec.ExchangeAuth, says(ipsec.EventIdentityRefused, "no suitable connection for peer '{rid}'", asReceived)),
	in(ipsec.ExchangeAuth, says(ipsec.EventNoPrivateKey, "unable to locate my private key{_}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventNoPrivateKey, "Can't find the private key{_}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventNoTrustedKey, "no RSA public key known for {rid}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventAuthFailed, "Signature check (on {rid}) failed{_}")),
}

var certificateSignatures = []signature{
	in(ipsec.ExchangeAuth, says(ipsec.EventCertUntrusted, "NSS: ERROR: IPsec certificate {subject} invalid: {_}: {reason}", certificate)),
	in(ipsec.ExchangeAuth, says(ipsec.EventIdentityRefused, "X509: authentication failed; peer certificate subjectAltName extension does not match {rid}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventIdentityRefused, "certificate does not contain {_}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventRevocationUnknown, "certificate payload rejected; crl-strict=yes and {reason}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventCertUntrusted, "X509: CERT payload bogus or revoked", unlessRefused)),
	in(ipsec.ExchangeAuth, says(ipsec.EventCertUntrusted, "X509: certificate payload rejected for this connection", unlessRefused)),
	in(ipsec.ExchangeAuth, says(ipsec.EventCertUntrusted, "X509: certificate rejected for this connection", unlessRefused)),
	in(ipsec.ExchangeAuth, says(ipsec.EventCertUntrusted, "X509: Certificate rejected for this connection", unlessRefused)),
}
