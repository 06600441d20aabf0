package pipeline_test

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/engine"
	"ipsec-diag/parsers/platforms"
)

const iosRow = "203.0.113.9     198.51.100.1    QM_IDLE           1004 ACTIVE\n"

// TestOutputAfterAClearWins: the later answer counts, the tunnel does not vanish
// with its SAs, and the report says that somebody cleared them in between.
func TestOutputAfterAClearWins(t *testing.T) {
	const head = "IPv4 Crypto ISAKMP SA\ndst             src             state          conn-id status\n"
	paste := "r1#show crypto isakmp sa\n" + head + iosRow + "\nr1#%s\nr1#show crypto isakmp sa\n" + head + "\nr1#\n"
	for typed, noted := range map[string]bool{"clear crypto sa": true, "clea cry isakmp": true, "show clock": false, "clear line 2": false} {
		a := &pipeline.Agent{Platforms: platforms.All()}
		loaded, err := a.Load("-", strings.NewReader(strings.Replace(paste, "%s", typed, 1)))
		if err != nil {
			t.Fatal(err)
		}
		run := a.Analyze(loaded, time.Time{})
		if len(run.Diagnoses) != 1 || run.Diagnoses[0].Health != engine.Down {
			t.Fatalf("%s: %d tunnels, want the one that went down", typed, len(run.Diagnoses))
		}
		said := strings.Join(run.Notes, "\n")
		if noted != strings.Contains(said, `r1: taken after a clear ("`+typed+`", line 6 of standard input): "show crypto isakmp sa".`) {
			t.Errorf("%s: notes %q", typed, said)
		}
	}
}
