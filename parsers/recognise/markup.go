package recognise

import (
	"html"
	"regexp"
	"strings"
)

// tag is what web pages and HTML mails put around a text.
var tag = regexp.MustCompile(`(?i)</?(?:pre|code|p|br|div|span|td|tr|table|tbody|b|i|font|blockquote|body|html)(?: [^<>]*)?/?>`)

// withoutMarkup takes tags away and writes "&gt;" as ">".
func withoutMarkup(lines []string) ([]string, bool) {
	out, found := make([]string, len(lines)), false
	for i, line := range lines {
		if strings.IndexByte(line, '<') >= 0 {
			line = tag.ReplaceAllString(line, "")
		}
		if strings.IndexByte(line, '&') >= 0 {
			line = typographic.Replace(html.UnescapeString(line))
		}
		found = found || line != lines[i]
		out[i] = line
	}
	return out, found
}
