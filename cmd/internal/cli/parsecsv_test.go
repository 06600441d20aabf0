package cli

import "testing"

func TestCell(t *testing.T) {
	tests := []struct {
		value any
		want  string
	}{
		{"198.51.100.1", "198.51.100.1"},
		{int64(3600), "3600"},
		{[]string{"10.1.0.0/16", "10.2.0.0/16"}, "10.1.0.0/16 10.2.0.0/16"},
		{`=HYPERLINK("http://198.51.100.1")`, `'=HYPERLINK("http://198.51.100.1")`},
		{"@hq.example.com", "'@hq.example.com"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := cell(tt.value); got != tt.want {
			t.Errorf("cell(%v) = %q, want %q", tt.value, got, tt.want)
		}
	}
}
