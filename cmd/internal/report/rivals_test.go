package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// TestRivalsTellForAndAgainst: candidates stand once, with what speaks for and
// against each; a second proven cause is no rival.
func TestRivalsTellForAndAgainst(t *testing.T) {
	hold := func(id string, kind engine.Kind, base int, caps ...engine.Cap) *engine.Rule {
		v := engine.Hold(base, engine.Evidence{Device: "hq", Kind: engine.FromLog, Says: "a line of " + id, Ref: ipsec.Ref{Command: "x", First: 1, Last: 1}})
		v.Caps = caps
		return &engine.Rule{ID: id, Title: "T " + id, Kind: kind, Severity: engine.Critical, Judge: func(*engine.Case) engine.Verdict { return v }}
	}
	d := engine.Diagnose(&engine.Case{ID: "t", Local: engine.End{Name: "hq"}}, []*engine.Rule{
		hold("ike/no-response", engine.Symptom, 85), hold("underlay/a", engine.Cause, 85, engine.CapKeyUnknown),
		hold("underlay/b", engine.Cause, 60), hold("underlay/c", engine.Cause, 20), hold("hygiene/d", engine.Cause, 85),
	})
	want := []string{
		"T underlay/a (medium, 60 of 100, underlay/a): for it: hq: a line of underlay/a. against it: the fact that separates it from its nearest rival is unknown",
		"T underlay/b (medium, 60 of 100, underlay/b): for it: hq: a line of underlay/b",
		"T underlay/c (weak, 20 of 100, underlay/c): for it: hq: a line of underlay/c",
	}
	if diff := cmp.Diff(want, rivalRows(d)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"critical: T hygiene/d (strong, hygiene/d)"}, otherFindings(d)); diff != "" {
		t.Error(diff)
	}
	d = engine.Diagnose(&engine.Case{ID: "t", Local: engine.End{Name: "hq"}}, []*engine.Rule{hold("ike/x", engine.Cause, 85), hold("auth/y", engine.Cause, 85)})
	if rows := rivalRows(d); len(rows) != 0 || len(otherFindings(d)) != 1 {
		t.Errorf("a second strong cause is a rival: %q, others %q", rows, otherFindings(d))
	}
}
