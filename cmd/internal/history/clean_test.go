package history

import "testing"

func TestWhatADevicePrintsIsStoredWhateverItsBytes(t *testing.T) { both(t, testClean) }

// testClean stores a tunnel whose texts are Latin-1, twice: it is one tunnel, and
// its finding opens once.
func testClean(t *testing.T, open func(*testing.T) *Store) {
	b := &book{t: t, s: open(t)}
	odd := tunnel("down", "critical:auth/x")
	odd.Name, odd.Findings[0].Tunnel = "hq-Z\xfcrich\x00", "hq-Z\xfcrich\x00"
	odd.Detail, odd.Findings[0].Detail = "peer \xe9", "peer \xe9"
	twin := odd
	twin.Findings = append([]Finding(nil), odd.Findings...)
	if said := b.see(odd) + "/" + b.see(twin); said != "opened!/" {
		t.Errorf("got %q", said)
	}
	list, err := b.s.Tunnels(t.Context())
	if err != nil || len(list) != 1 || list[0].Name != "hq-Z\uFFFDrich\uFFFD" || list[0].Health != "down" || list[0].Detail != "peer \uFFFD" {
		t.Errorf("got %+v, %v", list, err)
	}
}
