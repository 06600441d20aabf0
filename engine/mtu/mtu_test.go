package mtu

import (
	"testing"

	"ipsec-diag/engine/algorithm"
)

// TestByHand compares with sizes that were computed by hand: path MTU less the
// outer header (20 or 40), UDP (8), ESP (8), IV and ICV, rounded down to the
// block, less 2.
func TestByHand(t *testing.T) {
	for _, c := range []struct {
		suite                string
		path                 int
		v4, natt, v6, v6natt int // 0 is not computed
	}{
		// 1500-20-8-16-12 = 1444 -> 1440-2; -8 = 1436 -> 1424-2; 1424 -> 1424-2; 1416 -> 1408-2
		{"aes256-sha1", 1500, 1438, 1422, 1422, 1406},
		// 1440 -> 1438; 1432 -> 1424-2; 1420 -> 1408-2; 1412 -> 1408-2
		{"aes128-sha256", 1500, 1438, 1422, 1406, 1406},
		// 1432 -> 1424-2; 1424 -> 1424-2; 1412 -> 1408-2; 1404 -> 1392-2
		{"aes256-sha384", 1500, 1422, 1422, 1406, 1390},
		// 1424 -> 1422; 1416 -> 1408-2; 1404 -> 1392-2; 1396 -> 1392-2
		{"aes256-sha512", 1500, 1422, 1406, 1390, 1390},
		// blocks of 8: 1500-20-8-8-12 = 1452 -> 1448-2; 1444 -> 1440-2; 1432 -> 1430
		{"3des-sha1", 1500, 1446, 1438, 1430, 1422},
		// 1500-20-8-8-16 = 1448 -> 1446; 1440 -> 1438; 1428 -> 1426; 1420 -> 1418
		{"aes256gcm16", 1500, 1446, 1438, 1426, 1418},
		{"aes128gcm16", 1500, 1446, 1438, 1426, 1418},
		{"chacha20poly1305", 1500, 1446, 1438, 1426, 1418},
		{"aes256ccm16", 1500, 1446, 1438, 1426, 1418},
		// an ICV of 8 or 12
		{"aes256gcm8", 1500, 1454, 1446, 1434, 1426},
		{"aes256gcm12", 1500, 1450, 1442, 1430, 1422},
		// no IV: 1500-20-8-16 = 1456 -> 1454
		{"null-sha256", 1500, 1454, 1446, 1434, 1426},
		{"null-sha1", 1500, 1458, 1450, 1438, 1430},
		{"aes256ctr-sha256", 1500, 1446, 1438, 1426, 1418},
		// PPPoE
		{"aes256-sha256", 1492, 1422, 1422, 0, 0},
		{"aes256-sha384", 1492, 1422, 1406, 0, 0},
		{"aes256-sha512", 1492, 1406, 1406, 0, 0},
		{"aes256gcm16", 1492, 1438, 1430, 0, 0},
		{"aes256-sha256", 1400, 1326, 1326, 0, 0},
		{"aes256gcm16", 1400, 1346, 1338, 0, 0},
	} {
		cipher, integrity, err := ParseSuite(c.suite)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []struct {
			natt, v6 bool
			want     int
		}{{false, false, c.v4}, {true, false, c.natt}, {false, true, c.v6}, {true, true, c.v6natt}} {
			e := Encapsulation{Cipher: cipher, Integrity: integrity, Mode: Tunnel, NATT: v.natt, IPv6: v.v6}
			got, err := e.Inner(c.path)
			if v.want > 0 && (err != nil || got != v.want) {
				t.Errorf("%s over %d: %d (%v), want %d", e.String(), c.path, got, err, v.want)
			}
		}
	}
}

// TestGRE compares with the table of GRE over ESP: 24 octets less in tunnel
// mode, 4 in transport mode, and 4 more of each for a key.
func TestGRE(t *testing.T) {
	for _, c := range []struct {
		suite                      string
		tunnel, transport, withKey int
	}{
		{"aes256-sha1", 1414, 1434, 1410}, {"aes256-sha256", 1414, 1434, 1410}, {"aes256-sha512", 1398, 1418, 1394},
		{"3des-sha1", 1422, 1442, 1418}, {"aes256gcm16", 1422, 1442, 1418},
	} {
		cipher, integrity, _ := ParseSuite(c.suite)
		e := Encapsulation{Cipher: cipher, Integrity: integrity, Mode: Tunnel, GRE: true}
		if got, _ := e.Inner(1500); got != c.tunnel {
			t.Errorf("%s: %d, want %d", e.String(), got, c.tunnel)
		}
		e.GREKey = true
		if got, _ := e.Inner(1500); got != c.withKey {
			t.Errorf("%s: %d, want %d", e.String(), got, c.withKey)
		}
		e.Mode, e.GREKey = Transport, false
		if got, _ := e.Inner(1500); got != c.transport {
			t.Errorf("%s: %d, want %d", e.String(), got, c.transport)
		}
	}
	// Without GRE, IOS prints a plaintext MTU of 1458 for transport mode.
	e := Encapsulation{Cipher: "aes-cbc-256", Integrity: "sha256-128", Mode: Transport}
	if got, _ := e.Inner(1500); got != 1458 {
		t.Errorf("transport mode: %d, want 1458", got)
	}
}

