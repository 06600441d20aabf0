package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
)

// An Alertmanager forgets an alert that is not sent again before it ends:
// https://prometheus.io/docs/alerting/latest/clients/ asks for every 30 seconds to
// 3 minutes. As Prometheus does, what fires is sent to end after four intervals,
// and what is over is sent for a quarter of an hour.
const (
	resendEvery = time.Minute
	firesFor    = 4 * resendEvery
	overFor     = 15 * time.Minute
	// batch is the most alerts in one request.
	batch = 256
)

// A posted alert is one as POST /api/v2/alerts takes it.
type posted struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

// alertmanager sends the state as it is now: what fires and what is over. So a
// message that comes late never says what is not true any more.
func (s *sender) alertmanager(ctx context.Context, store *history.Store, m *Message) (string, error) {
	list, err := s.state(ctx, store)
	if err != nil {
		return "", err
	}
	key, said := "", "nothing fires"
	if m != nil {
		key = m.Key
	}
	for n, part := range slices.Collect(slices.Chunk(list, batch)) {
		if key != "" && n > 0 {
			key = fmt.Sprintf("%s-%d", m.Key, n)
		}
		if said, err = s.postAlerts(ctx, key, part); err != nil {
			return "", err
		}
	}
	return said, nil
}

func (s *sender) postAlerts(ctx context.Context, key string, list []posted) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	to := strings.TrimSuffix(s.url, "/")
	if !strings.HasSuffix(to, "/api/v2/alerts") {
		to += "/api/v2/alerts"
	}
	return s.post(ctx, to, key, list)
}

// state is what an Alertmanager is to know now.
func (s *sender) state(ctx context.Context, store *history.Store) ([]posted, error) {
	now := s.now()
	firing, over, err := store.Alerting(ctx, now.Add(-overFor), now)
	if err != nil {
		return nil, err
	}
	tunnels, err := store.Tunnels(ctx)
	if err != nil {
		return nil, err
	}
	p := placesOf(tunnels)
	var out []posted
	for i := range firing {
		if a := p.alert(&firing[i], history.WhatOpened); accepts(s.channel, &a) && !doubtful(&a) {
			out = append(out, forAlertmanager(s.channel, &a, now.Add(firesFor)))
		}
	}
	for i := range over {
		if a := p.alert(&over[i], history.WhatClosed); accepts(s.channel, &a) {
			out = append(out, forAlertmanager(s.channel, &a, over[i].Closed))
		}
	}
	return out, nil
}

// forAlertmanager puts into the labels what stays the same while an alert fires,
// for they identify it, and the rest into the annotations.
func forAlertmanager(c *config.Alert, a *Alert, ends time.Time) posted {
	p := posted{StartsAt: a.Since, EndsAt: ends, GeneratorURL: linkOf(c, a),
		Labels:      map[string]string{"alertname": a.Rule, "severity": a.Severity, "source": "ipsec-diag"},
		Annotations: map[string]string{"summary": oneLine(headline(a)), "fingerprint": a.Fingerprint}}
	set := func(to map[string]string, name, value string) {
		if value != "" {
			to[name] = oneLine(value)
		}
	}
	set(p.Labels, "tunnel", a.Tunnel)
	set(p.Labels, "site", a.Site)
	set(p.Labels, "local", a.Local)
	set(p.Labels, "remote", a.Remote)
	if a.Tunnel == "" {
		p.Labels["incident"] = a.Fingerprint // two incidents may have one rule
	}
	set(p.Annotations, "description", a.Detail)
	set(p.Annotations, "confidence", a.Confidence)
	set(p.Annotations, "owner", a.Owner)
	set(p.Annotations, "health", a.Health)
	set(p.Annotations, "tunnels", members(a.Members))
	if p.StartsAt.IsZero() || p.StartsAt.After(ends) {
		p.StartsAt = ends // a later start is refused
	}
	return p
}
