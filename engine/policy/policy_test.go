package policy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/engine/algorithm"
)

// kinds are the first columns that a table may have.
var kinds = []string{
	IKEEncryption, ESPEncryption, IKEIntegrity, ESPIntegrity, PRF, KeyExchange, PostQuantum, Version, Mode, Protocol, Auth, PSK, PFS, Replay,
	IKELifetime, ESPLifetime, Strength, RSABits, ECBits, Signature,
}

// TestTables reads every table: each line has a kind and a verdict that exist
// and a source, and no line says what an earlier one has said.
func TestTables(t *testing.T) {
	entries, err := files.ReadDir("tables")
	if err != nil || len(entries) != len(Names()) {
		t.Fatalf("%d tables for the policies %v: %v", len(entries), Names(), err)
	}
	for _, name := range Names() {
		text, err := files.ReadFile("tables/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		p, err := parse(name, string(text))
		if err != nil {
			t.Fatal(err)
		}
		if p.Title == "" || len(p.Requirements) < 30 {
			t.Errorf("%s: title %q, %d requirements", name, p.Title, len(p.Requirements))
		}
		seen := map[string]bool{}
		for _, r := range p.Requirements {
			if !slices.Contains(kinds, r.Kind) || !slices.Contains([]Verdict{OK, Weak, Forbidden, Unclear}, r.Verdict) || r.Source == "" {
				t.Errorf("%s: %+v", name, r)
			}
			for one := range strings.SplitSeq(r.Match, ",") {
				key := r.Kind + " " + strings.TrimSpace(one)
				if seen[key] {
					t.Errorf("%s: %s stands there twice", name, key)
				}
				seen[key] = true
			}
			if (r.Verdict == Unclear || r.Match == "*") && r.Why == "" {
				t.Errorf("%s: %s %s does not say why", name, r.Kind, r.Match)
			}
		}
	}
	if Named("../baseline") != nil && Named("nosuch") != nil {
		t.Error("a policy that does not exist is found")
	}
}

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		policy, kind, name string
		want               Verdict
	}{
		{"baseline", IKEEncryption, "3des", Weak}, {"baseline", ESPEncryption, "3des", Weak}, {"baseline", ESPEncryption, "des", Forbidden},
		{"baseline", ESPIntegrity, "sha1-96", OK}, {"baseline", ESPIntegrity, "md5-96", Forbidden}, {"baseline", ESPIntegrity, "missing", Forbidden},
		{"baseline", KeyExchange, "14", OK}, {"baseline", KeyExchange, "2", Weak}, {"baseline", KeyExchange, "22", Forbidden}, {"baseline", KeyExchange, "24", Weak},
		{"baseline", ESPEncryption, "aes-gcm16-256", OK}, {"baseline", ESPEncryption, "aes-cbc", OK}, {"baseline", ESPEncryption, "rot13", Unclear},
		{"nist", ESPEncryption, "3des", Forbidden}, {"nist", ESPEncryption, "chacha20-poly1305", Forbidden}, {"nist", KeyExchange, "31", Weak}, {"nist", PRF, "prf-sha1", Weak},
		{"cnsa1", ESPEncryption, "aes-gcm16-256", OK}, {"cnsa1", ESPEncryption, "aes-gcm16-128", Forbidden}, {"cnsa1", ESPEncryption, "aes-gcm16", Unclear}, {"cnsa1", KeyExchange, "19", Forbidden},
		{"cnsa2", KeyExchange, "37", OK}, {"cnsa2", KeyExchange, "20", Weak}, {"cnsa2", ESPIntegrity, "sha256-128", Forbidden}, {"cnsa2", ESPEncryption, "aes-cbc-256", Unclear},
		{"bsi", KeyExchange, "14", Weak}, {"bsi", KeyExchange, "19", OK}, {"bsi", ESPIntegrity, "sha1-96", Weak}, {"bsi", Version, "1", Weak},
	} {
		if got := Named(c.policy).Of(c.kind, c.name); got.Verdict != c.want || got.Source == "" {
			t.Errorf("%s, %s %s: %+v, want %s", c.policy, c.kind, c.name, got, c.want)
		}
	}
}

func TestComparisons(t *testing.T) {
	for _, c := range []struct {
		policy, kind string
		d            time.Duration
		want         Verdict
	}{
		{"baseline", IKELifetime, 24 * time.Hour, OK}, {"baseline", IKELifetime, 24*time.Hour + time.Second, Weak}, {"baseline", ESPLifetime, 8 * time.Hour, OK},
		{"bsi", ESPLifetime, 8 * time.Hour, Weak}, {"bsi", ESPLifetime, 4 * time.Hour, OK}, {"baseline", "nosuch", time.Hour, Unclear},
	} {
		if got := Named(c.policy).OfDuration(c.kind, c.d); got.Verdict != c.want {
			t.Errorf("%s, %s of %s: %+v, want %s", c.policy, c.kind, c.d, got, c.want)
		}
	}
	for bits, want := range map[int]Verdict{1024: Forbidden, 2048: Weak, 3072: OK} {
		if got := Named("nist").OfNumber(RSABits, bits); got.Verdict != want {
			t.Errorf("RSA with %d bits: %+v, want %s", bits, got, want)
		}
	}
	if got := Named("cnsa2").OfNumber(RSABits, 4096); got.Verdict != Weak {
		t.Errorf("RSA under CNSA 2.0: %+v", got)
	}
}

// TestOneSpelling: what the tables name is what package algorithm returns, so
// that no line is dead.
func TestOneSpelling(t *testing.T) {
	for _, name := range Names() {
		for _, r := range Named(name).Requirements {
			for one := range strings.SplitSeq(r.Match, ",") {
				one = strings.TrimSpace(one)
				if strings.Contains(one, "*") || one == "missing" || one == algorithm.None {
					continue
				}
				got, known := one, true
				switch r.Kind {
				case IKEEncryption, ESPEncryption:
					got, known = algorithm.Cipher(one, 0)
				case IKEIntegrity, ESPIntegrity:
					got, known = algorithm.Integrity(one)
				case PRF:
					got, known = algorithm.PRF(one)
				case KeyExchange:
					got, known = algorithm.Group(one)
				}
				if got != one || !known {
					t.Errorf("%s: %s %q is %q in package algorithm", name, r.Kind, one, got)
				}
			}
		}
	}
}
