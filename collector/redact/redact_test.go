package redact

import (
	"strings"
	"testing"
)

// canary is the secret of every line below. It must not survive.
const canary = "c0ffee5ec7e7c0ffee5ec7e7c0ffee5e"

func TestSecretsAreReplaced(t *testing.T) {
	for name, lines := range map[string][]string{
		"ios": {
			"crypto isakmp key @ address 192.0.2.1",
			"crypto isakmp key 6 @ address 192.0.2.1 255.255.255.255 no-xauth",
			"Nov 25 03:00:00: %PARSER-5-CFGLOG_LOGGEDCMD: User:ops  logged command:crypto isakmp key @ address 192.0.2.1",
			"  pre-shared-key @",
			"  pre-shared-key local @",
			"  pre-shared-key remote 6 @",
			"  pre-shared-key local hex @",
			"  pre-shared-key address 192.0.2.1 key @",
			"  pre-shared-key address 192.0.2.1 255.255.255.0 key 6 @",
			"  pre-shared-key hostname hq.example.com key @",
			" authentication remote pre-share key @",
			"  key-string 7 @",
			"enable secret 9 @",
			"enable password @",
			"username ops privilege 15 secret 5 @",
			"username ops password 7 @",
			"snmp-server community @ RO 10",
			"snmp-server host 192.0.2.9 version 2c @",
			"snmp-server user ops grp v3 auth sha @ priv aes 128 @",
			"snmp-server host 192.0.2.9 @",
			"snmp-server host 192.0.2.9 informs @ udp-port 1162",
			"ntp authentication-key 1 md5 @ 7",
			"ip ftp password 0 @",
			" server-private 192.0.2.9 key @",
			" bind authenticate root-dn cn=x password @",
			" wpa-psk ascii 0 @",
			"tacacs-server host 192.0.2.9 key 7 @",
			"radius-server key @",
			" key 7 @",
			" ip nhrp authentication @",
			" ip ospf authentication-key 7 @",
			" standby 1 authentication @",
			" standby authentication text @",
			" vrrp 1 authentication text @",
			" glbp 1 authentication text @",
			" isis password @ level-2",
			" password 7 @",
		},
		"asa": {
			" ikev1 pre-shared-key @",
			" ikev2 local-authentication pre-shared-key @",
			" ikev2 remote-authentication pre-shared-key hex @",
			"enable password @ encrypted",
			"passwd @ encrypted",
			"username ops password @ encrypted privilege 15",
			"failover key @",
			"snmp-server host inside 192.0.2.9 community @",
			"snmp-server host inside 192.0.2.9 poll community 8 @ version 2c",
			" key @",
			" ldap-login-password @",
			"aaa-server ISE (inside) host 192.0.2.9 radius key @",
		},
		"strongswan": {
			`        secret = "@"`,
			"        secret = @",
			`ike-hq { secret = "@" }`,
			`secrets { ike-a { id = hq; secret = "@" } }`,
			"        secret-br1=0s@",
			`192.0.2.1 : PSK "@"`,
			"192.0.2.1 192.0.2.2 : PSK 0x@",
			`carol : EAP "@"`,
			`: RSA hq.pem "@"`,
		},
		"kernel": {
			"\tauth-trunc hmac(sha256) 0x@ 128",
			"\tenc cbc(aes) 0x@",
			"\taead rfc4106(gcm(aes)) 0x@ 128",
			"\tauth hmac(sha1) 0x@",
		},
		"fortios": {
			"  dec: spi=03ff1e97 esp=aes key=16 @",
			"       ah=sha1 key=20 @",
			"  key: 12b4b577207df3b1-@",
			"  SK_ei: f93108f3f8d9a94e-@",
			"        set psksecret ENC @",
			`        set password "@"`,
			"        set group-authentication-secret ENC @",
		},
		"others": {
			` auth-algorithm=sha1 auth-key="@" enc-key="@"`,
			"0 address=192.0.2.1/32 secret=@ generate-policy=no",
			`pre-shared-key ascii-text "$9$@"; ## SECRET-DATA`,
			"key -AQ==@;",
			"set network ike gateway g authentication pre-shared-key key @",
			"set vpn ipsec authentication psk br1 secret '@'",
			"| SK_er: @",
			"set security ike policy P pre-shared-key hexadecimal @",
			`set system root-authentication encrypted-password "@"`,
			"set system login user vyos authentication plaintext-password '@'",
			"set snmp community @ authorization read-only",
			"set service snmp community @ authorization ro",
			"PrivateKey = @",
		},
	} {
		for _, line := range lines {
			want, n := strings.ReplaceAll(line, "@", canary), strings.Count(line, "@")
			got, secrets := Text(want + "\r\nnext line\n")
			if strings.Contains(got, canary) || secrets != n {
				t.Errorf("%s: %q\n became %q, %d secrets, want %d", name, want, got, secrets, n)
			}
			if again, more := Text(got); again != got || more != 0 {
				t.Errorf("%s: second round changed %q to %q (%d)", name, got, again, more)
			}
			if !strings.HasSuffix(got, "\r\nnext line\n") {
				t.Errorf("%s: what follows the secret was touched: %q", name, got)
			}
		}
	}
}

