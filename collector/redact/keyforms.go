package redact

import (
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"
)

// A keyForm is one way in which a configuration spells a pre-shared key. read
// gets the groups of the expression and returns the octets that IKE uses.
type keyForm struct {
	find *regexp.Regexp
	read func(groups []string) (key []byte, ok bool)
}

// keyForms are tried in this order; the first that finds a key in a line ends
// the search. A word of one digit before the key is Cisco's type of it, unless
// the key itself is all that stands there.
var keyForms = []keyForm{
	// IOS, and ASA before release 8.4: crypto isakmp key [0|6] KEY address 192.0.2.1
	{regexp.MustCompile(`\bisakmp key (?:([0-9]) )?(\S+) (?:address|hostname)\b`), typedKey},
	// IOS keyring: pre-shared-key address 192.0.2.1 [255.255.255.0] key [6] KEY
	{regexp.MustCompile(`\bpre-shared-key (?:address|hostname) \S+(?: [0-9.]+)? key (?:([0-9]) )?(\S+)$`), typedKey},
	// IOS and ASA, IKEv2: pre-shared-key [local|remote] [0|6|8|hex] KEY; ASA puts
	// remote-authentication in front.
	{regexp.MustCompile(`\bpre-shared-key (?:(?:local|remote) )?(?:([0-9]|hex) )?(\S+)$`), typedKey},
	// IOS IKEv2 profile: authentication remote pre-share key [0|6|hex] KEY
	{regexp.MustCompile(`\bpre-share key (?:([0-9]|hex) )?(\S+)$`), typedKey},
	// ipsec.secrets(5): 192.0.2.1 : PSK "KEY"
	{regexp.MustCompile(`(?:^|\s|:)PSK\s+("[^"]*"|'[^']*'|0[xs]\S+)`), quotedKey},
	// swanctl.conf: secret = KEY
	{regexp.MustCompile(`(?:^|[{;])\s*secret\s*=\s*("[^"]*"|[^\s"{}#;][^{}#;]*)`), quotedKey},
}

// mayHoldKeys reports whether a text has a word that a key form needs.
func mayHoldKeys(text string) bool {
	return strings.Contains(text, "isakmp key ") || strings.Contains(text, "pre-share") || strings.Contains(text, "PSK") || strings.Contains(text, "secret")
}

// typedKey reads Cisco's type and key. Types 6 and 8 are encrypted under a
// secret of the device.
func typedKey(g []string) ([]byte, bool) {
	kind, text := g[0], g[1]
	if hidden(text) {
		return nil, false
	}
	switch kind {
	case "", "0":
		return []byte(text), true
	case "7":
		return type7(text)
	case "hex":
		key, err := hex.DecodeString(strings.TrimPrefix(strings.ToLower(text), "0x"))
		return key, err == nil
	}
	return nil, false
}

// hidden reports whether the device, or somebody before us, took the key out:
// stars, or a word in angle brackets.
func hidden(text string) bool {
	return masked(text) || strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">")
}

// quotedKey reads a key of strongSwan and Libreswan: quoted, or bare; what
// begins with 0x is hexadecimal and with 0s is Base64 (ipsec.secrets(5),
// swanctl.conf(5)).
func quotedKey(g []string) ([]byte, bool) {
	text := strings.TrimSpace(g[0])
	if n := len(text); n >= 2 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		text = text[1 : n-1]
	}
	switch {
	case text == "" || hidden(text):
		return nil, false
	case strings.HasPrefix(text, "0x"):
		key, err := hex.DecodeString(strings.ReplaceAll(text[2:], "_", ""))
		return key, err == nil
	case strings.HasPrefix(text, "0s"):
		key, err := base64.StdEncoding.DecodeString(text[2:])
		return key, err == nil
	}
	return []byte(text), true
}

// type7Pad is what Cisco's type 7 is combined with; it is public.
const type7Pad = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"

// type7 reads Cisco's type 7: two digits with the place in the pad to begin
// at, then the octets in hexadecimal, each combined with one of the pad.
func type7(text string) ([]byte, bool) {
	if len(text) < 4 {
		return nil, false
	}
	start := int(text[0]-'0')*10 + int(text[1]-'0')
	key, err := hex.DecodeString(text[2:])
	if err != nil || start < 0 || start >= len(type7Pad) {
		return nil, false
	}
	for i := range key {
		key[i] ^= type7Pad[(start+i)%len(type7Pad)]
	}
	return key, true
}
