package netbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ipsec-diag/inventory/source"
	"ipsec-diag/inventory/source/netbox"
)

const token = "0123456789abcdef0123456789abcdef01234567"

// A fake answers as NetBox's REST API is documented to: a token or 403, lists in
// pages, 400 for a value that a filter does not have.
type fake struct {
	*httptest.Server
	devices, machines []map[string]any
	// host is what the server calls itself in "next".
	host string
	// before answers some requests in its place.
	before func(w http.ResponseWriter, r *http.Request) bool
	asked  []*url.URL
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{devices: []map[string]any{}, machines: []map[string]any{}}
	f.Server = httptest.NewTLSServer(f)
	t.Cleanup(f.Close)
	f.host = strings.TrimPrefix(f.URL, "https://")
	return f
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.asked = append(f.asked, r.URL)
	w.Header().Set("Content-Type", "application/json")
	fail := func(status int, body string) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
	lists := map[string][]map[string]any{"/api/dcim/devices/": f.devices, "/api/virtualization/virtual-machines/": f.machines}
	all, found := lists[r.URL.Path]
	q := r.URL.Query()
	switch {
	case f.before != nil && f.before(w, r):
	case r.Method != http.MethodGet:
		fail(405, `{"detail":"Method not allowed."}`)
	case r.Header.Get("Authorization") == "":
		fail(403, `{"detail":"Authentication credentials were not provided."}`)
	case r.Header.Get("Authorization") != "Token "+token:
		fail(403, `{"detail":"Invalid token"}`)
	case !found:
		fail(404, `{"detail":"Not found."}`)
	case q.Get("site") == "nowhere":
		fail(400, `{"site":["Select a valid choice. nowhere is not one of the available choices."]}`)
	default:
		f.page(w, r, all)
	}
}

func (f *fake) page(w http.ResponseWriter, r *http.Request, all []map[string]any) {
	q := r.URL.Query()
	if site := q.Get("site"); site != "" {
		all = slices.DeleteFunc(slices.Clone(all), func(d map[string]any) bool { return d["site"].(map[string]any)["slug"] != site })
	}
	limit, _ := strconv.Atoi(q.Get("limit"))
	offset, _ := strconv.Atoi(q.Get("offset"))
	end := min(offset+limit, len(all))
	var next any
	if end < len(all) {
		q.Set("offset", strconv.Itoa(end))
		next = "https://" + f.host + r.URL.Path + "?" + q.Encode()
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"count": len(all), "next": next, "previous": nil, "results": all[offset:end]})
}

func device(id int, name any, address, platform, status string) map[string]any {
	d := map[string]any{
		"id": id, "name": name, "primary_ip": nil, "platform": nil, "role": map[string]any{"slug": "vpn-hub", "name": "VPN hub"},
		"site": map[string]any{"slug": "berlin", "name": "Berlin"}, "status": map[string]any{"value": status, "label": status},
		"tags": []any{map[string]any{"slug": "vpn", "name": "VPN"}}, "custom_fields": map[string]any{"owner": nil},
	}
	if address != "" {
		d["primary_ip"] = map[string]any{"address": address}
	}
	if platform != "" {
		d["platform"] = map[string]any{"slug": platform, "name": platform}
	}
	return d
}

func (f *fake) load(o netbox.Options) (*source.Reading, error) {
	if o.URL == "" {
		o.URL = f.URL
	}
	if o.Token == "" {
		o.Token = token
	}
	o.Client = f.Client()
	o.Wait = func(context.Context, time.Duration) error { return nil }
	return netbox.Load(context.Background(), o)
}

func names(r *source.Result) string {
	return strings.Join(r.Inventory.Names(), " ")
}

// TestPages: all pages are read, of devices and of virtual machines, and every
// field has its place.
func TestPages(t *testing.T) {
	f := newFake(t)
	for i := 1; i <= 7; i++ {
		f.devices = append(f.devices, device(i, fmt.Sprintf("r%d", i), fmt.Sprintf("192.0.2.%d/24", i), "cisco-ios-xe", "active"))
	}
	f.devices = append(f.devices, device(8, nil, "", "", "active"), device(9, nil, "192.0.2.9/32", "", "active"), device(10, "off", "192.0.2.10/24", "", "offline"))
	f.machines = append(f.machines, device(1, "vm", "2001:db8::1/64", "strongswan", "active"))
	reading, err := f.load(netbox.Options{PageSize: 3})
	if err != nil {
		t.Fatal(err)
	}
	r := reading.Build()
	if got := names(r); got != "192.0.2.9 r1 r2 r3 r4 r5 r6 r7 vm" {
		t.Errorf("devices: %s", got)
	}
	d := r.Inventory.Device("r3")
	if d.Address != "192.0.2.3" || d.Platform != "cisco-ios" || d.Site != "berlin" || d.Role != "vpn-hub" || strings.Join(d.Tags, " ") != "vpn" {
		t.Errorf("read as %+v", d)
	}
	dropped := 0
	for _, n := range r.Notes {
		if n.Kind == source.DroppedHost {
			dropped++
		}
	}
	if dropped != 2 || len(f.asked) != 5 {
		t.Errorf("%d dropped, %d requests: %v", dropped, len(f.asked), r.Notes)
	}
	if q := f.asked[0].Query(); q.Get("limit") != "3" || q.Get("exclude") != "config_context" {
		t.Errorf("asked for %s", f.asked[0])
	}
}

