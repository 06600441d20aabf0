package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/rogpeppe/go-internal/testscript"
)

// serveNetBox starts a NetBox of two devices, one a page, and of no virtual
// machine, and puts its address into the variable NETBOX.
func serveNetBox(env *testscript.Env) {
	const device = `{"id":%d,"name":%q,"primary_ip":{"address":"192.0.2.%d/24"},"platform":{"slug":%q},"role":{"slug":"hub"},
		"site":{"slug":"berlin"},"status":{"value":"active"},"tags":[{"slug":"vpn"}],"custom_fields":{}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := "http://" + r.Host + r.URL.Path
		switch {
		case r.Header.Get("Authorization") != "Token right":
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"detail":"Invalid token"}`)
		case r.URL.Path == "/api/virtualization/virtual-machines/":
			fmt.Fprint(w, `{"count":0,"next":null,"previous":null,"results":[]}`)
		case r.URL.Path != "/api/dcim/devices/" || r.URL.Query().Get("site") != "berlin":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Query().Get("offset") == "1":
			fmt.Fprintf(w, `{"count":2,"next":null,"previous":%q,"results":[`+device+`]}`, path, 2, "sw", 2, "nxos")
		default:
			fmt.Fprintf(w, `{"count":2,"next":%q,"previous":null,"results":[`+device+`]}`, path+"?limit=1&offset=1&site=berlin", 1, "hq", 1, "cisco-ios-xe")
		}
	}))
	env.Defer(server.Close)
	env.Setenv("NETBOX", server.URL)
}
