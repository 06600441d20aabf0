package ticket

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A gitHub issue: https://docs.github.com/en/rest/issues/comments. The API has no
// attachments.
type gitHub struct {
	*client
	limited
	repo, number string
}

func newGitHub(c *client, l limited, id string) (System, error) {
	repo, number, err := cutProject(id, l.config.Project, "OWNER/REPO")
	if err != nil {
		return nil, err
	}
	owner, name, _ := strings.Cut(repo, "/")
	if owner == "" || name == "" {
		return nil, &Failure{Text: "the project of GitHub is OWNER/REPO"}
	}
	c.header.Set("Accept", "application/vnd.github+json")
	c.header.Set("X-GitHub-Api-Version", "2022-11-28")
	return &gitHub{client: c, limited: l, repo: "/repos/" + url.PathEscape(owner) + "/" + url.PathEscape(name), number: number}, nil
}

func (g *gitHub) Limits(context.Context) (Limits, error) {
	const most = 65536 // characters of a comment
	return g.limits(most, 0), nil
}

func (g *gitHub) Appends() bool { return false }

func (g *gitHub) Attaches() string { return "GitHub's API takes no files" }

func (g *gitHub) Notes(ctx context.Context) (out []Posted, err error) {
	const each = 100
	for page := 1; ; page++ {
		var list []struct {
			ID   int64
			Body string
		}
		query := url.Values{"per_page": {strconv.Itoa(each)}, "page": {strconv.Itoa(page)}}
		if _, err := g.do(ctx, &call{method: http.MethodGet, path: g.issue() + "/comments", query: query, out: &list}); err != nil {
			return nil, err
		}
		for _, c := range list {
			if p, ok := posted(strconv.FormatInt(c.ID, 10), unfenced(c.Body)); ok {
				out = append(out, p)
			}
		}
		if len(list) < each {
			return out, nil
		}
	}
}

func (g *gitHub) issue() string { return g.repo + "/issues/" + g.number }

func (g *gitHub) Add(ctx context.Context, n *Note) error {
	_, err := g.do(ctx, &call{method: http.MethodPost, path: g.issue() + "/comments", json: map[string]string{"body": fenced(n.Text)}})
	return err
}

func (g *gitHub) Change(ctx context.Context, p *Posted, n *Note) error {
	_, err := g.do(ctx, &call{method: http.MethodPatch, path: g.repo + "/issues/comments/" + p.ID, json: map[string]string{"body": fenced(n.Text)}, repeatable: true})
	return err
}

func (g *gitHub) Resolve(ctx context.Context, _ *Note) error {
	_, err := g.do(ctx, &call{method: http.MethodPatch, path: g.issue(), json: map[string]string{"state": "closed", "state_reason": "completed"}, repeatable: true})
	return err
}

// fenced is a text as a code block of Markdown, in which no name is called and no
// number is a link. The fence is longer than any in the text.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + text + "\n" + fence
}

func unfenced(body string) string {
	body = strings.ReplaceAll(body, "\r\n", "\n")
	head, rest, found := strings.Cut(body, "text\n")
	if !found || len(head) < 3 || strings.Trim(head, "`") != "" {
		return body
	}
	text, _, _ := strings.Cut(rest, "\n"+head)
	return text
}
