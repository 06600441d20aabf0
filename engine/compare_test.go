package engine_test

import (
	"testing"

	"ipsec-diag/engine"
)

func TestSameID(t *testing.T) {
	tests := []struct {
		sent, expected string
		same, known    bool
	}{
		{"br1.example.com", "br1.example.com", true, true},
		{"BR1.example.com", `"br1.example.com"`, true, true},
		{"@br1.example.com", "fqdn:br1.example.com", true, true},
		{"br1.example.com", "branch1.example.com", false, true},
		{"203.0.113.1", "192.168.1.2", false, true},
		{"br1.example.com", "*.example.com", false, false},
		{"br1.example.com", "%any", false, false},
		{"C=CH, CN=br1", "CN=br1, C=CH", false, false},          // order and spelling of names differ between devices
		{"company.example.com", "br1.example.com", false, true}, // holds the letters of "any"
		{"", "br1.example.com", false, false},
	}
	for _, tt := range tests {
		if same, known := engine.SameID(tt.sent, tt.expected); same != tt.same || known != tt.known {
			t.Errorf("SameID(%q, %q) = %v, %v; want %v, %v", tt.sent, tt.expected, same, known, tt.same, tt.known)
		}
	}
}

func TestTakes(t *testing.T) {
	tests := []struct {
		configured []string
		takes      bool
	}{
		{nil, true},
		{[]string{"203.0.113.1"}, true},
		{[]string{"203.0.113.2"}, false},
		{[]string{"203.0.113.2", "203.0.113.1"}, true},
		{[]string{"%any"}, true},
		{[]string{"0.0.0.0"}, true},
		{[]string{"vpn.example.com"}, true}, // may resolve to it
		{[]string{"203.0.113.0/24"}, true},
	}
	for _, tt := range tests {
		if got := engine.Takes(tt.configured, "203.0.113.1"); got != tt.takes {
			t.Errorf("Takes(%q) = %v", tt.configured, got)
		}
	}
}
