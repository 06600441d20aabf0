package history

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"
)

// A Device is one device as the history knows it.
type Device struct {
	Name, Address, Platform, Site, Zone, Version string
	// FirstSeen is when it was first tried, LastTried when last, LastRead when it
	// was last read in full.
	FirstSeen, LastTried, LastRead time.Time
	// Failure is the class of what went wrong the last time, empty for nothing.
	Failure, FailureText string
	Took                 time.Duration
}

// saveDevice keeps what the last login to a device came to. What an unread
// device cannot say stays as it was known.
func saveDevice(ctx context.Context, tx *sql.Tx, c *Capture) error {
	d, read := c.About, int64(0)
	if c.Failure == "" {
		read = ms(c.Finished)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO devices
		(name, address, platform, site, zone, version, first_seen, last_tried, last_read, failure, failure_text, took_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)
		ON CONFLICT (name) DO UPDATE SET address = excluded.address, site = excluded.site, zone = excluded.zone,
		platform = CASE WHEN excluded.platform = '' THEN devices.platform ELSE excluded.platform END,
		version = CASE WHEN excluded.version = '' THEN devices.version ELSE excluded.version END,
		last_tried = excluded.last_tried, last_read = CASE WHEN excluded.last_read = 0 THEN devices.last_read ELSE excluded.last_read END,
		failure = excluded.failure, failure_text = excluded.failure_text, took_ms = excluded.took_ms`,
		c.Device, d.Address, d.Platform, d.Site, d.Zone, d.Version, ms(c.Finished), read, c.Failure, c.FailureText, c.Finished.Sub(c.Started).Milliseconds())
	return err
}

// whyGone says why a tunnel is gone.
func (r *Result) whyGone(t *Tunnel) string {
	if r.Inventory != nil && !slices.Contains(r.Inventory, t.Local) {
		return "its device is not in the inventory any more"
	}
	return "its device does not have the tunnel any more"
}

// forgetDevices takes the devices off the list that are not in the inventory any
// more. Their captures and tunnels stay for as long as they are kept.
func forgetDevices(ctx context.Context, tx *sql.Tx, res *Result) error {
	if res.Inventory == nil {
		return nil
	}
	rows, err := tx.QueryContext(ctx, "SELECT name FROM devices")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var gone []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		if !slices.Contains(res.Inventory, name) {
			gone = append(gone, name)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, name := range gone {
		if _, err := tx.ExecContext(ctx, "DELETE FROM devices WHERE name = $1", name); err != nil {
			return err
		}
	}
	return nil
}

// Devices returns all devices by name.
func (s *Store) Devices(ctx context.Context) ([]Device, error) {
	return s.devices(ctx, "ORDER BY name")
}

// Device returns one device; it is nil when there is none of the name.
func (s *Store) Device(ctx context.Context, name string) (*Device, error) {
	list, err := s.devices(ctx, "WHERE name = $1", name)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func (s *Store) devices(ctx context.Context, where string, args ...any) ([]Device, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT name, address, platform, site, zone, version, first_seen, last_tried, last_read, failure,
		failure_text, took_ms FROM devices `+where, args...)
	if err != nil {
		return nil, s.explain(err)
	}
	defer rows.Close()
	var out []Device
	for rows.Next() {
		var d Device
		var first, tried, read, took int64
		err := rows.Scan(&d.Name, &d.Address, &d.Platform, &d.Site, &d.Zone, &d.Version, &first, &tried, &read, &d.Failure, &d.FailureText, &took)
		if err != nil {
			return nil, err
		}
		d.FirstSeen, d.LastTried, d.LastRead, d.Took = at(first), at(tried), at(read), time.Duration(took)*time.Millisecond
		out = append(out, d)
	}
	return out, s.explain(rows.Err())
}
