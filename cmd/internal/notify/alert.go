package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
)

// Schema names the form of a message.
const Schema = "ipsec-diag/alerts/1"

// A Message is what a channel is told of one run: everything that changed and that
// the channel is for.
type Message struct {
	Schema string `json:"schema"`
	// Key is the same at every try; it is the header Idempotency-Key too.
	Key     string    `json:"key"`
	Channel string    `json:"channel"`
	Run     int64     `json:"run"`
	At      time.Time `json:"at"`
	Alerts  []Alert   `json:"alerts"`
}

// An Alert is one change of a finding.
type Alert struct {
	// Fingerprint is that of the finding: the same when it opens and closes.
	Fingerprint string `json:"fingerprint"`
	// What happened: opened, still open, reopened, worse, closed, flapping, steady.
	What string `json:"what"`
	// Tunnel and the rest say where; they are empty for an incident.
	Tunnel string `json:"tunnel,omitempty"`
	Local  string `json:"local,omitempty"`
	Remote string `json:"remote,omitempty"`
	Site   string `json:"site,omitempty"`
	Health string `json:"health,omitempty"`

	Rule       string `json:"rule"`
	Title      string `json:"title"`
	Detail     string `json:"detail,omitempty"`
	Severity   string `json:"severity"`
	Confidence string `json:"confidence,omitempty"`
	Owner      string `json:"owner,omitempty"`
	// Since is when it opened, Until when it closed.
	Since time.Time  `json:"since,omitzero"`
	Until *time.Time `json:"until,omitempty"`
	// Note says more about the change.
	Note string `json:"note,omitempty"`
	// Members are the tunnels of an incident.
	Members []Member `json:"members,omitempty"`
	// Also is what else changed on the tunnel.
	Also []Also `json:"also,omitempty"`
	Link string `json:"link,omitempty"`

	// headline says that it is the one finding to read first.
	headline bool
}

// A Member is a tunnel of an incident.
type Member struct {
	Tunnel string `json:"tunnel"`
	Site   string `json:"site,omitempty"`
	Health string `json:"health"`
}

// places are the tunnels that alerts are about.
type places struct {
	byName map[string]history.Tunnel
	// incident has the members of incidents by their id.
	incident map[string][]Member
}

func placesOf(list []history.Tunnel) *places {
	p := &places{byName: map[string]history.Tunnel{}, incident: map[string][]Member{}}
	for i := range list {
		t := &list[i]
		p.byName[t.Name] = *t
		if t.Incident != "" {
			p.incident[t.Incident] = append(p.incident[t.Incident], member(t))
		}
	}
	return p
}

func member(t *history.Tunnel) Member { return Member{Tunnel: t.Name, Site: t.Site, Health: t.Health} }

// also adds members that an incident had before.
func (p *places) also(id string, names []string) {
	for _, name := range names {
		t, known := p.byName[name]
		if known && !slices.ContainsFunc(p.incident[id], func(m Member) bool { return m.Tunnel == name }) {
			p.incident[id] = append(p.incident[id], member(&t))
		}
	}
}

// alert is a finding as it is told.
func (p *places) alert(f *history.Finding, what string) Alert {
	a := Alert{Fingerprint: f.Fingerprint, What: what, Rule: f.Rule, Title: f.Title, Detail: f.Detail, Severity: f.Severity,
		Confidence: f.Confidence, Owner: f.Owner, Since: f.Opened}
	if f.State == history.StateClosed && !f.Closed.IsZero() {
		a.Until = &f.Closed
	}
	if ofFleet(f) {
		for id, list := range p.incident {
			if history.Fingerprint(f.Tunnel, id) == f.Fingerprint {
				a.Members = slices.Clone(list)
			}
		}
		slices.SortFunc(a.Members, func(x, y Member) int { return strings.Compare(x.Tunnel, y.Tunnel) })
		return a
	}
	t := p.byName[f.Tunnel]
	a.Tunnel, a.Local, a.Remote, a.Site, a.Health = f.Tunnel, t.Local, t.Remote, t.Site, t.Health
	a.headline = t.Rule == f.Rule
	return a
}

// ofFleet reports whether a finding is an incident.
func ofFleet(f *history.Finding) bool { return strings.HasPrefix(f.Tunnel, history.FleetTunnel("")) }

// message is what a channel is told, nil for nothing.
func message(c *config.Alert, run int64, at time.Time, alerts []Alert) *Message {
	m := &Message{Schema: Schema, Channel: c.Name, Run: run, At: at}
	for _, a := range alerts {
		if sends(c, a.What) && accepts(c, &a) {
			a.Link = linkOf(c, &a)
			m.Alerts = append(m.Alerts, a)
		}
	}
	m.Alerts = fold(m.Alerts)
	if len(m.Alerts) == 0 {
		return nil
	}
	slices.SortStableFunc(m.Alerts, func(a, b Alert) int { return rank(&a) - rank(&b) })
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%d", c.Name, run, at.UnixMilli()))
	m.Key = hex.EncodeToString(sum[:16])
	return m
}

// rank puts what is grave before what is mild, incidents before singles, and what
// is over last.
func rank(a *Alert) int {
	n := 0
	if isOver(a) {
		n += 4
	}
	if a.Severity != "critical" {
		n += 2
	}
	if len(a.Members) == 0 {
		n++
	}
	return n
}
