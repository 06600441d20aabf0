package ticket

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// An rt ticket of Request Tracker, by REST2
// (https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html). Comments cannot be
// changed.
type rt struct {
	*client
	limited
	path string
}

func newRT(c *client, l limited, id string) (System, error) {
	number, err := digits(id, "a ticket of Request Tracker")
	return &rt{client: c, limited: l, path: "/REST/2.0/ticket/" + number}, err
}

func (r *rt) Limits(context.Context) (Limits, error) {
	const most = 10_000_000 // $MaxAttachmentSize, for texts and files alike
	return r.limits(most, most), nil
}

func (r *rt) Appends() bool { return true }

func (r *rt) Attaches() string { return "" }

func (r *rt) Notes(ctx context.Context) (out []Posted, err error) {
	// The list of attachments of a ticket that is gone is empty.
	if _, err := r.do(ctx, &call{method: http.MethodGet, path: r.path}); err != nil {
		return nil, err
	}
	texts, err := r.texts(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range texts {
		var a struct{ Content string }
		if _, err := r.do(ctx, &call{method: http.MethodGet, path: "/REST/2.0/attachment/" + id, out: &a}); err != nil {
			return nil, err
		}
		text, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(a.Content), "")) // a list would have it as it is
		if err != nil {
			return nil, &Failure{Text: "Request Tracker sends attachment " + id + " in another form than REST2 has"}
		}
		if p, ok := posted("", string(text)); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// texts are the attachments that may be notes: RT keeps each text and file of a
// ticket as an attachment. Their contents are not asked for here: bundles are large.
func (r *rt) texts(ctx context.Context) (ids []string, err error) {
	const each, largest = 100, 1 << 20
	for page := 1; ; page++ {
		var got struct {
			Items []struct{ ID, ContentType, Filename, ContentLength string }
		}
		query := url.Values{"fields": {"ContentType,Filename,ContentLength"}, "per_page": {strconv.Itoa(each)}, "page": {strconv.Itoa(page)}}
		if _, err := r.do(ctx, &call{method: http.MethodGet, path: r.path + "/attachments", query: query, out: &got}); err != nil {
			return nil, err
		}
		for _, a := range got.Items {
			n, err := strconv.Atoi(a.ContentLength)
			if err == nil && n < largest && a.ContentType == "text/plain" && a.Filename == "" {
				ids = append(ids, url.PathEscape(a.ID))
			}
		}
		if len(got.Items) < each {
			return ids, nil
		}
	}
}

func (r *rt) Add(ctx context.Context, n *Note) error {
	body := map[string]any{"Subject": n.Title, "ContentType": "text/plain", "Content": n.Text}
	shown := map[string]any{"Subject": n.Title, "ContentType": "text/plain", "Content": n.Text}
	if f := n.File; f != nil {
		file := map[string]string{"FileName": f.Name, "FileType": bundleType, "FileContent": base64.StdEncoding.EncodeToString(f.Data)}
		body["Attachments"] = []any{file}
		shown["Attachments"] = []any{map[string]string{"FileName": f.Name, "FileType": bundleType, "FileContent": fileShown(f)}}
	}
	text, err := encode(shown)
	if err != nil {
		return err
	}
	_, err = r.do(ctx, &call{method: http.MethodPost, path: r.path + "/comment", json: body, shown: string(text)})
	return err
}

func (r *rt) Change(ctx context.Context, _ *Posted, n *Note) error { return r.Add(ctx, n) }

func (r *rt) Resolve(ctx context.Context, _ *Note) error {
	state := r.config.Resolved
	if state == "" {
		state = "resolved"
	}
	var said []string
	if _, err := r.do(ctx, &call{method: http.MethodPut, path: r.path, json: map[string]string{"Status": state}, repeatable: true, out: &said}); err != nil || r.dry != nil {
		return err
	}
	var now struct{ Status string }
	if _, err := r.do(ctx, &call{method: http.MethodGet, path: r.path, out: &now}); err != nil {
		return err
	}
	if now.Status != state {
		return &Failure{Text: "the ticket is not " + state + "; it says: " + r.scrub(strings.Join(said, "; "))}
	}
	return nil
}
