package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"ipsec-diag/cmd/internal/report"
)

// An apiRoute is one thing that programs can ask for, as the OpenAPI document
// describes it.
type apiRoute struct {
	method, path string
	role         Role
	handle       http.HandlerFunc
	// id, summary and query are for the document; answer is what comes back, body
	// what is sent; nil for none.
	id, summary  string
	query        []parameter
	body, answer any
	status       int
}

func (a *apiRoute) pattern() string { return a.method + " " + a.path }

// A parameter is one of the query.
type parameter struct {
	name, what string
	// words are those it may be; nil for any.
	words []string
}

var (
	pagingParameters = []parameter{{"offset", "the first row, from 0", nil}, {"limit", "how many rows, up to 1000", nil}}
	tunnelParameters = append([]parameter{{"q", "words that must each be in the name, an end, the site, the rule or its title", nil}, {"site", "the site; - for tunnels without one", nil},
		{"health", "the health", healthWords}, {"rule", "the rule of the headline", nil}, {"severity", "the severity of the headline", severityWords},
		{"incident", "the id of an incident", nil}, {"device", "either end", nil}, {"notsound", "1 for tunnels that are not sound", nil},
		{"single", "1 for tunnels that are in no incident", nil}, {"stale", "1 for those that were in no run of the day before the latest one", nil}, {"gone", "1 for those too that their devices do not have any more", nil}}, pagingParameters...)
)

// apiRoutes are what programs can ask for.
func (s *Server) apiRoutes() []apiRoute {
	get := func(id, path, summary string, answer any, handle http.HandlerFunc, query ...parameter) apiRoute {
		return apiRoute{method: "GET", path: "/api/v1" + path, role: Viewer, handle: handle, id: id, summary: summary, query: query, answer: answer, status: http.StatusOK}
	}
	return []apiRoute{
		get("getFleet", "/fleet", "The fleet at a glance", apiFleet{}, s.apiFleet),
		get("listTunnels", "/tunnels", "Tunnels, the worst first", apiTunnels{}, s.apiTunnels, tunnelParameters...),
		get("getTunnel", "/tunnels/{name}", "A tunnel as it stands in the JSON report of ipsec-diag", report.TunnelDocument{}, s.apiTunnel),
		get("getTunnelHistory", "/tunnels/{name}/history", "A tunnel's numbers over time", apiHistory{}, s.apiHistory, parameter{"span", "how far back", spanNames()}),
		get("listDevices", "/devices", "Devices, those that could not be read first", apiDevices{}, s.apiDevices,
			append([]parameter{{"q", "words that must each be in the name, the address, the platform or the site", nil}, {"site", "the site", nil}, {"zone", "the zone", nil},
				{"platform", "the platform", nil}, {"failure", "the class of failure", nil}, {"unread", "1 for those that could not be read", nil}}, pagingParameters...)...),
		get("getDevice", "/devices/{name}", "A device and its latest captures", apiDevice{}, s.apiDevice),
		get("listFindings", "/findings", "Findings over time, open ones unless the state says otherwise", apiFindings{}, s.apiFindings,
			append([]parameter{{"q", "words that must each be in the tunnel, the rule, the title or the detail", nil}, {"state", "the state; open when not given", []string{"open", "closed", "pending", "any"}},
				{"severity", "the severity", severityWords}, {"rule", "the rule", nil}, {"tunnel", "the tunnel", nil},
				{"flapping", "1 for those that come and go", nil}, {"unacked", "1 for those nobody has taken", nil}}, pagingParameters...)...),
		get("listIncidents", "/incidents", "What fails together at present", apiIncidents{}, s.apiIncidents),
		get("listRuns", "/runs", "The latest runs, the newest first", apiRuns{}, s.apiRuns, parameter{"limit", "how many, up to 1000", nil}),
		get("getRun", "/runs/{id}", "A run: numbers, incidents and devices that were not read", apiRun{}, s.apiRun),
		get("listSweeps", "/sweeps", "Sweeps under way", apiSweeps{}, s.apiSweeps),
		get("getSweep", "/sweeps/{id}", "How far a sweep is; its run once it is judged", apiSweep{}, s.apiSweep),
		get("getOpenAPI", "/openapi.json", "This document", nil, s.openAPI),
		{method: "POST", path: "/api/v1/runs", role: Operator, handle: s.apiAsk, id: "askForRun", summary: "Ask for a diagnosis now",
			body: apiWhich{}, answer: apiAsked{}, status: http.StatusAccepted},
	}
}

