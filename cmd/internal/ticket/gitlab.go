package ticket

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A gitLab issue: https://docs.gitlab.com/api/notes/ and
// https://docs.gitlab.com/api/project_markdown_uploads/.
type gitLab struct {
	*client
	limited
	project, number string
	// links are those to files below the notes, by note.
	links map[string]string
}

func newGitLab(c *client, l limited, id string) (System, error) {
	project, number, err := cutProject(id, l.config.Project, "GROUP/PROJECT")
	if err != nil {
		return nil, err
	}
	return &gitLab{client: c, limited: l, project: "/api/v4/projects/" + url.PathEscape(project), number: number, links: map[string]string{}}, nil
}

func (g *gitLab) Limits(context.Context) (Limits, error) {
	const note, file = 1_000_000, 100 << 20 // characters; the usual limit of an upload
	return g.limits(note, file), nil
}

func (g *gitLab) Appends() bool { return false }

func (g *gitLab) Attaches() string { return "" }

func (g *gitLab) notes() string { return g.project + "/issues/" + g.number + "/notes" }

func (g *gitLab) Notes(ctx context.Context) (out []Posted, err error) {
	for page := "1"; page != ""; {
		var list []struct {
			ID     int64
			Body   string
			System bool
		}
		query := url.Values{"per_page": {"100"}, "page": {page}, "sort": {"asc"}, "order_by": {"created_at"}}
		head, err := g.do(ctx, &call{method: http.MethodGet, path: g.notes(), query: query, out: &list})
		if err != nil {
			return nil, err
		}
		for _, n := range list {
			if p, ok := posted(strconv.FormatInt(n.ID, 10), unfenced(n.Body)); ok && !n.System {
				out = append(out, p)
				g.links[p.ID] = n.Body[strings.LastIndex(n.Body, "```")+3:]
			}
		}
		page = head.Get("X-Next-Page")
	}
	return out, nil
}

// body uploads a file and links it below the note.
func (g *gitLab) body(ctx context.Context, n *Note) (map[string]string, error) {
	text := fenced(n.Text)
	if n.File == nil {
		return map[string]string{"body": text}, nil
	}
	body, kind, err := form("file", n.File)
	if err != nil {
		return nil, err
	}
	var got struct{ Markdown string }
	// An upload that no note links to is seen by nobody: a second one does no harm.
	if _, err := g.do(ctx, &call{method: http.MethodPost, path: g.project + "/uploads", body: body, contentType: kind, shown: fileShown(n.File), repeatable: true,
		out: &got, dry: `{"markdown":"[` + n.File.Name + `](the link that the upload gives)"}`}); err != nil {
		return nil, err
	}
	return map[string]string{"body": text + "\n\n" + strings.TrimSpace(got.Markdown)}, nil
}

func (g *gitLab) Add(ctx context.Context, n *Note) error {
	body, err := g.body(ctx, n)
	if err != nil {
		return err
	}
	_, err = g.do(ctx, &call{method: http.MethodPost, path: g.notes(), json: body})
	return err
}

func (g *gitLab) Change(ctx context.Context, p *Posted, n *Note) error {
	body, err := g.body(ctx, n)
	if err != nil {
		return err
	}
	body["body"] += strings.TrimRight(g.links[p.ID], "\n")
	_, err = g.do(ctx, &call{method: http.MethodPut, path: g.notes() + "/" + p.ID, json: body, repeatable: true})
	return err
}

func (g *gitLab) Resolve(ctx context.Context, _ *Note) error {
	_, err := g.do(ctx, &call{method: http.MethodPut, path: g.project + "/issues/" + g.number, json: map[string]string{"state_event": "close"}, repeatable: true})
	return err
}
