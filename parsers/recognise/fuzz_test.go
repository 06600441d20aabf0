package recognise_test

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/recognise"
)

// FuzzSplit: any text is cut without panic into sections that stand in the
// order of the text and inside it.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{asaIKE, "r1#sh cry isa sa\n" + iosIKE + "r1#", flow + "\n" + iosIKE, "> root@gw:~# swanctl --list-sas\n" + quoted(strong), "1: a\n2: b\n3: c\n", "==> date <==\nx\b y\x1b[0m\r\n```\n"} {
		f.Add(seed)
	}
	all := platforms.All()
	f.Fuzz(func(t *testing.T, text string) {
		line, total := 0, strings.Count(text, "\n")+1
		for _, s := range recognise.Split("pasted", text, all) {
			if s.FirstLine <= line || s.FirstLine > total || s.FirstLine+strings.Count(s.Text, "\n") > total {
				t.Errorf("section of lines %d to %d of %d, behind line %d", s.FirstLine, s.FirstLine+strings.Count(s.Text, "\n"), total, line)
			}
			line = s.FirstLine
		}
	})
}
