package history

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
)

const findingColumns = `SELECT fingerprint, tunnel, rule, title, detail, severity, confidence, owner, explained_by, incident, state, opened,
	last_seen, closed, seen, missed, reopened, flapping, muted_until, acked_at, acked_by, note, told FROM findings `

func scanFindings(rows *sql.Rows) ([]Finding, error) {
	defer rows.Close()
	var out []Finding
	for rows.Next() {
		var f Finding
		var opened, last, closed, flapping, muted, acked, told int64
		err := rows.Scan(&f.Fingerprint, &f.Tunnel, &f.Rule, &f.Title, &f.Detail, &f.Severity, &f.Confidence, &f.Owner, &f.ExplainedBy, &f.Incident,
			&f.State, &opened, &last, &closed, &f.Seen, &f.Missed, &f.Reopened, &flapping, &muted, &acked, &f.AckedBy, &f.Note, &told)
		if err != nil {
			return nil, err
		}
		f.Opened, f.LastSeen, f.Closed, f.Flapping, f.MutedUntil, f.AckedAt, f.Told = at(opened), at(last), at(closed), flapping == 1, at(muted), at(acked), told == 1
		out = append(out, f)
	}
	return out, rows.Err()
}

// booked are all findings by tunnel and fingerprint.
func booked(ctx context.Context, tx *sql.Tx) (map[string]map[string]Finding, error) {
	rows, err := tx.QueryContext(ctx, findingColumns)
	if err != nil {
		return nil, err
	}
	list, err := scanFindings(rows)
	out := map[string]map[string]Finding{}
	for _, f := range list {
		if out[f.Tunnel] == nil {
			out[f.Tunnel] = map[string]Finding{}
		}
		out[f.Tunnel][f.Fingerprint] = f
	}
	return out, err
}

// sortedFindings are those of a map in an order that does not depend on it.
func sortedFindings(books map[string]Finding) []Finding {
	var out []Finding
	for _, f := range books {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Finding) int { return strings.Compare(a.Fingerprint, b.Fingerprint) })
	return out
}

func saveFinding(ctx context.Context, tx *sql.Tx, f *Finding) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO findings (fingerprint, tunnel, rule, title, detail, severity, confidence, owner, explained_by, incident,
		state, opened, last_seen, closed, seen, missed, reopened, flapping, muted_until, acked_at, acked_by, note, told)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
		ON CONFLICT (fingerprint) DO UPDATE SET title = excluded.title, detail = excluded.detail, severity = excluded.severity,
		confidence = excluded.confidence, owner = excluded.owner, explained_by = excluded.explained_by, incident = excluded.incident,
		state = excluded.state, opened = excluded.opened, last_seen = excluded.last_seen, closed = excluded.closed, seen = excluded.seen,
		missed = excluded.missed, reopened = excluded.reopened, flapping = excluded.flapping, muted_until = excluded.muted_until,
		acked_at = excluded.acked_at, acked_by = excluded.acked_by, note = excluded.note, told = excluded.told`,
		f.Fingerprint, f.Tunnel, f.Rule, f.Title, f.Detail, f.Severity, f.Confidence, f.Owner, f.ExplainedBy, f.Incident,
		f.State, ms(f.Opened), ms(f.LastSeen), ms(f.Closed), f.Seen, f.Missed, f.Reopened, bit(f.Flapping), ms(f.MutedUntil), ms(f.AckedAt), f.AckedBy, f.Note, bit(f.Told))
	return err
}

// bit is a truth as a number, which both databases have.
func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}

func saveChange(ctx context.Context, tx *sql.Tx, c *Change) error {
	return tx.QueryRowContext(ctx, `INSERT INTO changes (at, run, fingerprint, tunnel, rule, what, who, detail, quiet)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		ms(c.At), c.Run, c.Fingerprint, c.Tunnel, c.Rule, c.What, c.Who, c.Detail, c.Quiet).Scan(&c.ID)
}

