package history

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"time"
)

// A Sweep is a set of devices that are read for one judgement: each by a job of
// its own, and judged once all were read or the deadline has passed.
type Sweep struct {
	ID int64
	// Schedule names the schedule that began it; empty for one that was asked for.
	Schedule string
	// Subject is the device that was asked about, empty for many.
	Subject string
	// AskedBy is who asked, empty for a schedule.
	AskedBy           string
	Started, Deadline time.Time
	Finished          time.Time
	// Devices is how many are to be read, Read how many were, or failed.
	Devices, Read int
	// Run is the judgement, 0 while it is not made.
	Run int64
}

// StartSweep stores a sweep and the devices that it waits for.
func StartSweep(ctx context.Context, tx *sql.Tx, sw Sweep, devices []string) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `INSERT INTO sweeps (schedule, subject, asked_by, started, deadline, finished, devices, run)
		VALUES ($1, $2, $3, $4, $5, 0, $6, 0) RETURNING id`,
		sw.Schedule, sw.Subject, sw.AskedBy, ms(sw.Started), ms(sw.Deadline), len(devices)).Scan(&id)
	if err != nil {
		return 0, err
	}
	for _, name := range devices {
		if _, err := tx.ExecContext(ctx, "INSERT INTO sweep_members (sweep, device, capture) VALUES ($1, $2, 0)", id, name); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// A Capture is what one login to a device gave, as it is kept.
type Capture struct {
	ID int64
	// Job is the job that made it; it makes only one.
	Job               int64
	Device            string
	Started, Finished time.Time
	// Failure is the class of what went wrong, empty for nothing; FailureText says it.
	Failure, FailureText string
	// Worker is the process that read the device.
	Worker string
	// Text is a capture file, without secrets.
	Text []byte
	// About is what the run knows of the device.
	About Device
}

// SaveCapture stores a capture and hands it to the sweeps that wait for the
// device. It returns the sweeps that wait for nothing any more. A second capture
// of one job is [ErrDouble].
func SaveCapture(ctx context.Context, tx *sql.Tx, c *Capture) (complete []int64, err error) {
	c.clean()
	body, err := pack(c.Text)
	if err != nil {
		return nil, err
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO captures (job, device, started, finished, failure, failure_text, worker, size, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		c.Job, c.Device, ms(c.Started), ms(c.Finished), c.Failure, c.FailureText, c.Worker, len(c.Text), body).Scan(&c.ID)
	if isDouble(err) {
		return nil, ErrDouble
	}
	if err != nil {
		return nil, err
	}
	if err := saveDevice(ctx, tx, c); err != nil {
		return nil, err
	}
	waiting, err := ids(ctx, tx, `SELECT sweep FROM sweep_members WHERE device = $1 AND capture = 0`, c.Device)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE sweep_members SET capture = $1 WHERE device = $2 AND capture = 0", c.ID, c.Device); err != nil {
		return nil, err
	}
	for _, sweep := range waiting {
		done, err := tryComplete(ctx, tx, sweep, c.Finished)
		if err != nil {
			return nil, err
		}
		if done {
			complete = append(complete, sweep)
		}
	}
	return complete, nil
}

// tryComplete marks a sweep as read when it waits for no device. The row of the
// sweep is locked first, so that of two workers that finish its last two devices
// at once one sees the other's.
func tryComplete(ctx context.Context, tx *sql.Tx, sweep int64, now time.Time) (bool, error) {
	if _, err := tx.ExecContext(ctx, "UPDATE sweeps SET devices = devices WHERE id = $1", sweep); err != nil {
		return false, err
	}
	res, err := tx.ExecContext(ctx, `UPDATE sweeps SET finished = $1 WHERE id = $2 AND finished = 0
		AND NOT EXISTS (SELECT 1 FROM sweep_members WHERE sweep = $2 AND capture = 0)`, ms(now), sweep)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// ReadSweep returns a sweep and what was read for it; a device without a capture
// is in waiting. It reads with the given transaction's view when there is one.
func (s *Store) ReadSweep(ctx context.Context, id int64) (sw Sweep, captures []*Capture, waiting []string, err error) {
	list, err := s.sweeps(ctx, "WHERE id = $1", id)
	if err != nil {
		return sw, nil, nil, err
	}
	if len(list) == 0 {
		return sw, nil, nil, fmt.Errorf("there is no sweep %d", id)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT m.device, c.id, c.started, c.finished, c.failure, c.failure_text, c.worker, c.body
		FROM sweep_members m LEFT JOIN captures c ON c.id = m.capture WHERE m.sweep = $1 ORDER BY m.device`, id)
	if err != nil {
		return sw, nil, nil, s.explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanCapture(rows)
		if err != nil {
			return sw, nil, nil, err
		}
		if c.ID == 0 {
			waiting = append(waiting, c.Device)
			continue
		}
		captures = append(captures, c)
	}
	return list[0], captures, waiting, s.explain(rows.Err())
}

func scanCapture(rows *sql.Rows) (*Capture, error) {
	var c Capture
	var id, started, finished sql.NullInt64
	var failure, text, worker sql.NullString
	var body []byte
	if err := rows.Scan(&c.Device, &id, &started, &finished, &failure, &text, &worker, &body); err != nil {
		return nil, err
	}
	c.ID, c.Started, c.Finished, c.Failure, c.FailureText, c.Worker = id.Int64, at(started.Int64), at(finished.Int64), failure.String, text.String, worker.String
	if !id.Valid {
		return &c, nil
	}
	var err error
	c.Text, err = unpack(body)
	return &c, err
}

// Sweeps returns the latest sweeps, the newest first.
func (s *Store) Sweeps(ctx context.Context, most int) ([]Sweep, error) {
	return s.sweeps(ctx, "ORDER BY id DESC LIMIT $1", most)
}

func (s *Store) sweeps(ctx context.Context, where string, arg any) ([]Sweep, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, schedule, subject, asked_by, started, deadline, finished, devices, run,
		(SELECT count(*) FROM sweep_members m WHERE m.sweep = sweeps.id AND m.capture <> 0) FROM sweeps `+where, arg)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Sweep
	for rows.Next() {
		var sw Sweep
		var started, deadline, finished int64
		if err := rows.Scan(&sw.ID, &sw.Schedule, &sw.Subject, &sw.AskedBy, &started, &deadline, &finished, &sw.Devices, &sw.Run, &sw.Read); err != nil {
			return nil, err
		}
		sw.Started, sw.Deadline, sw.Finished = at(started), at(deadline), at(finished)
		out = append(out, sw)
	}
	return out, s.explain(rows.Err())
}

func ids(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// pack and unpack compress what is kept for long and read seldom.
func pack(text []byte) ([]byte, error) {
	var b bytes.Buffer
	// The fastest level: a third larger than the best, in a fifth of the time.
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

func unpack(body []byte) ([]byte, error) {
	if len(body) == 0 {
		return nil, nil // its time of keeping is over
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
