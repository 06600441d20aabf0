package redact

import (
	"regexp"
	"slices"
	"strings"
)

// A rule finds one spelling of a secret. Group 1 is the secret itself.
type rule struct {
	// needles are lower-case words that every line with a match holds.
	needles []string
	// anchors are words of which every line with a match holds one, where the
	// needles are too short or too common to look for.
	anchors []string
	find    *regexp.Regexp
}

// value is one secret: quoted (an unclosed quote runs to the end of the line)
// or one word.
const value = `("[^"\r]*"?|'[^'\r]*'?|\S+)`

// option is the value of name=value.
const option = `("[^"\r]*"?|[^\s"]\S*)`

// kind is what vendors put between the word and the secret: the encryption
// type of IOS (0, 5, 6, 7, 8, 9), which key of a pair, its spelling.
const kind = `(?:(?:local|remote|hex|hexadecimal|ascii-text|simple|cipher|text|encrypted|ENC|[0-9]|[0-9]+ text)\s+)*`

// on makes a rule. The needles are separated by "|".
func on(needles, expr string) rule {
	return rule{needles: strings.Split(needles, "|"), find: regexp.MustCompile(`(?i)` + expr)}
}

// rules are tried in this order. Each is anchored to the syntax in which a
// device prints a secret, because prose such as "pre-shared key
// authentication" or "loaded IKE secret for hq" is evidence.
var rules = slices.Concat(cisco, linux, others)

// cisco are the secrets of IOS, IOS-XE and ASA configuration lines.
var cisco = []rule{
	on("isakmp key", `\bisakmp key\s+`+kind+value),
	on("pre-share key", `\bpre-share key\s+`+kind+value),
	on("pre-shared-key", `\bpre-shared-key\s+(?:(?:(?:address|hostname)\s+\S+\s+(?:[0-9.]+\s+)?)?key\s+)?`+kind+value), // PAN-OS has "key" alone
	on("key-string", `\bkey-string\s+`+kind+value),
	on("tacacs| key ", `\btacacs(?:-server)?\s.*\bkey\s+`+kind+value),
	on("radius| key ", `\bradius(?:-server)?\s.*\bkey\s+`+kind+value),
	on("key ", `^\s*(?:server-)?key\s+[0-9]\s+`+value),
	on("key ", `^\s*(?-i:(?:server-)?key)\s+(\S*[^\s\d]\S*)\s*$`),
	on("failover key", `\bfailover key\s+`+kind+value),
	on("nhrp authentication", `\bnhrp authentication\s+`+kind+value),
	on("authentication-key", `\bauthentication-key\s+(?:\d+\s+(?:md5|sha\S*|cmac\S*|hmac\S*)\s+)?`+kind+value),
	on("standby |authentication", `^\s*standby\s(?:\d+\s+)?authentication\s+(?:text\s+)?([^\s]+)\s*$`),
	on("vrrp |authentication", `^\s*vrrp\s\d+\s+authentication\s+(?:text\s+)?([^\s]+)\s*$`),
	on("glbp |authentication", `^\s*glbp\s\d+\s+authentication\s+(?:text\s+)?([^\s]+)\s*$`),
	on("isis password", `\bisis password\s+`+kind+value),
	on("message-digest-key", `\bmessage-digest-key \d+ md5\s+`+kind+value),
	on("enable secret", `\benable secret\s+`+kind+value),
	on("secret", `^\s*secret\s+`+kind+value+`\s*$`),
	on("username|secret", `(?:^|[:'"])\s*username\s+\S+\s(?:.*\s)?secret\s+`+kind+value),
	on("password", `\b(?:enable|ip ftp|ip http client|ppp chap|ppp pap sent-username \S+|neighbou?r \S+)\s+password\s+`+kind+value),
	on("passw", `^\s*(?:password|passwd|ldap-login-password)\s+`+kind+value+`(?:\s+encrypted)?\s*$`),
	on("ldap-login-password", `\bldap-login-password\s+`+value),
	on("username|password", `(?:^|[:'"])\s*username\s+\S+\s(?:.*\s)?password\s+`+kind+value),
	on("snmp-server community", `\bsnmp-server community\s+`+kind+value),
	on("snmp-server host", `\bsnmp-server host\s+(?:\S+\s+)*?version 2?1?c?\s+`+value),
	on("snmp-server host|community", `\bsnmp-server host\s.*\bcommunity\s+`+kind+value),
	on("snmp-server host", `\bsnmp-server host\s+[0-9a-f.:]+\s+(?:vrf\s+\S+\s+)?(?:(?:traps|informs)\s+)?(\S+)(?:\s+udp-port\s.*)?\s*$`),
	on("server-private| key ", `\bserver-private\s.*\bkey\s+`+kind+value),
	on("root-dn|password", `\broot-dn\s.*\bpassword\s+`+kind+value),
	on("wpa-psk", `\bwpa-psk\s+(?:ascii|hex)\s+`+kind+value),
	on("snmp-server user|auth", `\bsnmp-server user\s.*\bauth\s+\S+\s+`+value),
	on("snmp-server user|priv", `\bsnmp-server user\s.*\bpriv\s+(?:(?:des|3des|aes)\s+)?(?:(?:128|192|256)\s+)?`+value),
}

