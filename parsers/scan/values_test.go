package scan

import (
	"testing"
	"time"

	"ipsec-diag/parsers/ipsec"
)

func TestDuration(t *testing.T) {
	day, hour := 24*time.Hour, time.Hour
	good := map[string]time.Duration{
		"23:59:39": 23*hour + 59*time.Minute + 39*time.Second, "6:16:26": 6*hour + 16*time.Minute + 26*time.Second,
		"7w0d": 49 * day, "3d18h": 3*day + 18*hour, "1d02h": 26 * hour, "1d 2h": 26 * hour, "1y2w": 379 * day,
		"10d 7h:26m:52s": 10*day + 7*hour + 26*time.Minute + 52*time.Second, "1d 02:03:04": 26*hour + 3*time.Minute + 4*time.Second,
		"44m17s": 44*time.Minute + 17*time.Second, "18 days": 18 * day, "2014s": 2014 * time.Second, "0": 0, "86400": day,
		"12 seconds ago": 12 * time.Second, "2 weeks, 1 day, 3 hours, 5 minutes": 15*day + 3*hour + 5*time.Minute,
		"0h:44m:17s": 44*time.Minute + 17*time.Second, "1 hours, 10 mins": 70 * time.Minute, "735 sec": 735 * time.Second,
	}
	for text, want := range good {
		if got, ok := Duration(text); !ok || got != want {
			t.Errorf("Duration(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "never", "XXX second ago", "00:45", "XXs", "-5s", "1.5h", "3 apples", "12 34", "1:2:99", "99999999999999999999y"} {
		if got, ok := Duration(text); ok {
			t.Errorf("Duration(%q) = %v, want none", text, got)
		}
	}
}

func TestSPI(t *testing.T) {
	for text, want := range map[string]string{"0x0A1B2C3D(169552957)": "a1b2c3d", "00ff": "ff", "0x0(0)": "0", "0000000000000000": "0", " 0xAB ": "ab"} {
		if got, ok := SPI(text); !ok || got != want {
			t.Errorf("SPI(%q) = %q, %v; want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "[Not Available]", "0x", "ESPSPIi", "12345678901234567"} {
		if got, ok := SPI(text); ok {
			t.Errorf("SPI(%q) = %q, want none", text, got)
		}
	}
}

func TestEndpoint(t *testing.T) {
	for text, want := range map[string]ipsec.Endpoint{
		"192.0.2.1/500":           {Address: "192.0.2.1", Port: 500},
		"192.0.2.1 port 4500":     {Address: "192.0.2.1", Port: 4500},
		"192.0.2.1[4500]":         {Address: "192.0.2.1", Port: 4500},
		"192.0.2.1:500":           {Address: "192.0.2.1", Port: 500},
		"[2001:db8::1]:500":       {Address: "2001:db8::1", Port: 500},
		"2001:db8::1/500":         {Address: "2001:db8::1", Port: 500},
		"2001:db8::1":             {Address: "2001:db8::1"},
		"PEER_A":                  {Address: "PEER_A"},
		"192.0.2.1/255.255.255.0": {Address: "192.0.2.1/255.255.255.0"},
	} {
		if got := Endpoint(text); got != want {
			t.Errorf("Endpoint(%q) = %+v, want %+v", text, got, want)
		}
	}
}

func TestMaskSelector(t *testing.T) {
	tests := []struct{ addr, mask, proto, port, want string }{
		{"10.1.2.0", "255.255.255.0", "0", "0", "10.1.2.0/24"},
		{"192.0.2.1", "255.255.255.255", "47", "0", "192.0.2.1/32[47]"},
		{"10.0.0.0", "0.0.0.0", "17", "500", "0.0.0.0/0[17/500]"},
		{"2001:db8::", "64", "ip", "", "2001:db8::/64"},
		{"192.0.2.9", "", "tcp", "443", "192.0.2.9/32[6/443]"},
	}
	for _, tt := range tests {
		got, ok := MaskSelector(tt.addr, tt.mask, tt.proto, tt.port)
		if !ok || got.String() != tt.want {
			t.Errorf("MaskSelector(%v) = %v, %v; want %v", tt, got, ok, tt.want)
		}
	}
	for _, bad := range [][4]string{{"vpc_subnet", "mask", "0", "0"}, {"10.0.0.0", "255.0.255.0", "0", "0"}, {"10.0.0.0", "33", "", ""}, {"10.0.0.0", "", "0", "99999"}} {
		if got, ok := MaskSelector(bad[0], bad[1], bad[2], bad[3]); ok || got.Valid() || got.Text == "" {
			t.Errorf("MaskSelector(%v) = %+v, %v; want only text", bad, got, ok)
		}
	}
}
