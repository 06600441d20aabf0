package bench

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// BenchmarkPaste loads the output of a hub with 5,000 tunnels as somebody would
// paste it: without command, below a prompt, and in two outputs. It prints what
// that costs beside parsing alone, of which 1.0 is the parse itself.
func BenchmarkPaste(b *testing.B) {
	text := ipsecSA(hubTunnels)
	alone := parseAlone(text)
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
			least := time.Hour
			for b.Loop() {
				start := time.Now()
				loaded, err := agent.Load("-", strings.NewReader(tt.text))
				least = min(least, time.Since(start))
				if err != nil || len(loaded.Readings) != 1 || len(loaded.Readings[0].Snap.ChildSAs) != hubTunnels {
					b.Fatalf("not %d Child SAs of one device: %v", hubTunnels, err)
				}
			}
			b.ReportMetric(float64(least)/float64(alone), "x-parse")
		})
	}
}

// parseAlone is the least time of ten parses of the text.
func parseAlone(text string) time.Duration {
	ios := platforms.Find("cisco-ios")
	c := &collector.Capture{Device: "hub", Platform: ios.Name, Outputs: []collector.Output{
		{Command: "show crypto ipsec sa detail", Status: collector.Answered, Text: text}}}
	least := time.Hour
	for range 10 {
		start := time.Now()
		parsers.Parse(ios, c, 0)
		least = min(least, time.Since(start))
	}
	return least
}