// linux are swanctl.conf, ipsec.secrets and the kernel's keys.
var linux = []rule{
	on("secret|=", `(?:^|[{;])\s*secret[\w-]*\s*=\s*("[^"\r]*"?|[^\s"][^\r]*)`),
	on("psk", `\bPSK\s+("[^"\r]*"?|'[^'\r]*'?|0[xs]\S+)`),
	{needles: []string{": ", `"`}, anchors: spellings("eap", "xauth", "ntlm", "pin", "rsa", "ecdsa", "pkcs8", "p12"),
		find: regexp.MustCompile(`(?i):\s+(?:EAP|XAUTH|NTLM|PIN|RSA|ECDSA|PKCS8|P12)\s+(?:[^\s"]+\s+)?("[^"\r]*"?)`)},
	on("auth| 0x", `\bauth(?:-trunc)?\s+\S+\s+(0x\S+)`),
	on("enc | 0x", `\benc\s+\S+\s+(0x\S+)`),
	on("aead | 0x", `\baead\s+\S+\s+(0x\S+)`),
}

// others are the remaining vendors, whose output people paste.
var others = []rule{
	// FortiOS: tunnel list, IKE gateway list, configuration. IKE debugging.
	on("key=", `\bkey=\d+\s+([0-9a-f]{8,})`),
	on("key:", `^\s*(?:[a-z/]+ )?key:\s+([0-9a-f]{8,}(?:-[0-9a-f]+)*)`),
	on("sk_", `\bSK_[a-z]{1,2}\b[\s:=]*(?:\d+:)?([0-9a-f]{8,}(?:-[0-9a-f]+)*)`),
	on("set ", `\bset\s+(?:psksecret(?:-remote)?|password|passwd|passphrase|secret|private-key|authpasswd|group-authentication-secret)\s+(?:ENC\s+)?`+value),
	// Junos, PAN-OS, VyOS.
	on("$9$", `(\$9\$[^\s;"']+)`),
	on("key -aq", `\bkey\s+(-AQ\S+)`),
	on("psk|secret '", `\bpsk\s+\S+\s+secret\s+('[^'\r]*'?)`),
	on("plaintext-password", `\bplaintext-password\s+`+value),
	on("encrypted-password", `\bencrypted-password\s+`+value),
	on("snmp community", `\bset (?:service )?snmp community\s+`+value),
	on("pre-shared-secret", `\bpre-shared-secret\s+`+value),
	// RouterOS, and options of the same form elsewhere.
	on("key=", `\b(?:auth-key|enc-key|preshared-key|private-key)=`+option),
	on("secret=", `\b(?:ipsec-)?secret=`+option),
	on("passphrase=", `\bpassphrase=`+option),
	on("password=", `\bpassword=`+option),
	// WireGuard, and the password in an address.
	on("privatekey", `^\s*PrivateKey\s*=\s*`+value),
	on("presharedkey", `^\s*PresharedKey\s*=\s*`+value),
	on("://|@", `://[^\s/:@]+:([^\s/@]+)@`),
	on("psk=", `\bpsk=`+option),
}

// spellings adds to words in lower case those with the two letters outside
// ASCII that a regular expression without case takes for an s and a k.
func spellings(words ...string) []string {
	for _, pair := range [][2]string{{"s", "\u017f"}, {"k", "\u212a"}} {
		for _, w := range slices.Clone(words) {
			if strings.Contains(w, pair[0]) {
				words = append(words, strings.ReplaceAll(w, pair[0], pair[1]))
			}
		}
	}
	return words
}
