package collector

import (
	"strings"
	"testing"
)

func TestAlgorithmLists(t *testing.T) {
	list := []string{"a", "b", "c"}
	have := []string{"a", "b", "c", "old-1", "old-2"}
	for spec, want := range map[string]string{
		"b,old-1":        "b,old-1",
		"+old-1":         "a,b,c,old-1",
		"+c,old-1":       "a,b,c,old-1",
		"^c,old-2":       "c,old-2,a,b",
		"-b":             "a,c",
		"-*":             "",
		"unknown":        "",
		"+unknown":       "a,b,c",
		"unknown,b":      "b",
		"-nothing,old-*": "a,b,c",
	} {
		if got := strings.Join(changedList(list, spec, have), ","); got != want {
			t.Errorf("%s: %s, want %s", spec, got, want)
		}
	}
	if strings.Join(list, ",") != "a,b,c" {
		t.Errorf("the profile's own list was changed: %v", list)
	}
}

// TestAdjustRefusesAnEmptyOffer: the library would offer nothing at all.
func TestAdjustRefusesAnEmptyOffer(t *testing.T) {
	a := modern()
	if err := a.adjust(AlgorithmLists{Ciphers: "aes256-cbc"}); err == nil || !strings.Contains(err.Error(), "Ciphers aes256-cbc") {
		t.Errorf("%v", err)
	}
	if err := a.adjust(AlgorithmLists{KeyExchanges: "+diffie-hellman-group1-sha1", HostKeys: "^ssh-rsa"}); err != nil {
		t.Fatal(err)
	}
	if a.KeyExchanges[len(a.KeyExchanges)-1] != "diffie-hellman-group1-sha1" || a.hostKeys[0] != "ssh-rsa" {
		t.Errorf("%v %v", a.KeyExchanges, a.hostKeys)
	}
}