func spanNames() (out []string) {
	for _, s := range spans {
		out = append(out, s.Name)
	}
	return out
}

// answer sends a document, or what is wrong.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, status int, v any, err error) {
	switch {
	case err != nil && errors.Is(err, errNone):
		s.fail(w, r, http.StatusNotFound, "There is none of this name or number.")
	case err != nil:
		s.broken(w, r, err)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		writeJSON(w, v)
	}
}

// errNone says that what was asked for does not exist.
var errNone = errors.New("there is none")

// mostRows is how many rows a program may ask for at once.
const mostRows = 1000

// rows reads which part of a list is asked for.
func rows(r *http.Request) (at, most int, err error) {
	if at, err = offset(r); err != nil {
		return 0, 0, err
	}
	most = onePage
	if text := r.URL.Query().Get("limit"); text != "" {
		if most, err = strconv.Atoi(text); err != nil || most < 1 || most > mostRows {
			return 0, 0, badf("limit=%s: want a number from 1 to %d", clip(text, 40), mostRows)
		}
	}
	return at, most, nil
}

// nextPage is the address of the rows that follow; "" for none.
func nextPage(r *http.Request, at, shown, total int) string {
	if at+shown >= total || shown == 0 {
		return ""
	}
	q := url.Values{}
	for name, v := range r.URL.Query() {
		q[name] = v
	}
	q.Set("offset", strconv.Itoa(at+shown))
	return r.URL.Path + "?" + q.Encode()
}

// known refuses parameters that a route does not have: a filter with a typo would
// choose everything.
func known(r *http.Request, have ...[]parameter) error {
	for name := range r.URL.Query() {
		found := false
		for _, list := range have {
			for _, p := range list {
				found = found || p.name == name
			}
		}
		if !found {
			return badf("%q is no parameter of this address; see /api/v1/openapi.json", clip(name, 40))
		}
	}
	return nil
}

// apiWhich chooses devices as the words of sweep do.
type apiWhich struct {
	// Which are names of devices, site:NAME, tag:NAME, !tag:NAME; none is every
	// device. One device alone is diagnosed with the other ends of its tunnels.
	Which []string `json:"which"`
}

type apiAsked struct {
	Sweep int64  `json:"sweep"`
	Link  string `json:"link"`
	Page  string `json:"page"`
}

// apiAsk begins a diagnosis.
func (s *Server) apiAsk(w http.ResponseWriter, r *http.Request) {
	var asked apiWhich
	if err := readBody(r, &asked); err != nil {
		s.broken(w, r, err)
		return
	}
	id, err := s.ask(r, asked.Which)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	n := strconv.FormatInt(id, 10)
	w.Header().Set("Location", "/api/v1/sweeps/"+n)
	s.answer(w, r, http.StatusAccepted, apiAsked{Sweep: id, Link: "/api/v1/sweeps/" + n, Page: "/sweeps/" + n}, nil)
}

// readBody reads a document that is sent. Its type is demanded, for a form of
// another site cannot send it.
func readBody(r *http.Request, to any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return badf("send JSON, with the header Content-Type: application/json")
	}
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(to); err != nil {
		return badf(`the body is not {"which": [WORDS]}: %v`, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return badf("the body has more than one document")
	}
	return nil
}
