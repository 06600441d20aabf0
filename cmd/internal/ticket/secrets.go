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
	const least = 4 // a shorter one would spoil other words
	if raw != s.URL {
		u, err := url.Parse(raw)
		// Of a webhook the host may be seen: a person wants to know where it goes.
		if err != nil || s.Kind != Webhook || len(u.RequestURI()) < least {
			all = append(all, raw)
		}
		if err == nil {
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
