package linux

import "testing"

func TestPattern(t *testing.T) {
	tests := []struct {
		text, line string
		want       []string // nil: no match
	}{
		{"CHILD_SA closed", "CHILD_SA closed", []string{}},
		{"CHILD_SA closed", "CHILD_SA closed again", nil},
		{"received {a} notify error", "received NO_PROPOSAL_CHOSEN notify error", []string{"NO_PROPOSAL_CHOSEN"}},
		{"received {a} notify error", "received NO_PROPOSAL_CHOSEN error notify", nil},
		{"{a} is initiating an IKE_SA", "2001:db8::1 is initiating an IKE_SA", []string{"2001:db8::1"}},
		{"loaded {a}", "loaded ", []string{""}},
		{"{a}[{b}]...{c}[{d}]", "192.0.2.1[a]...192.0.2.2[@b[1]]", []string{"192.0.2.1", "a", "192.0.2.2", "@b[1]"}},
	}
	for _, tt := range tests {
		check(t, tt.text, tt.line, tt.want)
	}
}

func check(t *testing.T, text, line string, want []string) {
	t.Helper()
	p := Compile(text)
	m, ok := p.Match(line)
	if ok != (want != nil) {
		t.Fatalf("%q on %q: matched = %v", text, line, ok)
	}
	for i, w := range want {
		if m[i] != w {
			t.Errorf("%q on %q: field %d = %q, want %q", text, line, i, m[i], w)
		}
	}
}
