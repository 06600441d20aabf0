//go:build e2e

package e2e

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// probeLab is the number of this test's lab behind the first one.
const probeLab = 9

// TestProbe has hq ping br1 through the tunnel, in a lab of its own.
func TestProbe(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Fatal("the lab needs root")
	}
	bin := buildProgram(t)
	l := newLab(t, strongSwanLab, firstLab(t)+probeLab)
	for _, w := range []want{
		{fault: "healthy-idle", rules: ids("intent/healthy"), atLeast: "certain", exits: healthy},
		{fault: "mtu-blackhole", rules: ids("data/mtu-blackhole"), atLeast: "certain", exits: critical},
		// It is the pings that are not answered, and nothing else is known.
		{fault: "ping-filtered", rules: ids("data/idle"), atLeast: "medium", exits: healthy},
		{fault: "oneway-esp-return-dropped", rules: ids("data/esp-lost-in-path"), atLeast: "strong", exits: critical},
	} {
		t.Run(w.fault, func(t *testing.T) {
			l.run(t, "fault", w.fault)
			before := [2]int{packets(t, l, "hq"), packets(t, l, "br1")}
			r := runProgram(t, bin, "--inventory", l.inventory(t), "--peer", "hq", "--probe", "--sample", "10s", "--output", "json")
			rep := parseReport(t, r)
			printLine(w.fault+" (--probe)", rep, r, 0)
			checkHeadline(t, rep, r, w.rules, w.exits)
			checkConfidence(t, rep, w.atLeast)
			after := [2]int{packets(t, l, "hq"), packets(t, l, "br1")}
			if w.fault == "healthy-idle" && (before != [2]int{} || after[0] < 5 || after[0] > 11 || after[1] != after[0]) {
				t.Errorf("packets received at hq and br1: %v before, %v after; want 5 to 11 at both", before, after)
			}
			if !strings.Contains(r.stdout, "ping -n -c 5") {
				t.Error("the report does not list the ping among the commands")
			}
		})
	}
}

var received = regexp.MustCompile(`(?m)^ +in +[0-9a-f]+, +\d+ bytes, +(\d+) packets`)

// packets is what a gateway has decrypted.
func packets(t *testing.T, l *lab, node string) (n int) {
	t.Helper()
	for _, m := range received.FindAllStringSubmatch(l.run(t, "exec", node, "swanctl", "--list-sas"), -1) {
		one, _ := strconv.Atoi(m[1])
		n += one
	}
	return n
}
