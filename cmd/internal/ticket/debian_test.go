package ticket

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

func rtFake(f *fake) string {
	return f.serve(func(r *http.Request, body []byte) (int, any) {
		switch {
		case denied(r, "Authorization", "token "+secret):
			return 401, map[string]string{"message": "Unauthorized"}
		case r.Method == "GET" && r.URL.Path == "/REST/2.0/ticket/7":
			return 200, map[string]any{"id": 7, "Status": map[bool]string{true: "resolved", false: "open"}[f.closed]}
		case r.Method == "GET" && r.URL.Path == "/REST/2.0/ticket/7/attachments":
			items := []any{}
			for i, n := range f.notes {
				items = append(items, map[string]any{"id": fmt.Sprint(i), "type": "attachment", "ContentType": "text/plain", "Filename": "", "ContentLength": fmt.Sprint(len(n))})
			}
			return 200, map[string]any{"items": items, "total": nil, "pages": nil}
		case r.Method == "GET" && strings.HasPrefix(r.URL.Path, "/REST/2.0/attachment/"):
			i, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/REST/2.0/attachment/"))
			if err != nil || i >= len(f.notes) {
				return 404, nil
			}
			return 200, map[string]any{"ContentType": "text/plain", "Content": base64.StdEncoding.EncodeToString([]byte(f.notes[i])) + "\n"}
		case r.Method == "POST" && r.URL.Path == "/REST/2.0/ticket/7/comment":
			var in struct {
				Subject, ContentType, Content string
				Attachments                   []struct{ FileName, FileType, FileContent string }
			}
			if err := strict(body, &in); err != nil || in.ContentType != "text/plain" || in.Content == "" {
				return 400, map[string]string{"message": "bad request"}
			}
			for _, a := range in.Attachments {
				data, err := base64.StdEncoding.DecodeString(a.FileContent)
				if err != nil || a.FileName == "" || a.FileType == "" {
					return 400, nil
				}
				f.put(a.FileName, data)
			}
			f.notes = append(f.notes, in.Content)
			return 201, []string{"Comments added"}
		case r.Method == "PUT" && r.URL.Path == "/REST/2.0/ticket/7":
			var in struct{ Status string }
			if err := strict(body, &in); err != nil || in.Status != "resolved" {
				return 400, nil
			}
			f.closed = true
			return 200, []string{"Ticket 7: Status changed from 'open' to 'resolved'"}
		}
		return 404, map[string]string{"message": "Not Found"}
	})
}

func redmineFake(f *fake) string {
	uploads := map[string][]byte{}
	return f.serve(func(r *http.Request, body []byte) (int, any) {
		switch {
		case denied(r, "X-Redmine-Api-Key", secret):
			return 401, nil
		case r.Method == "GET" && r.URL.Path == "/issues/7.json":
			list := []any{}
			for i, n := range f.notes {
				list = append(list, map[string]any{"id": i + 1, "notes": n})
			}
			status := map[string]any{"id": 1, "name": "New"}
			if f.closed {
				status = map[string]any{"id": 5, "name": "Closed"}
			}
			return 200, map[string]any{"issue": map[string]any{"id": 7, "status": status, "journals": list}}
		case r.Method == "GET" && r.URL.Path == "/issue_statuses.json":
			return 200, map[string]any{"issue_statuses": []any{map[string]any{"id": 1, "name": "New", "is_closed": false}, map[string]any{"id": 5, "name": "Closed", "is_closed": true}}}
		case r.Method == "POST" && r.URL.Path == "/uploads.json":
			if denied(r, "Content-Type", "application/octet-stream") {
				return 406, nil
			}
			token := fmt.Sprint(len(uploads)+1, ".t")
			uploads[token] = body
			return 201, map[string]any{"upload": map[string]any{"id": 1, "token": token}}
		case r.Method == "PUT" && r.URL.Path == "/issues/7.json":
			var in struct {
				Issue struct {
					Notes    string
					StatusID int `json:"status_id"`
					Uploads  []struct {
						Token, Filename string
						ContentType     string `json:"content_type"`
					}
				}
			}
			if err := strict(body, &in); err != nil {
				return 422, map[string]any{"errors": []string{err.Error()}}
			}
			for _, u := range in.Issue.Uploads {
				f.put(u.Filename, uploads[u.Token])
			}
			if in.Issue.Notes != "" {
				f.notes = append(f.notes, strings.ReplaceAll(in.Issue.Notes, "\n", "\r\n"))
			}
			f.closed = in.Issue.StatusID == 5
			return 204, nil
		case r.Method == "PUT" && strings.HasPrefix(r.URL.Path, "/journals/"):
			i, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/journals/"), ".json"))
			var in struct{ Journal struct{ Notes string } }
			if err := strict(body, &in); err != nil || i < 1 || i > len(f.notes) {
				return 422, nil
			}
			f.notes[i-1] = in.Journal.Notes
			return 204, nil
		}
		return 404, nil
	})
}