func TestAH(t *testing.T) {
	for _, c := range []struct {
		integrity string
		v6        bool
		want      int
	}{{"sha1-96", false, 1456}, {"sha256-128", false, 1452}, {"sha256-128", true, 1428}, {"sha512-256", false, 1436}} {
		e := Encapsulation{AH: true, Integrity: c.integrity, Mode: Tunnel, IPv6: c.v6}
		if got, err := e.Inner(1500); got != c.want || err != nil {
			t.Errorf("%s: %d (%v), want %d", e.String(), got, err, c.want)
		}
	}
}

// TestInnerIsTheLargest: a packet of that size fits the path, one octet more
// does not, for every encapsulation and for paths of every length.
func TestInnerIsTheLargest(t *testing.T) {
	tried := 0
	for _, cipher := range []string{"aes-cbc-256", "3des", "aes-gcm16-256", "aes-ccm8-128", "null", "chacha20-poly1305"} {
		for _, integrity := range []string{"sha1-96", "sha256-128", "sha384-192", "sha512-256"} {
			for bits := range 32 {
				e := Encapsulation{Cipher: cipher, Integrity: integrity, Mode: Tunnel, NATT: bits&1 != 0, IPv6: bits&2 != 0, GRE: bits&4 != 0, GREKey: bits&12 == 12}
				if bits&16 != 0 {
					e.Mode = Transport
				}
				for path := 1280; path <= 1312; path++ {
					inner, err := e.Inner(path)
					if err != nil {
						t.Fatal(err)
					}
					fits, _ := e.Wire(inner)
					more, _ := e.Wire(inner + 1)
					if fits > path || more <= path {
						t.Fatalf("%s over %d: %d becomes %d, %d becomes %d", e.String(), path, inner, fits, inner+1, more)
					}
					tried++
				}
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d were tried", tried)
	}
}

// TestParts: the parts add up to what the packet grows by, but for padding.
func TestParts(t *testing.T) {
	for _, e := range []Encapsulation{
		{Cipher: "aes-cbc-256", Integrity: "sha256-128", Mode: Tunnel},
		{Cipher: "aes-gcm16-256", Integrity: algorithm.None, Mode: Tunnel, NATT: true, GRE: true, GREKey: true},
		{Cipher: "aes-gcm16-256", Integrity: algorithm.None, Mode: Transport, GRE: true, IPv6: true},
		{Cipher: "3des", Integrity: "sha1-96", Mode: Transport},
		{AH: true, Integrity: "sha1-96", Mode: Tunnel},
	} {
		parts, padding, err := e.Parts()
		sum := 0
		for _, p := range parts {
			sum += p.Octets
		}
		for packet := 600; packet < 640; packet++ {
			wire, _ := e.Wire(packet)
			if grown := wire - packet; err != nil || grown < sum || grown > sum+padding {
				t.Errorf("%s: a packet of %d grows by %d, the parts are %d and up to %d of padding (%v)", e.String(), packet, grown, sum, padding, err)
			}
		}
	}
}

func TestUnknown(t *testing.T) {
	for _, e := range []Encapsulation{{Cipher: "rot13", Mode: Tunnel}, {Cipher: "aes-cbc-256", Integrity: "", Mode: Tunnel}, {AH: true, Mode: Tunnel}} {
		if got, err := e.Compute(1500); err == nil {
			t.Errorf("%+v: %+v and no error", e, got)
		}
	}
	e := Encapsulation{Cipher: "aes-gcm16-256", Integrity: algorithm.None, Mode: Tunnel}
	for _, path := range []int{0, 60, 80} {
		if got, err := e.Compute(path); err == nil {
			t.Errorf("a path of %d: %+v and no error", path, got)
		}
	}
	for _, text := range []string{"", "aes256", "rot13", "aes256-rot13", "sha256"} {
		if cipher, integrity, err := ParseSuite(text); err == nil {
			t.Errorf("ParseSuite(%q) = %s, %s and no error", text, cipher, integrity)
		}
	}
}
