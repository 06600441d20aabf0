//go:build unix

package bench

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/recognise"
)

// BenchmarkPaste loads the output of a hub with 5,000 tunnels as somebody would
// paste it: without command, below a prompt, and in two outputs. It prints what
// recognition alone and all together cost beside parsing alone.
func BenchmarkPaste(b *testing.B) {
	text := ipsecSA(hubTunnels)
	alone := ownTime(b, text)
	for _, tt := range []struct{ name, text string }{
		{"bare", text},
		{"prompt", "hub#show crypto ipsec sa detail\n" + text + "hub#"},
		{"indentation lost", strings.ReplaceAll(strings.ReplaceAll(text, "\n    ", "\n"), "\n  ", "\n")},
		{"mail", "> " + strings.ReplaceAll(text, "\n", "\n> ")},
	} {
		b.Run(tt.name, func(b *testing.B) {
			agent := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All()}
			b.SetBytes(int64(len(tt.text)))
			b.ReportAllocs()
			least, cut := time.Hour, time.Hour
			for b.Loop() {
				start := worked(b)
				recognise.Split("", tt.text, agent.Platforms)
				cut = min(cut, worked(b)-start)
				start = worked(b)
				loaded, err := agent.Load("-", strings.NewReader(tt.text))
				least = min(least, worked(b)-start)
				if err != nil || len(loaded.Readings) != 1 || len(loaded.Readings[0].Snap.ChildSAs) != hubTunnels {
					b.Fatalf("not %d Child SAs of one device: %v", hubTunnels, err)
				}
			}
			b.ReportMetric(float64(cut)/float64(alone), "recognise/parse")
			b.ReportMetric(float64(least)/float64(alone), "all/parse")
		})
	}
}