func TestOnlyTheSecretIsReplaced(t *testing.T) {
	for in, want := range map[string]string{
		"crypto isakmp key 6 hunter2 address 192.0.2.1":   "crypto isakmp key 6 <redacted> address 192.0.2.1",
		`192.0.2.1 : PSK "a b"`:                           `192.0.2.1 : PSK <redacted>`,
		" enrollment url http://ops:hunter2@192.0.2.9/ca": " enrollment url http://ops:<redacted>@192.0.2.9/ca",
		"\tenc cbc(aes) 0x0011 extra":                     "\tenc cbc(aes) <redacted> extra",
		"  enc: spi=54b85815 esp=aes key=16 c4dcfc64ac21": "  enc: spi=54b85815 esp=aes key=16 <redacted>",
	} {
		if got, _ := Text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestEvidenceIsNotTouched(t *testing.T) {
	for _, line := range []string{
		"        sa timing: remaining key lifetime (k/sec): (4607999/3437)",
		"     current outbound spi: 0x6DE5239C(1843733404)",
		"05[CFG] loaded IKE shared key with id 'ike-br1' for: 'hq.example.com'",
		"05[CFG] loaded IKE secret for hq.example.com",
		"05[IKE] authentication of 'br1.example.com' with pre-shared key",
		"05[IKE] no shared key found for 'hq.example.com' - 'br1.example.com'",
		"  local pre-shared key authentication:",
		"        authentication method:  Pre-Shared Key",
		"      Encr: AES-CBC, keysize: 256, Hash: SHA512, DH Grp:19, Auth sign: PSK, Auth verify: PSK",
		"    Auth Mode    : preSharedKeys",
		"our auth:secret, their auth:secret, our autheap:none",
		"configdir=/etc, configfile=/etc/ipsec.conf, secrets=/etc/ipsec.secrets",
		"Nov 25 03:00:00.000: %CRYPTO-4-IKMP_NO_SA: IKE message from 192.0.2.1 has no SA",
		"%ASA-6-113012: AAA user authentication Successful : local database : user = ops",
		" ikev1 pre-shared-key *****",
		"\tauth-trunc hmac(sha256) <<Keys hidden>> 128",
		"loaded ike secret 'ike-hq'",
		"loaded eap secret 'eap-carol'",
		"    Key Data:",
		"      Key Encipherment",
		"key chain ospf",
		" standby 1 authentication md5 key-chain HSRP",
		" ip ospf authentication message-digest",
		" key 1",
		" enrollment url http://192.0.2.9:8080/ca@x",
		"snmp-server host inside 192.0.2.9",
	} {
		if got, n := Text(line); got != line || n != 0 {
			t.Errorf("%q became %q (%d secrets)", line, got, n)
		}
	}
}

func TestPrivateKeyKeepsItsLines(t *testing.T) {
	marker := "-----%s RSA PRIVATE " + "KEY-----" // in two pieces: this file holds no key
	begin, end := strings.Replace(marker, "%s", "BEGIN", 1), strings.Replace(marker, "%s", "END", 1)
	for name, c := range map[string][2]string{
		"block":    {"a\n" + begin + "\nMIIE" + canary + "\r\n\nxx==\n" + end + "\nb\n", "a\n" + begin + "\n<redacted>\r\n\n<redacted>\n" + end + "\nb\n"},
		"cut":      {begin + "\nMIIE" + canary + "\nhq# show version\n", begin + "\n<redacted>\nhq# show version\n"},
		"one line": {`key "` + begin + `\nMIIE` + canary + `\n` + end + `"`, `key "` + begin + "<redacted>" + end + `"`},
	} {
		got, n := Text(c[0])
		if got != c[1] || n != 1 {
			t.Errorf("%s: got %q (%d)\nwant %q", name, got, n, c[1])
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"crypto isakmp key 6 x address 192.0.2.1\n", "\tenc cbc(aes) 0x00\n", ": PSK \"a\" PSK \"b\n",
		"username a password 7 0 password b\r\n", "-----BEGIN PRIVATE " + "KEY-----\nAAAA\n", "secret = \n", "SK_d 32:00112233445566",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out, _ := Text(in)
		if strings.Count(out, "\n") != strings.Count(in, "\n") {
			t.Fatalf("%q has other lines than %q", out, in)
		}
		if again, n := Text(out); again != out || n != 0 {
			t.Fatalf("not idempotent: %q, then %q (%d)", out, again, n)
		}
	})
}

// BenchmarkIPsecSA reads what a 5,000-tunnel router prints, where every line
// group holds the word "key".
func BenchmarkIPsecSA(b *testing.B) {
	block := strings.Repeat("     #pkts encaps: 4, #pkts encrypt: 4, #pkts digest: 4\n", 40) +
		"        sa timing: remaining key lifetime (k/sec): (4607999/3437)\n      spi: 0x46959245(1184207429)\n"
	text := strings.Repeat(block, 5000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Text(text)
	}
}
