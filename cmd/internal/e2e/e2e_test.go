//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// labs is how many labs of each kind run side by side: much of a fault is
// waiting. They are the limit, so -parallel must be above the number of faults.
var labs = map[string]int{strongSwanLab: 2, libreswanLab: 1}

// ranks orders the confidences.
var ranks = map[string]int{"weak": 1, "medium": 2, "strong": 3, "certain": 4}

// TestFaults makes each fault in a real lab and asks the real program, from
// outside, over SSH.
func TestFaults(t *testing.T) { testFaults(t, strongSwanLab, 0, slices.Concat(natFaults, faults)) }

// TestLibreswan does so with Libreswan, and with Libreswan against strongSwan.
func TestLibreswan(t *testing.T) { testFaults(t, libreswanLab, labs[strongSwanLab], libreswanFaults) }

// testFaults shares the faults out among labs, whose numbers begin with the
// one given.
func testFaults(t *testing.T, script string, number int, wants []want) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Fatal("the lab needs root")
	}
	bin := buildProgram(t)
	n := labs[script]
	free := make(chan *lab, n)
	first := firstLab(t)
	for i := range n {
		free <- newLab(t, script, first+number+i)
	}
	for _, w := range wants {
		t.Run(w.fault, func(t *testing.T) {
			t.Parallel()
			l := <-free
			defer func() { free <- l }()
			testFault(t, bin, l, w)
		})
	}
}

func testFault(t *testing.T, bin string, l *lab, w want) {
	start := time.Now()
	l.run(t, "fault", w.fault)
	made := time.Since(start)
	if slices.Equal(w.exits, healthy) {
		before := negotiated(t, l)
		defer func() { checkUntouched(t, l, before) }()
	}
	inventory := l.inventory(t)
	r := runProgram(t, bin, arguments(inventory, "hq", w.moving)...)
	rep := parseReport(t, r)
	printLine(w.fault, rep, r, made)
	checkHeadline(t, rep, r, w.rules, w.exits)
	checkConfidence(t, rep, w.atLeast)
	checkOthers(t, rep, w.rules)
	checkNever(t, rep, w.never)
	checkBothNamed(t, rep)
	checkLosses(t, rep, w.losses)
	if w.text {
		checkText(t, runProgram(t, bin, "--inventory", inventory, "--peer", "hq"), rep)
	}
	if w.fault == "healthy-idle" {
		testTroubles(t, bin, l)
	}
	for _, o := range slices.Concat(oneEnds, natOneEnds, libreswanOneEnds) {
		if o.fault == w.fault {
			t.Run("only-"+o.end, func(t *testing.T) { testOneEnd(t, bin, l, o) })
		}
	}
}

// testOneEnd asks again with an inventory that has only one of the gateways.
func testOneEnd(t *testing.T, bin string, l *lab, o oneEnd) {
	r := runProgram(t, bin, arguments(l.inventory(t, o.end), o.end, o.moving)...)
	rep := parseReport(t, r)
	printLine(o.fault+" ("+o.end+")", rep, r, 0)
	checkHeadline(t, rep, r, o.rules, o.exits)
	checkNever(t, rep, o.never)
}

// checkNever reports certainty about what was not to be known.
func checkNever(t *testing.T, rep report, never []string) {
	t.Helper()
	for _, f := range rep.Tunnels[0].Findings {
		if f.Confidence == "certain" && slices.Contains(never, f.Rule) {
			t.Errorf("%s is certain, and it cannot be known", f.Rule)
		}
	}
}

// checkBothNamed: both ends were read, and whatever address is seen, the report
// calls them by their names.
func checkBothNamed(t *testing.T, rep report) {
	t.Helper()
	if ends := []string{rep.Tunnels[0].Local.Name, rep.Tunnels[0].Remote.Name}; !slices.Contains(ends, "hq") || !slices.Contains(ends, "br1") {
		t.Errorf("the ends of the tunnel are %q, want hq and br1", ends)
	}
}

func arguments(inventory, peer string, moving bool) []string {
	args := []string{"--inventory", inventory, "--peer", peer, "--output", "json"}
	if moving {
		args = append(args, "--sample", "12s")
	}
	return args
}

// negotiated returns the SPIs of hq's SAs, in one line. They stay the same while
// nothing is negotiated.
func negotiated(t *testing.T, l *lab) string {
	t.Helper()
	return strings.TrimSpace(l.run(t, "exec", "hq", "sh", "-c",
		`{ swanctl --list-sas; ipsec status; } 2>/dev/null | grep -oE '[0-9a-f]{16}_[ir]|(in|out) +[0-9a-f]{8}|esp\.[0-9a-f]+@' | tr -s '\n ' ' '`))
}

