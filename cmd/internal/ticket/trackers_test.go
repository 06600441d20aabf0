package ticket

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// denied checks how a system wants to be spoken to.
func denied(r *http.Request, header, value string) bool { return r.Header.Get(header) != value }

func jiraFake(f *fake, cloud bool) string {
	root, text := "/rest/api/2", func(b json.RawMessage) (out string, err error) { return out, json.Unmarshal(b, &out) }
	if cloud {
		root, text = "/rest/api/3", strictADF
	}
	return f.serve(func(r *http.Request, body []byte) (int, any) {
		issue := root + "/issue/OPS-123"
		note := func() (string, error) {
			var in struct{ Body json.RawMessage }
			if err := strict(body, &in); err != nil {
				return "", err
			}
			return text(in.Body)
		}
		rest, _ := strings.CutPrefix(r.URL.Path, issue)
		switch {
		case denied(r, "Authorization", "Bearer "+secret):
			return 401, map[string]any{"errorMessages": []string{"Client must be authenticated to access this resource."}}
		case r.URL.Path == root+"/attachment/meta":
			return 200, map[string]any{"enabled": true, "uploadLimit": 10485760}
		case !strings.HasPrefix(r.URL.Path, issue):
			return 404, map[string]any{"errorMessages": []string{"Issue does not exist or you do not have permission to see it."}}
		case r.Method == "GET" && rest == "":
			var list []any
			for name := range f.files {
				list = append(list, map[string]any{"filename": name})
			}
			return 200, map[string]any{"fields": map[string]any{"attachment": list}}
		case r.Method == "GET" && rest == "/comment":
			start, _ := strconv.Atoi(r.URL.Query().Get("startAt"))
			list := []any{}
			for i := start; i < min(len(f.notes), start+2); i++ { // small pages
				var value any = f.notes[i]
				if cloud {
					value = adf(f.notes[i])
				}
				list = append(list, map[string]any{"id": fmt.Sprint(100 + i), "body": value})
			}
			return 200, map[string]any{"startAt": start, "maxResults": 2, "total": len(f.notes), "comments": list}
		case r.Method == "POST" && rest == "/comment":
			text, err := note()
			if err != nil || len(text) > jiraNote {
				return 400, map[string]any{"errorMessages": []string{fmt.Sprint("comment: ", err)}}
			}
			f.notes = append(f.notes, text)
			return 201, map[string]any{"id": "1"}
		case r.Method == "PUT" && strings.HasPrefix(rest, "/comment/"):
			i, _ := strconv.Atoi(strings.TrimPrefix(rest, "/comment/"))
			text, err := note()
			if err != nil || i-100 >= len(f.notes) || i < 100 {
				return 400, nil
			}
			f.notes[i-100] = text
			return 200, map[string]any{}
		case r.Method == "POST" && rest == "/attachments":
			name, data, err := upload(r, body, "file")
			if err != nil || denied(r, "X-Atlassian-Token", "no-check") {
				return 403, map[string]any{"errorMessages": []string{"XSRF check failed"}}
			}
			f.put(name, data)
			return 200, []any{}
		case r.Method == "GET" && rest == "/transitions":
			return 200, map[string]any{"transitions": []any{
				map[string]any{"id": "11", "name": "Start", "to": map[string]any{"name": "In Progress", "statusCategory": map[string]any{"key": "indeterminate"}}},
				map[string]any{"id": "31", "name": "Done", "to": map[string]any{"name": "Done", "statusCategory": map[string]any{"key": "done"}}}}}
		case r.Method == "POST" && rest == "/transitions":
			var in struct{ Transition struct{ ID string } }
			if err := strict(body, &in); err != nil || in.Transition.ID != "31" {
				return 400, nil
			}
			f.closed = true
			return 204, nil
		}
		return 405, nil
	})
}

// strictADF reads the one shape of a document that is a code block.
func strictADF(raw json.RawMessage) (string, error) {
	var doc struct {
		Type    string
		Version int
		Content []struct {
			Type    string
			Attrs   struct{ Language string }
			Content []struct{ Type, Text string }
		}
	}
	if err := strict(raw, &doc); err != nil {
		return "", err
	}
	if doc.Type != "doc" || doc.Version != 1 || len(doc.Content) != 1 || doc.Content[0].Type != "codeBlock" || len(doc.Content[0].Content) != 1 || doc.Content[0].Content[0].Text == "" {
		return "", fmt.Errorf("INVALID_INPUT")
	}
	return doc.Content[0].Content[0].Text, nil
}

