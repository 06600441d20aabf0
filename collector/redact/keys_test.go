package redact

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestOneKeyInManySpellings: the same octets have the same digest, whatever the
// device that printed them.
func TestOneKeyInManySpellings(t *testing.T) {
	d := NewDigester()
	want := d.digest([]byte("Tunnel-Key-1"))
	for _, line := range []string{
		"crypto isakmp key Tunnel-Key-1 address 192.0.2.1",
		"crypto isakmp key 0 Tunnel-Key-1 address 192.0.2.1 255.255.255.255 no-xauth",
		"crypto isakmp key Tunnel-Key-1 hostname hq.example.com",
		"  pre-shared-key address 192.0.2.1 key Tunnel-Key-1",
		"  pre-shared-key address 192.0.2.0 255.255.255.0 key 0 Tunnel-Key-1\r",
		"  pre-shared-key hostname hq.example.com key Tunnel-Key-1",
		"  pre-shared-key Tunnel-Key-1",
		"  pre-shared-key local Tunnel-Key-1",
		"  pre-shared-key remote 0 Tunnel-Key-1",
		"  pre-shared-key hex 54756E6E656C2D4B65792D31",
		"  pre-shared-key 7 023211550503036C674B105454",
		" authentication remote pre-share key Tunnel-Key-1",
		" ikev1 pre-shared-key Tunnel-Key-1",
		" ikev2 local-authentication pre-shared-key Tunnel-Key-1",
		" ikev2 remote-authentication pre-shared-key 0 Tunnel-Key-1",
		`192.0.2.1 198.51.100.1 : PSK "Tunnel-Key-1"`,
		`: PSK 0x54756e6e656c2d4b65792d31`,
		`: PSK 0sVHVubmVsLUtleS0x`,
		`        secret = Tunnel-Key-1`,
		`        secret = "Tunnel-Key-1"`,
		`ike-hq { id = hq.example.com; secret = Tunnel-Key-1 }`,
	} {
		got, ok := d.Keys("first line\n" + line + "\n").At(2)
		if !ok || got != want {
			t.Errorf("%q: %v, digest is that of the key: %v", line, ok, got == want)
		}
	}
}

func TestHiddenKeysHaveNoDigest(t *testing.T) {
	d := NewDigester()
	for _, line := range []string{
		"crypto isakmp key 6 aDEQJ`Mh^gBW address 192.0.2.1",
		"  pre-shared-key 6 aDEQJ`Mh^gBW", "  pre-shared-key address 192.0.2.1 key 6 aDEQJ`Mh^gBW",
		"  pre-shared-key hex not-hex", " ikev1 pre-shared-key *****", " ikev2 local-authentication pre-shared-key *****",
		" ikev2 remote-authentication pre-shared-key 8 aDEQJ", "  pre-shared-key <removed>", "  pre-shared-key <redacted>",
		"  pre-shared-key 7 zz", "crypto isakmp key <redacted> address 192.0.2.1", " authentication remote pre-share",
		"secret = ", `a { secret = one } b { secret = two }`, "username ops secret 9 $9$x", "enable secret 5 x",
		"05[IKE] authentication of 'a' with pre-shared key", ": PSK 0xzz",
	} {
		if digest, ok := d.Keys(line).At(1); ok {
			t.Errorf("%q has a digest (%d characters)", line, len(digest))
		}
	}
}

func TestDigestsAreOfOneRun(t *testing.T) {
	const line = "crypto isakmp key Tunnel-Key-1 address 192.0.2.1"
	one, _ := NewDigester().Keys(line).At(1)
	two, _ := NewDigester().Keys(line).At(1)
	if one == two || one == "" {
		t.Error("two runs make the same digest, so that keys could be tried against it")
	}
	var none *Digester
	if none.Keys(line).Len() != 0 {
		t.Error("a nil Digester makes digests")
	}
}

func TestKeysShowNothing(t *testing.T) {
	keys := NewDigester().Keys("x\ncrypto isakmp key Tunnel-Key-1 address 192.0.2.1\n")
	digest, _ := keys.At(2)
	data, err := json.Marshal(struct{ K Keys }{keys})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %d %x %q", keys, keys, keys, keys, keys, keys, keys), fmt.Sprintf("%+v", struct{ K Keys }{keys}), string(data)} {
		if strings.Contains(text, digest) || !strings.Contains(text, "1 keys") && !strings.Contains(text, "null") {
			t.Errorf("shown: %s", text)
		}
	}
	if got, ok := keys.From(2).At(1); !ok || got != digest {
		t.Error("the keys of a part have other lines")
	}
	if keys.From(3).Len() != 0 {
		t.Error("a key before the part is in it")
	}
}
