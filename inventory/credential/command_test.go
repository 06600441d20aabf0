package credential

import (
	"context"
	"testing"
)

// TestACommandDoesNotInheritShortKeys: the switch that one device needs is
// nothing for the program that fetches a secret.
func TestACommandDoesNotInheritShortKeys(t *testing.T) {
	for debug, want := range map[string]string{"rsa1024min=0": "", "netdns=go,rsa1024min=0": "netdns=go", "netdns=go": "netdns=go"} {
		t.Setenv("GODEBUG", debug)
		got, err := fromCommand(context.Background(), `printf '%s' "[$GODEBUG]"`)
		if err != nil || got != "["+want+"]" {
			t.Errorf("%s: %q %v", debug, got, err)
		}
	}
}