// TestTokenStaysHome: a next page or a redirect on another host gets no request,
// so no token.
func TestTokenStaysHome(t *testing.T) {
	other := 0
	stranger := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { other++ }))
	defer stranger.Close()
	f := newFake(t)
	f.host = strings.TrimPrefix(stranger.URL, "https://")
	for i := 1; i <= 4; i++ {
		f.devices = append(f.devices, device(i, fmt.Sprintf("r%d", i), "", "", "active"))
	}
	reading, err := f.load(netbox.Options{PageSize: 3})
	if err != nil || len(reading.Hosts) != 4 {
		t.Fatalf("%v %v", reading, err)
	}
	if n := reading.Notes[len(reading.Notes)-1]; !strings.Contains(n.Why, "calls itself") {
		t.Errorf("the other name is not said: %+v", n)
	}
	f.before = func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, stranger.URL+r.URL.Path, http.StatusFound)
		return true
	}
	if _, err := f.load(netbox.Options{}); err == nil || !strings.Contains(err.Error(), "leads on to") {
		t.Errorf("redirect: %v", err)
	}
	if other != 0 {
		t.Errorf("the other host got %d requests", other)
	}
}

// TestRefusals: each refusal is worded, and none of them shows the token.
func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		o     netbox.Options
		want  string
		times int
		serve func(http.ResponseWriter, *http.Request) bool
	}{
		"wrong token": {o: netbox.Options{Token: "wrong"}, want: "(403): Invalid token", times: 1},
		"no token":    {o: netbox.Options{Token: "\n"}, want: "NETBOX_TOKEN"},
		"filter":      {o: netbox.Options{Filters: []string{"site=nowhere"}}, want: "nowhere is not one of the available choices", times: 1},
		"typo":        {o: netbox.Options{Filters: []string{"stie=x"}}, want: `did you mean "site"?`},
		"no value":    {o: netbox.Options{Filters: []string{"site"}}, want: "NAME=VALUE"},
		"http":        {o: netbox.Options{URL: "http://netbox.example.com"}, want: "https only"},
		"user":        {o: netbox.Options{URL: "https://u:hunter2@netbox.example.com"}, want: "no user or password"},
		"page":        {o: netbox.Options{PageSize: 5000}, want: "1 to 1000"},
		"busy":        {want: "429", times: 4, serve: status(429, "")},
		"down":        {want: "503", times: 4, serve: status(503, "<html>")},
		"html":        {want: "does not answer as a NetBox", times: 1, serve: status(200, "<html>")},
		"elsewhere":   {want: "404", times: 1, serve: status(404, "")},
		"echo":        {want: "(401);", times: 1, serve: status(401, `{"detail":"`+token+`"}`)},
		"count":       {want: "counts 5 and sent 0", times: 1, serve: status(200, `{"count":5,"next":null,"results":[]}`)},
		"endless":     {want: "nothing new", times: 1, serve: status(200, `{"count":5,"next":"/api/dcim/devices/?offset=0","results":[]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.before = tt.serve
			_, err := f.load(tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("a secret is in the error: %v", err)
			}
			var busy *netbox.Unavailable
			if errors.As(err, &busy) != (tt.times > 1) {
				t.Errorf("unavailable or a mistake? %v", err)
			}
			if len(f.asked) != tt.times {
				t.Errorf("%d requests, want %d", len(f.asked), tt.times)
			}
		})
	}
}

func status(code int, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(code)
		fmt.Fprint(w, body)
		return true
	}
}

// TestBusyForAWhile: what a busy server turns away is asked for again.
func TestBusyForAWhile(t *testing.T) {
	f := newFake(t)
	f.devices = append(f.devices, device(1, "r1", "", "", "active"))
	left := 3
	f.before = func(w http.ResponseWriter, _ *http.Request) bool {
		if left--; left < 0 {
			return false
		}
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(503)
		return true
	}
	var waits []time.Duration
	r, err := netbox.Load(context.Background(), netbox.Options{URL: f.URL + "/api/", Token: token, Client: f.Client(),
		Wait: func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }})
	if err != nil || len(r.Hosts) != 1 {
		t.Fatalf("%v %v", r, err)
	}
	if fmt.Sprint(waits) != "[2s 4s 8s]" {
		t.Errorf("waited %v", waits)
	}
}

// TestMachinesRefused: a token without the right to see virtual machines reads
// the devices, and says so.
func TestMachinesRefused(t *testing.T) {
	f := newFake(t)
	f.devices = append(f.devices, device(1, "r1", "", "", "active"))
	f.before = func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.URL.Path, "virtual") && status(403, `{"detail":"You do not have permission to perform this action."}`)(w, r)
	}
	r, err := f.load(netbox.Options{Filters: []string{"site=berlin"}})
	if err != nil || len(r.Hosts) != 1 {
		t.Fatalf("%v %v", r, err)
	}
	if n := r.Notes[len(r.Notes)-1]; n.What != "virtual machines" || !strings.Contains(n.Why, "permission") {
		t.Errorf("%+v", n)
	}
}

// TestUntrusted: a certificate that nobody vouches for is not accepted.
func TestUntrusted(t *testing.T) {
	f := newFake(t)
	_, err := netbox.Load(context.Background(), netbox.Options{URL: f.URL, Token: token})
	if err == nil || !strings.Contains(err.Error(), "certificate") || len(f.asked) != 0 {
		t.Errorf("%v, %d requests", err, len(f.asked))
	}
}