func countOpenings(ctx context.Context, tx *sql.Tx, fingerprint string, since time.Time) (n int, err error) {
	err = tx.QueryRowContext(ctx, "SELECT count(*) FROM changes WHERE fingerprint = $1 AND at >= $2 AND what IN ('opened', 'reopened')", fingerprint, ms(since)).Scan(&n)
	return n, err
}

// Findings returns the findings of a state, the gravest first; all that were ever
// told for "".
func (s *Store) Findings(ctx context.Context, state string) ([]Finding, error) {
	rows, err := s.read.QueryContext(ctx, findingColumns+`WHERE state = $1 OR $1 = '' AND opened > 0
		ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, opened DESC, fingerprint`, state)
	if err != nil {
		return nil, s.explain(err)
	}
	list, err := scanFindings(rows)
	return list, s.explain(err)
}

// FindingsOf returns all findings of a tunnel that were ever told, the open first.
func (s *Store) FindingsOf(ctx context.Context, tunnel string) ([]Finding, error) {
	rows, err := s.read.QueryContext(ctx, findingColumns+"WHERE tunnel = $1 AND opened > 0 ORDER BY state DESC, opened DESC, fingerprint", tunnel)
	if err != nil {
		return nil, s.explain(err)
	}
	list, err := scanFindings(rows)
	return list, s.explain(err)
}

// Finding returns one finding; it is nil when there is none.
func (s *Store) Finding(ctx context.Context, fingerprint string) (*Finding, error) {
	rows, err := s.read.QueryContext(ctx, findingColumns+"WHERE fingerprint = $1", fingerprint)
	if err != nil {
		return nil, s.explain(err)
	}
	list, err := scanFindings(rows)
	if err != nil || len(list) == 0 {
		return nil, s.explain(err)
	}
	return &list[0], nil
}

// ChangesOf returns what happened to a tunnel's findings, or to all for "", the
// latest first.
func (s *Store) ChangesOf(ctx context.Context, tunnel string, most int) ([]Change, error) {
	var c condition
	c.equal("tunnel", tunnel)
	rows, err := s.read.QueryContext(ctx, "SELECT id, at, run, fingerprint, tunnel, rule, what, who, detail, quiet FROM changes"+c.text()+
		fmt.Sprintf(" ORDER BY id DESC LIMIT $%d", len(c.args)+1), append(c.args, most)...)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		var when int64
		if err := rows.Scan(&c.ID, &when, &c.Run, &c.Fingerprint, &c.Tunnel, &c.Rule, &c.What, &c.Who, &c.Detail, &c.Quiet); err != nil {
			return nil, err
		}
		c.At = at(when)
		out = append(out, c)
	}
	return out, s.explain(rows.Err())
}

// Take notes that somebody has taken a finding, or mutes it until a time. An
// empty until takes a mute away.
func (s *Store) Take(ctx context.Context, fingerprint, what, who, note string, until, now time.Time) error {
	return s.Change(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, findingColumns+"WHERE fingerprint = $1", fingerprint)
		if err != nil {
			return err
		}
		list, err := scanFindings(rows)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fmt.Errorf("there is no finding %s; see ipsec-diag history findings", fingerprint)
		}
		f, detail := list[0], note
		switch what {
		case WhatAcknowledged:
			f.AckedAt, f.AckedBy, f.Note = now, who, note
		case WhatMuted:
			f.MutedUntil, f.Note = until, note
			detail = strings.TrimSpace("until " + until.UTC().Format(time.RFC3339) + " " + note)
		case WhatUnmuted:
			f.MutedUntil = time.Time{}
		default:
			return fmt.Errorf("a finding can be %s, %s or %s, not %q", WhatAcknowledged, WhatMuted, WhatUnmuted, what)
		}
		if err := saveFinding(ctx, tx, &f); err != nil {
			return err
		}
		return saveChange(ctx, tx, &Change{At: now, Fingerprint: f.Fingerprint, Tunnel: f.Tunnel, Rule: f.Rule, What: what, Who: who, Detail: detail, Quiet: "done by hand"})
	})
}