// checkUntouched: the program only looked, so a healthy tunnel has the same SAs.
func checkUntouched(t *testing.T, l *lab, before string) {
	t.Helper()
	if after := negotiated(t, l); before == "" || before != after {
		t.Errorf("the SAs changed while the program looked:\nbefore %s\nafter  %s", before, after)
	}
}

func printLine(name string, rep report, r result, made time.Duration) {
	h := rep.Tunnels[0].Headline
	fmt.Printf("e2e: %-33s %-28s %-8s exit %d  made %4.1fs  run %4.1fs\n",
		name, h.Rule, h.Confidence, r.exit, made.Seconds(), r.took.Seconds())
}

func checkHeadline(t *testing.T, rep report, r result, rules []string, exits []int) {
	t.Helper()
	if h := rep.Tunnels[0].Headline; !slices.Contains(rules, h.Rule) {
		t.Errorf("headline %s (%s), want one of %v", h.Rule, h.Confidence, rules)
	}
	if !slices.Contains(exits, r.exit) {
		t.Errorf("exit code %d, want one of %v", r.exit, exits)
	}
}

func checkConfidence(t *testing.T, rep report, atLeast string) {
	t.Helper()
	if c := rep.Tunnels[0].Headline.Confidence; ranks[c] < ranks[atLeast] {
		t.Errorf("confidence %q, want at least %s", c, atLeast)
	}
}

// checkOthers reports false certainty: the lab has one fault at a time, so
// nothing else is certain, critical and standing by itself.
func checkOthers(t *testing.T, rep report, rules []string) {
	t.Helper()
	for _, f := range rep.Tunnels[0].Findings {
		if f.Severity == "critical" && f.Confidence == "certain" && f.ExplainedBy == "" && !slices.Contains(rules, f.Rule) {
			t.Errorf("%s is certain beside the one fault there is", f.Rule)
		}
	}
}

// checkLosses looks for the true loss within the bounds of each direction, and for
// both ends read together.
func checkLosses(t *testing.T, rep report, wants []wantLoss) {
	t.Helper()
	for _, w := range wants {
		i := slices.IndexFunc(rep.Tunnels[0].BothEnds.Losses, func(l loss) bool { return l.From == w.from && l.To == w.to })
		if i < 0 {
			t.Errorf("the report does not compare the packets from %s to %s", w.from, w.to)
			continue
		}
		l := rep.Tunnels[0].BothEnds.Losses[i]
		fmt.Printf("e2e: %-33s %d sent, %d received: %s, %.1f to %.1f %%, read %.2fs apart\n", l.From+" to "+l.To, l.Sent, l.Received, l.Result, l.Low, l.High, l.Apart)
		if l.Result != w.result || w.percent < l.Low || w.percent > l.High {
			t.Errorf("from %s to %s: %s, %.1f to %.1f %%, want %s with %.1f %% within", w.from, w.to, l.Result, l.Low, l.High, w.result, w.percent)
		}
		if l.Apart > 2 {
			t.Errorf("the two ends were read %.1f s apart", l.Apart)
		}
	}
}

// checkText checks the report a person reads in a terminal.
func checkText(t *testing.T, r result, rep report) {
	t.Helper()
	for i, line := range strings.Split(r.stdout, "\n") {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("text report, line %d has %d columns: %s", i+1, n, line)
		}
		if strings.ContainsRune(line, '\x1b') {
			t.Errorf("text report, line %d has an escape sequence, and this is no terminal", i+1)
		}
	}
	words := strings.Join(strings.Fields(r.stdout), " ")
	h := rep.Tunnels[0].Headline
	if !strings.Contains(words, h.Rule) && (h.Title == "" || !strings.Contains(words, h.Title)) {
		t.Errorf("the text report does not name %s (%s):\n%s", h.Rule, h.Title, r.stdout)
	}
}

// TestTable: what the labs can make is judged here, and the other way round.
func TestTable(t *testing.T) {
	checkTable(t, strongSwanLab, slices.Concat(natFaults, faults), slices.Concat(natOneEnds, oneEnds))
	checkTable(t, libreswanLab, libreswanFaults, libreswanOneEnds)
}

func checkTable(t *testing.T, script string, wants []want, ends []oneEnd) {
	made := map[string]bool{}
	for line := range strings.Lines((&lab{script: script}).run(t, "list")) {
		made[strings.Fields(line)[0]] = true
	}
	judged := map[string]bool{}
	for _, w := range wants {
		judged[w.fault] = true
		if !made[w.fault] {
			t.Errorf("the lab has no fault %s", w.fault)
		}
	}
	for name := range made {
		if !judged[name] {
			t.Errorf("the fault %s is not in the table", name)
		}
	}
	for _, o := range ends {
		if !judged[o.fault] {
			t.Errorf("the fault %s (%s) is not in the table", o.fault, o.end)
		}
	}
}