func serviceNowFake(f *fake) string {
	const id = "9d385017c611228701d22104cc95c371"
	return f.serve(func(r *http.Request, body []byte) (int, any) {
		q := r.URL.Query()
		switch {
		case denied(r, "Authorization", "Bearer "+secret):
			return 401, map[string]any{"error": map[string]string{"message": "User Not Authenticated"}, "status": "failure"}
		case r.Method == "GET" && r.URL.Path == "/api/now/table/incident":
			if q.Get("sysparm_query") != "number=INC0010001" {
				return 200, map[string]any{"result": []any{}}
			}
			return 200, map[string]any{"result": []any{map[string]string{"sys_id": id, "number": "INC0010001"}}}
		case r.Method == "GET" && r.URL.Path == "/api/now/table/sys_journal_field":
			list := []any{}
			for _, n := range slices.Backward(f.notes) {
				list = append(list, map[string]string{"value": n})
			}
			return 200, map[string]any{"result": list}
		case r.Method == "GET" && r.URL.Path == "/api/now/attachment":
			list := []any{}
			for name := range f.files {
				if strings.HasSuffix(q.Get("sysparm_query"), "^file_name="+name) {
					list = append(list, map[string]string{"file_name": name})
				}
			}
			return 200, map[string]any{"result": list}
		case r.Method == "POST" && r.URL.Path == "/api/now/attachment/file":
			if q.Get("table_name") != "incident" || q.Get("table_sys_id") != id || r.Header.Get("Content-Type") == "" {
				return 400, nil
			}
			f.put(q.Get("file_name"), body)
			return 201, map[string]any{"result": map[string]string{"sys_id": "1"}}
		case r.Method == "PATCH" && r.URL.Path == "/api/now/table/incident/"+id:
			var in struct {
				WorkNotes  string `json:"work_notes"`
				State      string `json:"state"`
				CloseCode  string `json:"close_code"`
				CloseNotes string `json:"close_notes"`
			}
			if err := strict(body, &in); err != nil {
				return 400, nil
			}
			if in.WorkNotes != "" {
				f.notes = append(f.notes, in.WorkNotes[:min(len(in.WorkNotes), serviceNowNote)]) // it cuts without a word
			}
			f.closed = f.closed || in.State == "6" && in.CloseCode != "" && in.CloseNotes != ""
			return 200, map[string]any{"result": map[string]string{}}
		}
		return 404, nil
	})
}

func gitHubFake(f *fake) string {
	return f.serve(func(r *http.Request, body []byte) (int, any) {
		const repo = "/repos/acme/vpn"
		var in struct {
			Body        *string
			State       string
			StateReason string `json:"state_reason"`
		}
		if r.Method != "GET" && strict(body, &in) != nil || in.Body != nil && len(*in.Body) > 65536 {
			return 422, map[string]string{"message": "Validation Failed"}
		}
		switch {
		case denied(r, "Authorization", "Bearer "+secret):
			return 401, map[string]string{"message": "Bad credentials"}
		case denied(r, "X-GitHub-Api-Version", "2022-11-28") || denied(r, "Accept", "application/vnd.github+json") || r.Header.Get("User-Agent") == "":
			return 415, nil
		case r.Method == "GET" && r.URL.Path == repo+"/issues/7/comments":
			list := []any{}
			each, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
			page, _ := strconv.Atoi(r.URL.Query().Get("page"))
			for i := (page - 1) * each; i < min(len(f.notes), page*each); i++ {
				list = append(list, map[string]any{"id": i, "body": f.notes[i]})
			}
			return 200, list
		case r.Method == "POST" && r.URL.Path == repo+"/issues/7/comments":
			f.notes = append(f.notes, *in.Body)
			return 201, map[string]any{"id": 1}
		case r.Method == "PATCH" && strings.HasPrefix(r.URL.Path, repo+"/issues/comments/"):
			i, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, repo+"/issues/comments/"))
			f.notes[i] = *in.Body
			return 200, map[string]any{"id": i}
		case r.Method == "PATCH" && r.URL.Path == repo+"/issues/7" && in.State == "closed" && in.StateReason == "completed":
			f.closed = true
			return 200, map[string]any{}
		}
		return 404, map[string]string{"message": "Not Found"}
	})
}

