package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// serveTickets starts an issue of GitHub and a webhook, and writes tickets.yaml with
// both. The comments of the issue are in comments.txt.
func serveTickets(env *testscript.Env) error {
	var mu sync.Mutex
	var comments []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var in struct{ Body, State string }
		if r.Method != http.MethodGet {
			_ = json.NewDecoder(r.Body).Decode(&in)
		}
		switch {
		case r.URL.Path == "/hook/SECRET-PATH":
			w.WriteHeader(http.StatusNoContent)
			return
		case r.Header.Get("Authorization") != "Bearer right-token":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/repos/acme/vpn/issues/7/comments" && r.Method == http.MethodPost:
			comments = append(comments, in.Body)
			w.WriteHeader(http.StatusCreated)
		case r.URL.Path == "/repos/acme/vpn/issues/comments/1" && r.Method == http.MethodPatch:
			comments[0] = in.Body
		case r.URL.Path == "/repos/acme/vpn/issues/7/comments":
			list := []map[string]any{}
			for i, text := range comments {
				list = append(list, map[string]any{"id": i + 1, "body": text})
			}
			_ = json.NewEncoder(w).Encode(list)
			return
		default:
			w.WriteHeader(http.StatusNotFound)
		}
		text := ""
		for _, c := range comments {
			text += c + "\n====\n"
		}
		_ = os.WriteFile(filepath.Join(env.WorkDir, "comments.txt"), []byte(text), 0o600)
	}))
	env.Defer(server.Close)
	env.Setenv("TICKET_TOKEN", "right-token")
	env.Setenv("WRONG_TOKEN", "wrong-token-of-mine")
	env.Setenv("HOOK", server.URL+"/hook/SECRET-PATH")
	const file = `tickets:
  - {name: gh, kind: github, url: "%[1]s", project: acme/vpn, token: "env:TICKET_TOKEN"}
  - {name: wrong, kind: github, url: "%[1]s", project: acme/vpn, token: "env:WRONG_TOKEN"}
  - {name: small, kind: webhook, url: "env:HOOK", max_file: 100}
  - {name: hook, kind: webhook, url: "env:HOOK"}
  - {name: down, kind: rt, url: "http://127.0.0.1:9", token: "env:TICKET_TOKEN", timeout: 1s}
`
	return os.WriteFile(filepath.Join(env.WorkDir, "tickets.yaml"), fmt.Appendf(nil, file, server.URL), 0o600)
}
