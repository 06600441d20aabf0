package ticket

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// A webhook takes what a ticket would be told, as JSON with the schema
// ipsec-diag/ticket/1. The receiver knows a second try by the header
// Idempotency-Key.
type webhook struct {
	*client
	limited
	ledger
	id string
}

// WebhookSchema names the form of what a webhook gets.
const WebhookSchema = "ipsec-diag/ticket/1"

func newWebhook(c *client, l limited, book ledger, raw, token, id string) (System, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, &Failure{Text: "the url of the webhook is none: it must begin with https:// or http://"}
	}
	if u.User != nil {
		u.User = nil
		return nil, &Failure{Text: "the url of the webhook holds a user or password: write token: (sent as a bearer token) instead"}
	}
	c.base = u
	if token != "" {
		c.header.Set("Authorization", "Bearer "+token)
	}
	return &webhook{client: c, limited: l, ledger: book, id: id}, nil
}

func (w *webhook) Limits(context.Context) (Limits, error) {
	const note, file = 64 << 10, 8 << 20
	return w.limits(note, file), nil
}

func (w *webhook) Appends() bool { return false }

func (w *webhook) Attaches() string { return "" }

func (w *webhook) Notes(context.Context) ([]Posted, error) { return w.notes() }

func (w *webhook) Add(ctx context.Context, n *Note) error {
	if err := w.send(ctx, n, n.Event); err != nil {
		return err
	}
	return w.write(n)
}

func (w *webhook) Change(ctx context.Context, _ *Posted, n *Note) error { return w.Add(ctx, n) }

func (w *webhook) Resolve(ctx context.Context, n *Note) error { return w.send(ctx, n, "resolve") }

func (w *webhook) send(ctx context.Context, n *Note, event string) error {
	body := map[string]any{"schema": WebhookSchema, "event": event, "ticket": w.id, "fingerprint": n.Fingerprint, "subject": n.Subject, "run": n.Run,
		"first": stamp(n.First), "since": stamp(n.Since), "at": stamp(n.At), "healthy": n.Healthy, "severity": n.Severity, "title": n.Title, "text": n.Text}
	shown := ""
	if f := n.File; f != nil {
		file := map[string]any{"name": f.Name, "size": len(f.Data), "sha256": f.SHA256, "content_base64": fileShown(f)}
		body["bundle"] = file
		text, err := encode(body)
		if err != nil {
			return err
		}
		shown = string(text)
		file["content_base64"] = base64.StdEncoding.EncodeToString(f.Data)
	}
	_, err := w.do(ctx, &call{method: http.MethodPost, json: body, shown: shown, repeatable: true, header: map[string]string{"Idempotency-Key": Digest(n.Key, event, w.id)}})
	return err
}