func gitLabFake(f *fake) string {
	return f.serve(func(r *http.Request, body []byte) (int, any) {
		const notes = "/api/v4/projects/net%2Fvpn/issues/7/notes"
		path := r.URL.EscapedPath()
		var in struct {
			Body       string
			StateEvent string `json:"state_event"`
		}
		if r.Method != "GET" && !strings.HasSuffix(path, "/uploads") && strict(body, &in) != nil {
			return 400, map[string]string{"error": "body is invalid"}
		}
		switch {
		case denied(r, "Private-Token", secret):
			return 401, map[string]string{"message": "401 Unauthorized"}
		case r.Method == "GET" && path == notes:
			list := []any{}
			for i, n := range f.notes {
				list = append(list, map[string]any{"id": i, "body": n, "system": false})
			}
			return 200, list
		case r.Method == "POST" && path == notes:
			f.notes = append(f.notes, in.Body)
			return 201, map[string]any{}
		case r.Method == "PUT" && strings.HasPrefix(path, notes+"/"):
			i, _ := strconv.Atoi(strings.TrimPrefix(path, notes+"/"))
			f.notes[i] = in.Body
			return 200, map[string]any{}
		case r.Method == "POST" && path == "/api/v4/projects/net%2Fvpn/uploads":
			name, data, err := upload(r, body, "file")
			if err != nil {
				return 400, nil
			}
			f.put(name, data)
			return 201, map[string]string{"markdown": "[" + name + "](/uploads/5e/" + name + ")", "url": "/uploads/5e/" + name}
		case r.Method == "PUT" && path == "/api/v4/projects/net%2Fvpn/issues/7" && in.StateEvent == "close":
			f.closed = true
			return 200, map[string]any{}
		}
		return 404, map[string]string{"message": "404 Not found"}
	})
}

// A tracker is a system with notes that can be read back, and its fake.
var trackerFakes = []struct {
	kind, id string
	start    func(*fake) string
	// one: a later run changes the note; files: it takes the bundle.
	one, files bool
}{
	{JiraCloud, "OPS-123", func(f *fake) string { return jiraFake(f, true) }, true, true},
	{JiraServer, "OPS-123", func(f *fake) string { return jiraFake(f, false) }, true, true},
	{ServiceNow, "INC0010001", serviceNowFake, false, true},
	{GitHub, "acme/vpn#7", gitHubFake, true, false},
	{GitLab, "net/vpn#7", gitLabFake, true, true},
	{RT, "7", rtFake, false, true},
	{Redmine, "7", redmineFake, true, true},
}

// TestARunIsToldOnce: three runs with one fault, the second sent twice, then one
// that finds it gone.
func TestARunIsToldOnce(t *testing.T) {
	for _, tc := range trackerFakes {
		t.Run(tc.kind, func(t *testing.T) {
			f := &fake{t: t}
			s := open(t, tc.kind, tc.start(f), tc.id)
			f.notes = []string{"somebody else: what about ipsec-diag fingerprint?"}
			for _, minutes := range []int{0, 30, 30, 60} {
				attach(t, s, failing(minutes), Options{Resolve: true})
			}
			want := 2
			if !tc.one {
				want = 4
			}
			if len(f.notes) != want || f.closed {
				t.Fatalf("%d notes, want %d, closed %v:\n%s", len(f.notes), want, f.closed, strings.Join(f.notes, "\n----\n"))
			}
			last := f.notes[len(f.notes)-1]
			if !strings.Contains(last, "Still failing: third run, unchanged since 2026-11-25 02:13 UTC (last run 2026-11-25 03:13 UTC).") || !strings.Contains(last, "0d9f8e12ab34") {
				t.Errorf("the last note says:\n%s", last)
			}
			if got := f.files["hq-branch-0.tar.gz"]; tc.files && (len(f.files) != 1 || !bytes.Equal(got, failing(0).Bundle.Data)) {
				t.Errorf("the files are %q", f.files)
			}
			attach(t, s, healthy(90), Options{Resolve: true})
			if last = f.notes[len(f.notes)-1]; !f.closed || !strings.Contains(last, "Healthy again: fourth run, at 2026-11-25 03:43 UTC.") {
				t.Errorf("closed %v; the last note says:\n%s", f.closed, last)
			}
			f.closed = false // somebody opens it again: that is for a person to say
			notes := len(f.notes)
			attach(t, s, healthy(100), Options{Resolve: true})
			if f.closed || len(f.notes) != notes {
				t.Error("a ticket that was opened again was closed again")
			}
			attach(t, s, failing(120), Options{})
			if last = f.notes[len(f.notes)-1]; !strings.Contains(last, "Failing again: fifth run") {
				t.Errorf("the last note says:\n%s", last)
			}
		})
	}
}
