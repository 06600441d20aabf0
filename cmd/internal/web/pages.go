package web

import (
	"net/http"
	"strconv"
)

// pageRoutes are the pages for people.
func (s *Server) pageRoutes() []route {
	return []route{
		{"GET /{$}", Viewer, s.fleet},
		{"GET /tunnels", Viewer, s.tunnels},
		{"GET /tunnels/{name}", Viewer, s.tunnel},
		{"GET /devices", Viewer, s.devices},
		{"GET /devices/{name}", Viewer, s.device},
		{"GET /captures/{id}", Viewer, s.capture},
		{"GET /findings", Viewer, s.findings},
		{"GET /findings/{id}", Viewer, s.finding},
		{"POST /findings/{id}", Operator, s.take},
		{"GET /runs", Viewer, s.runs},
		{"GET /runs/{id}", Viewer, s.run},
		{"POST /runs", Operator, s.askNow},
		{"GET /sweeps/{id}", Viewer, s.sweep},
		{"GET /alerts", Viewer, s.alerts},
		{"GET /search", Viewer, s.search},
		{"GET /audit", Operator, s.auditPage},
		{"GET /login", Nobody, s.loginPage},
		{"POST /login", Nobody, s.login},
		{"POST /logout", Viewer, s.logout},
	}
}

// onePage is how many rows a page has at most.
const onePage = 200

// paging is where in a list a page is.
type paging struct {
	Offset, Total, Shown int
	// Next and Back are the addresses of the pages beside, empty for none.
	Next, Back string
}

// First and Last are the numbers of the first and last row shown.
func (p paging) First() int { return min(p.Offset+1, p.Total) }

// Last is the number of the last row shown.
func (p paging) Last() int { return p.Offset + p.Shown }

// offset reads where a page begins.
func offset(r *http.Request) (int, error) {
	text := r.URL.Query().Get("offset")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 10_000_000 {
		return 0, badf("offset=%s is no row; write a number from 0", clip(text, 40))
	}
	return n, nil
}

// pagingOf returns where a page is in a list, with links to those beside.
func pagingOf(r *http.Request, offset, shown, total int) paging {
	p := paging{Offset: offset, Total: total, Shown: shown}
	at := func(n int) string {
		q := r.URL.Query()
		q.Del("offset")
		if n > 0 {
			q.Set("offset", strconv.Itoa(n))
		}
		if len(q) == 0 {
			return r.URL.Path
		}
		return r.URL.Path + "?" + q.Encode()
	}
	if offset+shown < total {
		p.Next = at(offset + shown)
	}
	if offset > 0 {
		p.Back = at(max(0, offset-onePage))
	}
	return p
}

// numbered reads the number in the path.
func numbered(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, badf("%q is no number of a run, a sweep or a capture", clip(r.PathValue("id"), 40))
	}
	return id, nil
}

// oneOf reads a word of the query that must be one of a few.
func oneOf(r *http.Request, name string, words []string) (string, error) {
	have := r.URL.Query().Get(name)
	if have == "" {
		return "", nil
	}
	for _, w := range words {
		if have == w {
			return have, nil
		}
	}
	return "", badf("%s=%s is not known; want one of %v", name, clip(have, 40), words)
}

// yes reads a word of the query that is there or not.
func yes(r *http.Request, name string) bool {
	v := r.URL.Query().Get(name)
	return v != "" && v != "0" && v != "false"
}
