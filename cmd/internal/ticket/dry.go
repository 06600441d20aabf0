package ticket

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// keyHeaders hold a secret.
var keyHeaders = []string{"Authorization", "Private-Token", "X-Redmine-Api-Key"}

// show writes what would be sent, without secrets.
func (c *client) show(q *call, to *url.URL, kind string, body []byte) {
	head := http.Header{}
	c.fill(head, q, kind)
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s\n", q.method, to)
	for _, name := range slices.Sorted(maps.Keys(head)) {
		value := strings.Join(head[name], ", ")
		if slices.Contains(keyHeaders, http.CanonicalHeaderKey(name)) {
			value = hidden
		}
		fmt.Fprintf(&out, "%s: %s\n", name, value)
	}
	shown := string(body)
	if q.shown != "" {
		shown = q.shown
	}
	fmt.Fprintf(&out, "\n%s\n\n", shown)
	_, _ = fmt.Fprint(c.dry, c.hide(out.String()))
}

// hide takes out the secrets of the system alone: what else is shown is what would
// be sent, to the letter.
func (c *client) hide(text string) string {
	for _, s := range c.secrets {
		text = strings.ReplaceAll(text, s, hidden)
	}
	return text
}

// fileShown stands for the bytes of a file.
func fileShown(f *File) string {
	return fmt.Sprintf("<%s: %d bytes, SHA-256 %s>", f.Name, len(f.Data), f.SHA256)
}
