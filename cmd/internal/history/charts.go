package history

import (
	"context"
	"time"
)

// A Bucket is what a tunnel's points of one span of time come to. What no point
// of the span knows is nil.
type Bucket struct {
	// Start is when the span begins.
	Start time.Time
	// Points is how many there are in it.
	Points int
	// Health is the worst of them.
	Health string
	// Rates are the means, in bytes a second: those measured between two samples,
	// else how far the byte counters grew since the point before. Counters that
	// began anew in between give a rate that is too low, or none.
	RateIn, RateOut *float64
	// PacketsIn and PacketsOut are the means of packets a second, as their counters
	// grew: many devices count nothing else.
	PacketsIn, PacketsOut *float64
	// IKEAge is the largest age in seconds, Errors the largest number.
	IKEAge, Errors *int64
	// ChildSAs is the least.
	ChildSAs *int64
}

// bucketStatement adds up in the database: 30 days are 2,880 points. A rate that
// nobody measured is the growth of the counter since the point before.
const bucketStatement = `SELECT (at - $2) / $4 AS bucket, count(*),
	min(CASE health WHEN 'down' THEN 0 WHEN 'degraded' THEN 1 WHEN 'unknown' THEN 2 WHEN 'standby' THEN 3 WHEN 'idle' THEN 4 ELSE 5 END),
	avg(CASE WHEN rate_in IS NOT NULL THEN rate_in WHEN bytes_in >= in_before AND at > before THEN (bytes_in - in_before) * 1000.0 / (at - before) END),
	avg(CASE WHEN rate_out IS NOT NULL THEN rate_out WHEN bytes_out >= out_before AND at > before THEN (bytes_out - out_before) * 1000.0 / (at - before) END),
	avg(CASE WHEN packets_in >= pin_before AND at > before THEN (packets_in - pin_before) * 1000.0 / (at - before) END),
	avg(CASE WHEN packets_out >= pout_before AND at > before THEN (packets_out - pout_before) * 1000.0 / (at - before) END),
	max(ike_age), max(errors), min(child_sas)
	FROM (SELECT at, health, rate_in, rate_out, bytes_in, bytes_out, packets_in, packets_out, ike_age, errors, child_sas, lag(at) OVER w AS before,
		lag(bytes_in) OVER w AS in_before, lag(bytes_out) OVER w AS out_before,
		lag(packets_in) OVER w AS pin_before, lag(packets_out) OVER w AS pout_before
		FROM points WHERE tunnel = $1 AND at >= $2 AND at < $3 WINDOW w AS (ORDER BY at, run)) AS p
	GROUP BY 1 ORDER BY 1`

// bucketHealth is the order of badness in the statement.
var bucketHealth = []string{"down", "degraded", "unknown", "standby", "idle", "up"}

// Buckets returns a tunnel's points from a time on, in spans of the given width,
// the oldest first. Spans without a point are left out.
func (s *Store) Buckets(ctx context.Context, tunnel int64, from, to time.Time, width time.Duration) ([]Bucket, error) {
	rows, err := s.read.QueryContext(ctx, bucketStatement, tunnel, ms(from), ms(to), max(1, width.Milliseconds()))
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []Bucket
	for rows.Next() {
		var b Bucket
		var n int64
		var health int
		if err := rows.Scan(&n, &b.Points, &health, &b.RateIn, &b.RateOut, &b.PacketsIn, &b.PacketsOut, &b.IKEAge, &b.Errors, &b.ChildSAs); err != nil {
			return nil, err
		}
		b.Start, b.Health = from.Add(time.Duration(n)*width), bucketHealth[health]
		out = append(out, b)
	}
	return out, s.explain(rows.Err())
}

// A HealthChange is when a tunnel's health was first seen to be another one.
type HealthChange struct {
	At     time.Time
	Run    int64
	Health string
	Rule   string
}

// HealthChanges returns when a tunnel's health or headline changed from a time
// on, the latest first. The first point that is known counts as a change.
func (s *Store) HealthChanges(ctx context.Context, tunnel int64, from time.Time, most int) ([]HealthChange, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT at, run, health, rule FROM (SELECT at, run, health, rule, lag(health) OVER w AS health_before,
		lag(rule) OVER w AS rule_before FROM points WHERE tunnel = $1 AND at >= $2 WINDOW w AS (ORDER BY at, run)) AS p
		WHERE health_before IS NULL OR health_before <> health OR rule_before <> rule ORDER BY at DESC LIMIT $3`, tunnel, ms(from), most)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []HealthChange
	for rows.Next() {
		var c HealthChange
		var when int64
		if err := rows.Scan(&when, &c.Run, &c.Health, &c.Rule); err != nil {
			return nil, err
		}
		c.At = at(when)
		out = append(out, c)
	}
	return out, s.explain(rows.Err())
}
