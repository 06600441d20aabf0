package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/siterules"
	"ipsec-diag/engine"
)

func TestMarkText(t *testing.T) {
	until := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		mark   *engine.Mark
		state  engine.MarkState
		text   string
		suffix string
	}{
		"none":      {nil, engine.NoMark, "", ""},
		"held":      {&engine.Mark{Kind: engine.MarkKnownBad, Until: until, Reason: "ticket 7"}, engine.MarkHeld, "The site has marked it known-bad until 2026-12-31: ticket 7. It does not count.", " [known-bad until 2026-12-31: ticket 7]"},
		"over":      {&engine.Mark{Kind: engine.MarkKnownBad, Until: until, Reason: "ticket 7"}, engine.MarkExpired, "The site had marked it known-bad until 2026-12-31 (ticket 7): that is over, it counts again.", " [known-bad until 2026-12-31 is over]"},
		"other":     {&engine.Mark{Kind: engine.MarkKnownBad, Until: until, Reason: "ticket 7", Rules: []string{"ike/x"}}, engine.MarkOther, "The site has marked it known-bad until 2026-12-31 for ike/x (ticket 7); this is another fault: it counts.", " [known-bad does not hold]"},
		"on demand": {&engine.Mark{Kind: engine.MarkOnDemand, Reason: "by hand"}, engine.MarkHeld, "The site has marked it on-demand: by hand.", " [on-demand: by hand]"},
		"not down":  {&engine.Mark{Kind: engine.MarkStandby, Reason: "spare"}, engine.MarkIdle, "The site has marked it standby: spare.", ""},
	} {
		d := &engine.Diagnosis{Case: &engine.Case{Mark: c.mark}, Marked: c.state}
		if got := markText(d); got != c.text {
			t.Errorf("%s: %q", name, got)
		}
		if got := MarkSuffix(d); got != c.suffix {
			t.Errorf("%s: suffix %q", name, got)
		}
	}
}

// TestCardOfASite: the card of the site of either end counts for a tunnel.
func TestCardOfASite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sites", "berlin", "ike")
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "x.md"), []byte("## Next steps\n\n- any | path | none | Berlin.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	site, err := siterules.Load(dir, []*engine.Rule{{ID: "ike/x"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &Run{Site: site, Cards: map[string]string{"ike/x": "## Next steps\n\n- any | path | none | Own.\n"},
		Devices: []Device{{Name: "hq", Site: "bonn"}, {Name: "br", Site: "berlin"}, {Name: "far"}}}
	tunnel := func(local, remote string) *engine.Diagnosis {
		return &engine.Diagnosis{Case: &engine.Case{Local: engine.End{Name: local}, Remote: engine.End{Name: remote}}}
	}
	for _, c := range []struct{ local, remote, want string }{{"br", "far", "Berlin."}, {"far", "br", "Berlin."}, {"hq", "br", "Berlin."}, {"hq", "far", "Own."}, {"far", "192.0.2.1", "Own."}} {
		if text := r.card("ike/x", tunnel(c.local, c.remote)); !strings.Contains(text, c.want) {
			t.Errorf("%s to %s: %s", c.local, c.remote, text)
		}
	}
}
