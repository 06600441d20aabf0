package engine

import "testing"

func TestSameGroup(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		same, known bool
	}{
		{"group14", "MODP_2048", true, true},
		{"modp2048", "14", true, true},
		{"DH19", "ecp256", true, true},
		{"group 20", "ECP_256", false, true},
		{"none", "group14", false, true},
		{"mlkem768", "group14", false, false},
		{"mlkem768", "MLKEM_768", true, true},
	} {
		same, known := SameGroup(c.a, c.b)
		if same != c.same || known != c.known {
			t.Errorf("SameGroup(%q, %q) = %t, %t, want %t, %t", c.a, c.b, same, known, c.same, c.known)
		}
	}
}
