package history

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Delivery is a message to people on its way over one channel.
type Delivery struct {
	ID int64
	// At is when it was due, Tried when it was last tried.
	At, Tried time.Time
	Channel   string
	// Key is the same at every try, so that a receiver can tell a second one.
	Key      string
	State    string
	Attempts int
	// Error is what the last try came to, without secrets.
	Error string
	Body  string
}

// The states of a delivery: waiting to be tried, failed and to be tried again,
// sent, or dead: given up.
const (
	DeliveryWaiting = "waiting"
	DeliveryFailed  = "failed"
	DeliverySent    = "sent"
	DeliveryDead    = "dead"
)

// AddDelivery stores a message that waits, and returns its number.
func AddDelivery(ctx context.Context, tx *sql.Tx, d *Delivery) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `INSERT INTO deliveries (at, channel, key, state, attempts, tried, error, body)
		VALUES ($1, $2, $3, $4, 0, 0, '', $5) RETURNING id`, ms(d.At), d.Channel, d.Key, DeliveryWaiting, d.Body).Scan(&id)
	return id, err
}

// TriedDelivery notes what a try came to.
func TriedDelivery(ctx context.Context, tx *sql.Tx, id int64, state, trouble string, now time.Time) error {
	_, err := tx.ExecContext(ctx, "UPDATE deliveries SET state = $1, error = $2, tried = $3, attempts = attempts + 1 WHERE id = $4 AND state <> 'sent'", state, trouble, ms(now), id)
	return err
}

// Delivery returns one delivery.
func (s *Store) Delivery(ctx context.Context, id int64) (*Delivery, error) {
	list, err := s.deliveries(ctx, "WHERE id = $1", id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("there is no delivery %d", id)
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// Deliveries returns the latest deliveries of a state, or of all for "", the
// newest first.
func (s *Store) Deliveries(ctx context.Context, state string, most int) ([]Delivery, error) {
	return s.deliveries(ctx, "WHERE state = $1 OR $1 = '' ORDER BY id DESC LIMIT $2", state, most)
}

// UnsentBefore reports whether an earlier message of the channel, not older than a
// time, is still to be sent: messages keep their order.
func (s *Store) UnsentBefore(ctx context.Context, d *Delivery, since time.Time) (bool, error) {
	var n int
	err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM deliveries WHERE channel = $1 AND id < $2 AND state IN ('waiting', 'failed') AND at >= $3",
		d.Channel, d.ID, ms(since)).Scan(&n)
	return n > 0, s.explain(err)
}

func (s *Store) deliveries(ctx context.Context, where string, args ...any) ([]Delivery, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT id, at, channel, key, state, attempts, tried, error, body FROM deliveries "+where, args...)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Delivery
	for rows.Next() {
		var d Delivery
		var when, tried int64
		if err := rows.Scan(&d.ID, &when, &d.Channel, &d.Key, &d.State, &d.Attempts, &tried, &d.Error, &d.Body); err != nil {
			return nil, err
		}
		d.At, d.Tried = at(when), at(tried)
		out = append(out, d)
	}
	return out, s.explain(rows.Err())
}
