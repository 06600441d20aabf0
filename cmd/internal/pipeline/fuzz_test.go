package pipeline_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// FuzzLoad pastes any bytes: nothing panics on the way to the verdict, what is
// quoted is UTF-8, and what was read has counted lines.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		pasted, string(packed(pasted)), "\xff\xfeh\x00q\x00#\x00", "Caf\xe9\n" + pasted, "> " + pasted,
		pasted + pasted + pasted, "<pre>\nhq&gt;show clock\n12:00:07.418 UTC Sun Mar 1 2026\n</pre>\n",
		"hq # get vpn ipsec tunnel summary\n'b' 198.51.100.1:0  selectors(total,up): 1/0  rx(pkt,err): 0/0  tx(pkt,err): 0/3\nhq # \n",
	} {
		f.Add([]byte(seed))
	}
	a := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All(), Rules: rules.All(), Now: time.Now}
	f.Fuzz(func(t *testing.T, data []byte) {
		loaded, err := a.Load("-", strings.NewReader(string(data)))
		if err != nil {
			return // a capture file that is damaged
		}
		for _, r := range loaded.Readings {
			if r.Snap == nil {
				continue
			}
			unread := 0
			for _, src := range r.Snap.Sources {
				unread += src.Unread
			}
			if unread < len(r.Snap.Unread) {
				t.Errorf("%d unread lines are listed and %d counted", len(r.Snap.Unread), unread)
			}
			for _, u := range r.Snap.Unread {
				if !utf8.ValidString(u.Text) {
					t.Errorf("%q is not UTF-8", u.Text)
				}
			}
		}
		a.Analyze(loaded, time.Time{})
	})
}
