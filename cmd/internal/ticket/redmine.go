package ticket

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A redmine issue: https://www.redmine.org/projects/redmine/wiki/Rest_Issues,
// Rest_IssueJournals (notes can be changed since 5.0) and Attaching_files.
type redmine struct {
	*client
	limited
	path string
}

func newRedmine(c *client, l limited, id string) (System, error) {
	number, err := digits(id, "an issue of Redmine")
	return &redmine{client: c, limited: l, path: "/issues/" + number + ".json"}, err
}

func (r *redmine) Limits(context.Context) (Limits, error) {
	const note, file = 65535, 5 << 20 // a text of MySQL; the usual attachment_max_size
	return r.limits(note, file), nil
}

func (r *redmine) Appends() bool { return false }

func (r *redmine) Attaches() string { return "" }

func (r *redmine) Notes(ctx context.Context) (out []Posted, err error) {
	var got struct {
		Issue struct {
			Journals []struct {
				ID    int64
				Notes string
			}
		}
	}
	if _, err := r.do(ctx, &call{method: http.MethodGet, path: r.path, query: url.Values{"include": {"journals"}}, out: &got}); err != nil {
		return nil, err
	}
	for _, j := range got.Issue.Journals {
		text := strings.ReplaceAll(j.Notes, "\r\n", "\n")
		text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "<pre>\n"), "\n</pre>")
		if p, ok := posted(strconv.FormatInt(j.ID, 10), text); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// preformatted is a text as it stands, in Textile and Markdown alike.
func preformatted(text string) string {
	return "<pre>\n" + strings.ReplaceAll(text, "</pre", "< /pre") + "\n</pre>"
}

// upload sends a file, which no issue shows until it is named there.
func (r *redmine) upload(ctx context.Context, f *File) ([]map[string]string, error) {
	var got struct{ Upload struct{ Token string } }
	_, err := r.do(ctx, &call{method: http.MethodPost, path: "/uploads.json", query: url.Values{"filename": {f.Name}}, body: f.Data, contentType: "application/octet-stream",
		shown: fileShown(f), repeatable: true, out: &got, dry: `{"upload":{"token":"the token that the upload gives"}}`})
	return []map[string]string{{"token": got.Upload.Token, "filename": f.Name, "content_type": bundleType}}, err
}

func (r *redmine) Add(ctx context.Context, n *Note) error {
	issue := map[string]any{"notes": preformatted(n.Text)}
	return r.put(ctx, issue, n.File)
}

func (r *redmine) put(ctx context.Context, issue map[string]any, f *File) error {
	if f != nil {
		uploads, err := r.upload(ctx, f)
		if err != nil {
			return err
		}
		issue["uploads"] = uploads
	}
	_, err := r.do(ctx, &call{method: http.MethodPut, path: r.path, json: map[string]any{"issue": issue}})
	return err
}

// Change falls back to a new note where this user may not edit the own ones.
func (r *redmine) Change(ctx context.Context, p *Posted, n *Note) error {
	_, err := r.do(ctx, &call{method: http.MethodPut, path: "/journals/" + p.ID + ".json", repeatable: true,
		json: map[string]any{"journal": map[string]string{"notes": preformatted(n.Text)}}})
	var f *Failure
	if errors.As(err, &f) && (f.Status == http.StatusForbidden || f.Status == http.StatusNotFound) {
		return r.Add(ctx, n)
	}
	if err != nil || n.File == nil {
		return err
	}
	return r.put(ctx, map[string]any{}, n.File)
}

func (r *redmine) Resolve(ctx context.Context, _ *Note) error {
	id, err := r.closed(ctx)
	if err != nil {
		return err
	}
	if _, err := r.do(ctx, &call{method: http.MethodPut, path: r.path, json: map[string]any{"issue": map[string]int{"status_id": id}}, repeatable: true}); err != nil || r.dry != nil {
		return err
	}
	var now struct {
		Issue struct {
			Status struct {
				ID   int
				Name string
			}
		}
	}
	if _, err := r.do(ctx, &call{method: http.MethodGet, path: r.path, out: &now}); err != nil {
		return err
	}
	if now.Issue.Status.ID != id { // Redmine drops what the workflow forbids without a word
		return &Failure{Text: "the workflow does not let this user close the issue: it is still " + r.scrub(now.Issue.Status.Name)}
	}
	return nil
}

// closed is the state that the file names, or the first one that closes.
func (r *redmine) closed(ctx context.Context) (int, error) {
	var all struct {
		States []struct {
			ID     int
			Name   string
			Closed bool `json:"is_closed"`
		} `json:"issue_statuses"`
	}
	if _, err := r.do(ctx, &call{method: http.MethodGet, path: "/issue_statuses.json", out: &all}); err != nil {
		return 0, err
	}
	for _, s := range all.States {
		if want := r.config.Resolved; want != "" && strings.EqualFold(want, s.Name) || want == "" && s.Closed {
			return s.ID, nil
		}
	}
	return 0, &Failure{Text: "Redmine has no such closed state: name one with resolved:"}
}
