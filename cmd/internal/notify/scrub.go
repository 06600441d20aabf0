package notify

import (
	"net/url"
	"strings"
)

// hidden stands where a secret was.
const hidden = "[hidden]"

// scrub takes the secrets of a channel out of a text: the URL as a whole, and
// those of its parts that may be a token, in any spelling.
func (s *sender) scrub(text string) string {
	for _, secret := range s.secrets {
		text = strings.ReplaceAll(text, secret, hidden)
	}
	return oneLine(text)
}

// secretsOf are the parts of a URL that may be secret, the longest first. The host
// of a mail or web server is none; of other services it may be.
func secretsOf(kind, raw, token string) []string {
	out := []string{token, raw}
	if u, err := url.Parse(raw); err == nil {
		out = append(out, u.String(), u.RequestURI(), u.EscapedPath(), u.Path, u.RawQuery, u.Fragment)
		out = append(out, strings.Split(u.Path, "/")...)
		out = append(out, strings.Split(u.EscapedPath(), "/")...)
		for _, values := range u.Query() {
			out = append(out, values...)
		}
		if u.User != nil {
			password, _ := u.User.Password()
			out = append(out, u.User.String(), password, url.QueryEscape(password), url.PathEscape(password))
			if kind == Shoutrrr {
				out = append(out, u.User.Username())
			}
		}
		if kind == Shoutrrr {
			out = append(out, u.Host, u.Hostname())
		}
	} else {
		out = append(out, strings.FieldsFunc(raw, func(r rune) bool { return strings.ContainsRune(":/@?&=#", r) })...)
	}
	return longest(out)
}

// longest drops what is too short to be a token and would spoil other words.
func longest(list []string) []string {
	const least = 5
	var out []string
	for _, s := range list {
		if len(s) >= least {
			out = append(out, s)
		}
	}
	sortByLength(out)
	return out
}
