package report

import (
	"fmt"
	"strings"
	"unicode"
)

// visible writes out what a reader would not see or what would change how the rest
// of a line reads: control characters, and the marks that turn the direction of
// text or have no width. Devices, peers and banners choose their text; none of it
// may hide behind another.
func visible(s string) string {
	if strings.IndexFunc(s, hidden) < 0 {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !hidden(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// hidden reports whether a rune has no shape of its own, or is none. A tab has one, and U+FFFD has
// one, and stands for bytes that are no UTF-8.
func hidden(r rune) bool {
	return r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r&0xfffe == 0xfffe
}

func visibleAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = visible(s)
	}
	return out
}
