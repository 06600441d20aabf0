package cli

import "testing"

func TestBreakAtBlanks(t *testing.T) {
	for text, want := range map[string]string{
		"short":                   "short",
		"one two three four":      "one two\n  three\n  four",
		"a /a/long/path/it/is ok": "a\n  /a/long/path/it/is\n  ok",
		"line one\nline two":      "line one\nline two",
		"/a/long/path/it/is":      "/a/long/path/it/is",
	} {
		if got := breakAtBlanks(text, 9); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
