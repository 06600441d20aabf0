package ticket

import (
	"context"
	"net/http"
)

// pagerDuty takes events, version 2:
// https://developer.pagerduty.com/docs/events-api-v2-overview. It has one alert for
// each dedup_key, and shows the newest event of it.
type pagerDuty struct {
	*client
	limited
	ledger
	key, id string
}

func (p *pagerDuty) Limits(context.Context) (Limits, error) {
	const most = 512 << 10 // bytes of an event
	return p.limits(most/2, 0), nil
}

func (p *pagerDuty) Appends() bool { return false }

func (p *pagerDuty) Attaches() string { return "an event of PagerDuty takes no files" }

func (p *pagerDuty) Notes(context.Context) ([]Posted, error) { return p.notes() }

func (p *pagerDuty) Add(ctx context.Context, n *Note) error {
	if n.Event == Well {
		return p.write(n) // the alert stays until it is resolved
	}
	const summary = 1024 // characters
	severity := map[string]string{"critical": "critical", "warning": "warning", "ok": "info"}[n.Severity]
	if severity == "" {
		severity = "warning"
	}
	event := p.event(n, "trigger")
	event["payload"] = map[string]any{"summary": cutRunes(n.Title, summary), "source": "ipsec-diag " + n.Subject, "severity": severity,
		"timestamp": stamp(n.At), "component": "IPsec", "class": "ipsec-diag", "custom_details": map[string]string{"note": n.Text, "fingerprint": n.Fingerprint}}
	if err := p.send(ctx, event); err != nil {
		return err
	}
	return p.write(n)
}

func (p *pagerDuty) Change(ctx context.Context, _ *Posted, n *Note) error { return p.Add(ctx, n) }

func (p *pagerDuty) Resolve(ctx context.Context, n *Note) error {
	return p.send(ctx, p.event(n, "resolve"))
}

// event has the same dedup_key in every run: PagerDuty makes one alert of them.
func (p *pagerDuty) event(n *Note, action string) map[string]any {
	return map[string]any{"routing_key": p.key, "event_action": action, "dedup_key": "ipsec-diag/" + Digest(p.id) + "/" + n.Fingerprint, "client": "ipsec-diag"}
}

func (p *pagerDuty) send(ctx context.Context, event map[string]any) error {
	var got struct{ Status, Message string }
	if _, err := p.do(ctx, &call{method: http.MethodPost, path: "/v2/enqueue", json: event, repeatable: true, out: &got, dry: `{"status":"success"}`}); err != nil {
		return err
	}
	if got.Status != "success" {
		return &Failure{Text: "PagerDuty did not take the event; it says: " + p.scrub(got.Message)}
	}
	return nil
}

// cutRunes shortens a title, which is one line, at a word.
func cutRunes(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	end := most - len(" ...")
	for i := end; i > end/2; i-- {
		if runes[i] == ' ' {
			end = i
			break
		}
	}
	return string(runes[:end]) + " ..."
}
