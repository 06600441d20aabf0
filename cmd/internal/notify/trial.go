package notify

import (
	"context"
	"time"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
)

// Test sends a message over a channel that says that it is a test, and returns what
// the receiver said.
func Test(ctx context.Context, c *config.Alert, now time.Time) (string, error) {
	s, err := newSender(ctx, c, func() time.Time { return now })
	if err != nil {
		return "", err
	}
	f := history.Finding{Fingerprint: "test", Rule: "test/message", Title: "This is a test of ipsec-diag; nothing is wrong", Severity: "warning", Opened: now,
		Tunnel: "test", Detail: "somebody ran: ipsec-diag alerts test"}
	a := placesOf(nil).alert(&f, history.WhatOpened)
	if c.Kind == Alertmanager {
		return s.postAlerts(ctx, "", []posted{forAlertmanager(c, &a, now.Add(time.Minute))})
	}
	m := message(&config.Alert{Name: c.Name, Link: c.Link}, 0, now, []Alert{a})
	return s.send(ctx, m)
}
