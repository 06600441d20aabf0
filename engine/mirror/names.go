package mirror

import (
	"fmt"
	"strings"
)

// A vocabulary are a syntax's words for algorithms under their names in
// package algorithm. A name that is missing cannot be written.
type vocabulary struct {
	cipher, integrity, group func(name string) (string, bool)
	espCipher, espIntegrity  func(name string) (string, bool)
}

// from looks words up in a table "name=word name=word".
func from(table string) func(string) (string, bool) {
	words := map[string]string{}
	for _, row := range strings.Fields(table) {
		name, w, _ := strings.Cut(row, "=")
		words[name] = strings.ReplaceAll(w, "~", " ")
	}
	return func(name string) (string, bool) {
		w, ok := words[name]
		return w, ok
	}
}

func number(prefix string) func(string) (string, bool) {
	return func(n string) (string, bool) { return prefix + n, n != "" }
}

// Sources: Cisco IOS Security Command Reference and ASA command reference
// (crypto isakmp policy, crypto ikev2 proposal, crypto ipsec transform-set),
// swanctl.conf(5), ipsec.conf(5) of Libreswan. A blank is written "~" here.
var vocabularies = map[string]vocabulary{
	"ios": {
		cipher:       from("aes-cbc-128=aes aes-cbc-192=aes~192 aes-cbc-256=aes~256 3des=3des des=des"),
		integrity:    from("sha1-96=sha sha256-128=sha256 sha384-192=sha384 sha512-256=sha512 md5-96=md5"),
		group:        number(""),
		espCipher:    from("aes-cbc-128=esp-aes aes-cbc-192=esp-aes~192 aes-cbc-256=esp-aes~256 3des=esp-3des des=esp-des aes-gcm16-128=esp-gcm aes-gcm16-192=esp-gcm~192 aes-gcm16-256=esp-gcm~256 null=esp-null"),
		espIntegrity: from("sha1-96=esp-sha-hmac sha256-128=esp-sha256-hmac sha384-192=esp-sha384-hmac sha512-256=esp-sha512-hmac md5-96=esp-md5-hmac"),
	},
	"asa": {
		cipher:       from("aes-cbc-128=aes aes-cbc-192=aes-192 aes-cbc-256=aes-256 3des=3des des=des aes-gcm16-128=aes-gcm aes-gcm16-192=aes-gcm-192 aes-gcm16-256=aes-gcm-256 null=null"),
		integrity:    from("sha1-96=sha sha256-128=sha256 sha384-192=sha384 sha512-256=sha512 md5-96=md5"),
		group:        number(""),
		espCipher:    from("aes-cbc-128=aes aes-cbc-192=aes-192 aes-cbc-256=aes-256 3des=3des des=des aes-gcm16-128=aes-gcm aes-gcm16-192=aes-gcm-192 aes-gcm16-256=aes-gcm-256 null=null"),
		espIntegrity: from("sha1-96=sha-1 sha256-128=sha-256 sha384-192=sha-384 sha512-256=sha-512 md5-96=md5"),
	},
	// IKEv1 of the ASA knows neither SHA-2 nor GCM.
	"asa-ikev1": {
		cipher:       from("aes-cbc-128=aes aes-cbc-192=aes-192 aes-cbc-256=aes-256 3des=3des des=des"),
		integrity:    from("sha1-96=sha md5-96=md5"),
		group:        number(""),
		espCipher:    from("aes-cbc-128=aes aes-cbc-192=aes-192 aes-cbc-256=aes-256 3des=3des des=des null=null"),
		espIntegrity: from("sha1-96=sha-1 md5-96=md5"),
	},
	"swanctl.conf": {
		cipher:       from("aes-cbc-128=aes128 aes-cbc-192=aes192 aes-cbc-256=aes256 3des=3des aes-gcm16-128=aes128gcm16 aes-gcm16-192=aes192gcm16 aes-gcm16-256=aes256gcm16 chacha20-poly1305=chacha20poly1305 camellia-256=camellia256 null=null"),
		integrity:    from("sha1-96=sha1 sha256-128=sha256 sha384-192=sha384 sha512-256=sha512 md5-96=md5 sha256-96=sha256_96"),
		group:        from("1=modp768 2=modp1024 5=modp1536 14=modp2048 15=modp3072 16=modp4096 17=modp6144 18=modp8192 19=ecp256 20=ecp384 21=ecp521 24=modp2048s256 31=curve25519 32=curve448"),
		espCipher:    nil,
		espIntegrity: nil,
	},
	"ipsec.conf": {
		cipher:    from("aes-cbc-128=aes128 aes-cbc-192=aes192 aes-cbc-256=aes256 3des=3des aes-gcm16-128=aes_gcm128 aes-gcm16-192=aes_gcm192 aes-gcm16-256=aes_gcm256 chacha20-poly1305=chacha20_poly1305 null=null"),
		integrity: from("sha1-96=sha1 sha256-128=sha2_256 sha384-192=sha2_384 sha512-256=sha2_512 md5-96=md5"),
		group:     number("dh"),
	},
	"ios-ikev2": {
		cipher:    from("aes-cbc-128=aes-cbc-128 aes-cbc-192=aes-cbc-192 aes-cbc-256=aes-cbc-256 3des=3des des=des aes-gcm16-128=aes-gcm-128 aes-gcm16-256=aes-gcm-256"),
		integrity: from("sha1-96=sha1 sha256-128=sha256 sha384-192=sha384 sha512-256=sha512 md5-96=md5"),
		group:     number(""),
	},
}

// translate writes the algorithms in the words of a syntax.
func (s *spec) translate(v vocabulary, syntax string) error {
	espCipher, espIntegrity := v.espCipher, v.espIntegrity
	if syntax == "ios-ikev2" {
		espCipher, espIntegrity = vocabularies["ios"].espCipher, vocabularies["ios"].espIntegrity
	}
	if espCipher == nil {
		espCipher, espIntegrity = v.cipher, v.integrity
	}
	var missing []string
	get := func(find func(string) (string, bool), name, what string) string {
		if name == "" {
			return ""
		}
		w, ok := find(name)
		if !ok {
			missing = append(missing, what+" "+name)
		}
		return w
	}
	s.IKE.Cipher, s.IKE.Integrity = get(v.cipher, s.IKE.name.Cipher, "cipher"), get(v.integrity, s.IKE.name.Integrity, "integrity algorithm")
	s.IKE.Group = get(v.group, s.IKE.name.Group, "group")
	prf := asIntegrity(s.IKE.name.PRF)
	if syntax == "asa" && prf == "" {
		prf = s.IKE.name.Integrity // left out it would be SHA-1, not the hash of the integrity algorithm
	}
	s.IKE.PRF = get(v.integrity, prf, "PRF")
	s.ESP.Cipher, s.ESP.Integrity = get(espCipher, s.ESP.name.Cipher, "cipher"), get(espIntegrity, s.ESP.name.Integrity, "integrity algorithm")
	s.ESP.Group = get(v.group, s.PFS, "group")
	if len(missing) > 0 {
		return fmt.Errorf("%s uses what %s has no word for: %s", s.From, syntax, strings.Join(missing, ", "))
	}
	return nil
}

// asIntegrity returns the integrity algorithm of the same hash: the vendors use
// one word for both.
func asIntegrity(prf string) string {
	return map[string]string{"prf-sha1": "sha1-96", "prf-sha256": "sha256-128", "prf-sha384": "sha384-192", "prf-sha512": "sha512-256", "prf-md5": "md5-96"}[prf]
}
