package history

import (
	"context"
	"database/sql"
	"slices"
	"time"
)

// Gone is the health of a tunnel that its devices do not have any more.
const Gone = "gone"

// unknown is the health of a tunnel of which the run could not tell.
const unknown = "unknown"

// known are the tunnels of the table by name, as far as a run must know them.
func known(ctx context.Context, tx *sql.Tx) (map[string]Tunnel, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, name, local, remote, site, health, since, last_judged FROM tunnels")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]Tunnel{}
	for rows.Next() {
		var t Tunnel
		var since, judged int64
		if err := rows.Scan(&t.ID, &t.Name, &t.Local, &t.Remote, &t.Site, &t.Health, &since, &judged); err != nil {
			return nil, err
		}
		t.Since, t.LastJudged = at(since), at(judged)
		out[t.Name] = t
	}
	return out, rows.Err()
}

// saveTunnels stores the tunnels of a run with their numbers. It returns those
// that are gone: see [Result.isGone].
func saveTunnels(ctx context.Context, tx *sql.Tx, run int64, res *Result) (gone []Tunnel, err error) {
	before, err := known(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range res.Tunnels {
		t := &res.Tunnels[i]
		old, had := before[t.Name]
		delete(before, t.Name)
		if err := saveTunnel(ctx, tx, t, old, had, res.Finished); err != nil {
			return nil, err
		}
		if err := savePoint(ctx, tx, t.ID, run, res.Finished, t); err != nil {
			return nil, err
		}
	}
	if res.Subject != "" {
		return nil, nil // the run looked at one device's tunnels only
	}
	for _, t := range before {
		if t.Health == Gone || !res.isGone(&t) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "UPDATE tunnels SET health = $1, since = $2, last_run = $2 WHERE id = $3", Gone, ms(res.Finished), t.ID); err != nil {
			return nil, err
		}
		gone = append(gone, t)
	}
	return gone, nil
}

// isGone reports that a tunnel which the run does not have is gone: its device was
// read and does not have it any more, or is not in the inventory any more.
func (r *Result) isGone(t *Tunnel) bool {
	if r.Inventory != nil && !slices.Contains(r.Inventory, t.Local) {
		return true
	}
	return slices.Contains(r.Read, t.Local) && !slices.Contains(r.Unread, t.Remote)
}

func saveTunnel(ctx context.Context, tx *sql.Tx, t *Tunnel, old Tunnel, had bool, now time.Time) error {
	document, err := pack(t.Document)
	if err != nil {
		return err
	}
	since, judged := now, now
	if had && old.Health == t.Health {
		since = old.Since
	}
	if t.Health == unknown {
		judged = old.LastJudged
	}
	return tx.QueryRowContext(ctx, `INSERT INTO tunnels (name, local, remote, site, first_seen, last_run, last_judged, health, since, rule, title,
		detail, severity, confidence, owner, exit_code, incident, document)
		VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (name) DO UPDATE SET local = excluded.local, remote = excluded.remote, site = excluded.site, last_run = excluded.last_run,
		last_judged = excluded.last_judged, health = excluded.health, since = excluded.since, rule = excluded.rule, title = excluded.title,
		detail = excluded.detail, severity = excluded.severity, confidence = excluded.confidence, owner = excluded.owner,
		exit_code = excluded.exit_code, incident = excluded.incident, document = excluded.document RETURNING id`,
		t.Name, t.Local, t.Remote, t.Site, ms(now), ms(judged), t.Health, ms(since), t.Rule, t.Title,
		t.Detail, t.Severity, t.Confidence, t.Owner, t.ExitCode, t.Incident, document).Scan(&t.ID)
}

func savePoint(ctx context.Context, tx *sql.Tx, tunnel, run int64, now time.Time, t *Tunnel) error {
	p := &t.Point
	_, err := tx.ExecContext(ctx, `INSERT INTO points (tunnel, at, run, health, rule, ike_sas, child_sas, ike_age, bytes_in, bytes_out,
		packets_in, packets_out, rate_in, rate_out, errors, rekeys)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		tunnel, ms(now), run, t.Health, t.Rule, p.IKESAs, p.ChildSAs, p.IKEAge, p.BytesIn, p.BytesOut, p.PacketsIn, p.PacketsOut, p.RateIn, p.RateOut, p.Errors, p.Rekeys)
	return err
}

// Tunnels returns all tunnels without their documents, by name.
func (s *Store) Tunnels(ctx context.Context) ([]Tunnel, error) {
	return s.tunnels(ctx, "", "ORDER BY name")
}

// Tunnel returns one tunnel with its document; it is nil when there is none of
// the name.
func (s *Store) Tunnel(ctx context.Context, name string) (*Tunnel, error) {
	list, err := s.tunnels(ctx, ", document", "WHERE name = $1", name)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func (s *Store) tunnels(ctx context.Context, also, where string, args ...any) ([]Tunnel, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, name, local, remote, site, first_seen, last_run, last_judged, health, since, rule, title,
		detail, severity, confidence, owner, exit_code, incident`+also+" FROM tunnels "+where, args...)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Tunnel
	for rows.Next() {
		var t Tunnel
		var first, last, judged, since int64
		var document []byte
		to := []any{&t.ID, &t.Name, &t.Local, &t.Remote, &t.Site, &first, &last, &judged, &t.Health, &since, &t.Rule, &t.Title,
			&t.Detail, &t.Severity, &t.Confidence, &t.Owner, &t.ExitCode, &t.Incident}
		if also != "" {
			to = append(to, &document)
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		t.FirstSeen, t.LastRun, t.LastJudged, t.Since = at(first), at(last), at(judged), at(since)
		if t.Document, err = unpack(document); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, s.explain(rows.Err())
}

// Points returns a tunnel's numbers in a time, the oldest first.
func (s *Store) Points(ctx context.Context, tunnel int64, from, to time.Time) ([]Point, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT at, run, health, rule, ike_sas, child_sas, ike_age, bytes_in, bytes_out, packets_in, packets_out,
		rate_in, rate_out, errors, rekeys FROM points WHERE tunnel = $1 AND at >= $2 AND at <= $3 ORDER BY at`, tunnel, ms(from), ms(to))
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Point
	for rows.Next() {
		var p Point
		var when int64
		err := rows.Scan(&when, &p.Run, &p.Health, &p.Rule, &p.IKESAs, &p.ChildSAs, &p.IKEAge, &p.BytesIn, &p.BytesOut, &p.PacketsIn, &p.PacketsOut,
			&p.RateIn, &p.RateOut, &p.Errors, &p.Rekeys)
		if err != nil {
			return nil, err
		}
		p.At = at(when)
		out = append(out, p)
	}
	return out, s.explain(rows.Err())
}
