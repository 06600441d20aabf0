package ticket

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A jira issue: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ (bodies
// in the Atlassian Document Format) and
// https://docs.atlassian.com/software/jira/docs/api/REST/9.17.0/ (version 2, text).
type jira struct {
	*client
	limited
	path  string // of the issue
	root  string
	cloud bool
}

func newJira(c *client, l limited, id string) *jira {
	j := &jira{client: c, limited: l, root: "/rest/api/2", cloud: l.config.Kind == JiraCloud}
	if j.cloud {
		j.root = "/rest/api/3"
	}
	j.path = j.root + "/issue/" + url.PathEscape(id)
	return j
}

// jiraNote is the usual jira.text.field.character.limit.
const jiraNote = 32767

func (j *jira) Limits(ctx context.Context) (Limits, error) {
	var meta struct {
		Enabled     *bool
		UploadLimit int
	}
	if _, err := j.do(ctx, &call{method: http.MethodGet, path: j.root + "/attachment/meta", out: &meta}); err != nil {
		return Limits{}, err
	}
	if meta.Enabled != nil && !*meta.Enabled {
		meta.UploadLimit = 1
	}
	return j.limits(jiraNote, meta.UploadLimit), nil
}

func (j *jira) Appends() bool { return false }

func (j *jira) Attaches() string { return "" }

func (j *jira) Notes(ctx context.Context) (out []Posted, err error) {
	for start := 0; ; {
		var page struct {
			Total    int
			Comments []struct {
				ID   string
				Body any
			}
		}
		query := url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {"100"}, "orderBy": {"created"}}
		if _, err := j.do(ctx, &call{method: http.MethodGet, path: j.path + "/comment", query: query, out: &page}); err != nil {
			return nil, err
		}
		for _, c := range page.Comments {
			if p, ok := posted(c.ID, j.text(c.Body)); ok {
				out = append(out, p)
			}
		}
		start += len(page.Comments)
		if len(page.Comments) == 0 || start >= page.Total {
			return out, nil
		}
	}
}

func (j *jira) text(body any) string {
	if text, ok := body.(string); ok {
		return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), noformat+"\n"), "\n"+noformat)
	}
	return adfText(body)
}

const noformat = "{noformat}"

func (j *jira) body(text string) any {
	if j.cloud {
		return map[string]any{"body": adf(text)}
	}
	return map[string]any{"body": noformat + "\n" + strings.ReplaceAll(text, noformat, "{ noformat }") + "\n" + noformat}
}

func (j *jira) Add(ctx context.Context, n *Note) error {
	if err := j.attach(ctx, n.File); err != nil {
		return err
	}
	_, err := j.do(ctx, &call{method: http.MethodPost, path: j.path + "/comment", json: j.body(n.Text)})
	return err
}

func (j *jira) Change(ctx context.Context, p *Posted, n *Note) error {
	if err := j.attach(ctx, n.File); err != nil {
		return err
	}
	_, err := j.do(ctx, &call{method: http.MethodPut, path: j.path + "/comment/" + url.PathEscape(p.ID), json: j.body(n.Text), repeatable: true})
	return err
}

// attach sends a file that the issue does not have yet.
func (j *jira) attach(ctx context.Context, f *File) error {
	if f == nil {
		return nil
	}
	var issue struct {
		Fields struct{ Attachment []struct{ Filename string } }
	}
	if _, err := j.do(ctx, &call{method: http.MethodGet, path: j.path, query: url.Values{"fields": {"attachment"}}, out: &issue}); err != nil {
		return err
	}
	for _, a := range issue.Fields.Attachment {
		if a.Filename == f.Name {
			return nil
		}
	}
	body, kind, err := form("file", f)
	if err != nil {
		return err
	}
	_, err = j.do(ctx, &call{method: http.MethodPost, path: j.path + "/attachments", body: body, contentType: kind, shown: fileShown(f),
		header: map[string]string{"X-Atlassian-Token": "no-check"}})
	return err
}

func (j *jira) Resolve(ctx context.Context, _ *Note) error {
	var all struct {
		Transitions []struct {
			ID, Name string
			To       struct {
				Name           string
				StatusCategory struct{ Key string }
			}
		}
	}
	if _, err := j.do(ctx, &call{method: http.MethodGet, path: j.path + "/transitions", out: &all}); err != nil {
		return err
	}
	var names []string
	for _, t := range all.Transitions {
		want := t.To.StatusCategory.Key == "done"
		if r := j.config.Resolved; r != "" {
			want = strings.EqualFold(r, t.Name) || strings.EqualFold(r, t.To.Name)
		}
		if want {
			_, err := j.do(ctx, &call{method: http.MethodPost, path: j.path + "/transitions", json: map[string]any{"transition": map[string]string{"id": t.ID}}})
			return err
		}
		names = append(names, t.Name)
	}
	return &Failure{Text: "the issue has no transition to a resolved state for this user; it has: " + j.scrub(strings.Join(names, ", ")) + ". Name one with resolved:"}
}
