package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/engine"
	"ipsec-diag/engine/audit"
	"ipsec-diag/engine/policy"
	"ipsec-diag/engine/rules/rulestest"
)

// TestAudits runs the cases of audit.txtar. An expect section names the policy
// and the exit code, then all lines that fail, warn or are notes, and such of
// the others as matter: "LEVEL STAGE DEVICE: WHAT: VALUE", "unknown DEVICE: WHAT".
func TestAudits(t *testing.T) {
	cases := rulestest.Load(t, "audit.txtar")
	if len(cases) < 5 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { check(t, c) })
	}
}

func check(t *testing.T, c rulestest.Case) {
	var name string
	var exit int
	if _, err := fmt.Sscanf(c.Expect[0], "policy %s exit %d", &name, &exit); err != nil {
		t.Fatalf("the first line of expect: %v", err)
	}
	r := audit.Judge([]*engine.Case{c.Engine}, policy.Named(name))
	if got := r.ExitCode(); got != exit {
		t.Errorf("exit code %d, want %d", got, exit)
	}
	var got, all []string
	for i := range r.Items {
		item := &r.Items[i]
		line := lineOf(item)
		all = append(all, line)
		if item.Level != audit.Pass && item.Level != audit.Unknown {
			got = append(got, line)
		}
		checkItem(t, item, line)
	}
	for _, want := range c.Expect[1:] {
		if !slices.Contains(all, want) {
			t.Errorf("not there: %s", want)
		}
	}
	for _, line := range got {
		if !slices.Contains(c.Expect, line) {
			t.Errorf("not expected: %s", line)
		}
	}
	if t.Failed() {
		t.Logf("all lines:\n%s", strings.Join(all, "\n"))
	}
}

func lineOf(i *audit.Item) string {
	if i.Level == audit.Unknown && i.Value == "" {
		return fmt.Sprintf("unknown %s: %s", i.Device, i.What)
	}
	return fmt.Sprintf("%s %s %s: %s: %s", i.Level, i.Stage, i.Device, i.What, i.Value)
}

// checkItem: every judged line has a source and quotes its evidence, every other
// says what is missing.
func checkItem(t *testing.T, i *audit.Item, line string) {
	if i.Missing == "" && i.Requirement.Source == "" {
		t.Errorf("%s: no source", line)
	}
	if i.Missing == "" && (len(i.Evidence.Text) != 1 || i.Evidence.Text[0] == "") {
		t.Errorf("%s: evidence %q", line, i.Evidence.Text)
	}
	if i.Missing != "" && i.Level != audit.Unknown {
		t.Errorf("%s: missing %q, and it is judged", line, i.Missing)
	}
}

// TestNothingReadIsNoPass: an end that was not read is not judged, and with it
// alone the exit code says that nothing was.
func TestNothingReadIsNoPass(t *testing.T) {
	c := &engine.Case{ID: "a to b", Local: engine.End{Name: "a"}, Remote: engine.End{Name: "b"}}
	r := audit.Judge([]*engine.Case{c}, policy.Baseline())
	if len(r.Items) != 0 || r.ExitCode() != 3 {
		t.Errorf("%d items, exit code %d", len(r.Items), r.ExitCode())
	}
}
