package ticket

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/config"
)

// secretsOf are the texts that may not be shown: the token, and what a URL that is
// kept by reference holds, in every spelling; the longest first.
func secretsOf(s *config.TicketSystem, raw, token string) []string {
	all := []string{token}
	if token != "" {
		all = append(all, base64.StdEncoding.EncodeToString([]byte(s.User+":"+token)))
	}
	if raw != s.URL {
		all = append(all, raw)
		if u, err := url.Parse(raw); err == nil {
			if s.Kind == Webhook {
				all = append(all, u.RequestURI(), u.EscapedPath(), u.Path, u.RawQuery, u.Fragment)
				all = append(all, strings.Split(u.Path, "/")...)
			}
			if u.User != nil {
				password, _ := u.User.Password()
				all = append(all, u.User.String(), password)
			}
		}
	}
	const least = 4 // a shorter one would spoil other words
	var out []string
	for _, text := range all {
		quoted, _ := json.Marshal(text) // a text can always be written
		for _, spelt := range []string{text, url.QueryEscape(text), url.PathEscape(text), strings.Trim(string(quoted), `"`)} {
			if len(spelt) >= least && !slices.Contains(out, spelt) {
				out = append(out, spelt)
			}
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return out
}
