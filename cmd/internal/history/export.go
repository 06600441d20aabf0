package history

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Export is one kind of rows that can be taken out of the history.
type Export struct {
	// Name is what a person asks for; Says what a row is.
	Name, Says string
	// columns are those of the output; times are RFC 3339 in UTC.
	columns []string
	query   string
}

// Exports are what can be taken out. $1 and $2 are the times from and to.
func Exports() []Export {
	return []Export{
		{"points", "a tunnel's numbers in one run", []string{"at", "run", "tunnel", "health", "rule", "ike_sas", "child_sas", "ike_age_s", "bytes_in", "bytes_out", "packets_in", "packets_out", "bytes_per_s_in", "bytes_per_s_out", "errors", "rekeys"},
			`SELECT p.at, p.run, t.name, p.health, p.rule, p.ike_sas, p.child_sas, p.ike_age, p.bytes_in, p.bytes_out, p.packets_in, p.packets_out, p.rate_in, p.rate_out, p.errors, p.rekeys
			FROM points p JOIN tunnels t ON t.id = p.tunnel WHERE p.at >= $1 AND p.at < $2 ORDER BY p.at, t.name`},
		{"runs", "a judgement in numbers", []string{"at", "run", "schedule", "subject", "asked_by", "devices", "unread", "tunnels", "up", "degraded", "down", "idle", "standby", "unknown", "exit_code"},
			`SELECT finished, id, schedule, subject, asked_by, devices, unread, tunnels, up, degraded, down, idle, standby, unknown, exit_code FROM runs WHERE finished >= $1 AND finished < $2 ORDER BY id`},
		{"findings", "a finding with when it opened and closed", []string{"last_seen_at", "fingerprint", "tunnel", "rule", "title", "detail", "severity", "confidence", "owner", "state", "opened_at", "closed_at", "reopened", "acknowledged_by", "note"},
			`SELECT last_seen, fingerprint, tunnel, rule, title, detail, severity, confidence, owner, state, opened, closed, reopened, acked_by, note FROM findings WHERE opened > 0 AND last_seen >= $1 AND opened < $2 ORDER BY opened, fingerprint`},
		{"changes", "something that happened to a finding", []string{"at", "run", "fingerprint", "tunnel", "rule", "what", "who", "detail", "quiet_because"},
			`SELECT at, run, fingerprint, tunnel, rule, what, who, detail, quiet FROM changes WHERE at >= $1 AND at < $2 ORDER BY id`},
		{"captures", "a login to a device: when, how long, what went wrong", []string{"at", "capture", "device", "seconds", "failure", "says", "worker", "bytes"},
			`SELECT finished, id, device, (finished - started) / 1000.0, failure, failure_text, worker, size FROM captures WHERE finished >= $1 AND finished < $2 ORDER BY id`},
		{"audit", "who asked for what", []string{"at", "who", "action", "detail"}, `SELECT at, who, action, detail FROM audit WHERE at >= $1 AND at < $2 ORDER BY id`},
	}
}

// ExportNamed returns the kind of rows of a name, or nil.
func ExportNamed(name string) *Export {
	all := Exports()
	if i := slices.IndexFunc(all, func(e Export) bool { return e.Name == name }); i >= 0 {
		return &all[i]
	}
	return nil
}

// ExportCSV writes rows as CSV with a line of names; what is unknown is empty.
func (s *Store) ExportCSV(ctx context.Context, w io.Writer, e *Export, from, to time.Time) error {
	out := csv.NewWriter(w)
	if err := out.Write(e.columns); err != nil {
		return err
	}
	err := s.each(ctx, e, from, to, func(values []any) error {
		row := make([]string, len(values))
		for i, v := range values {
			if v != nil {
				row[i] = asCell(v)
			}
		}
		return out.Write(row)
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// asCell prints a value for a table. A text that a spreadsheet would take for a
// formula gets an apostrophe before it.
func asCell(v any) string {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "=") || strings.HasPrefix(v, "+") || strings.HasPrefix(v, "-") || strings.HasPrefix(v, "@") {
			return "'" + v
		}
		return v
	case time.Time:
		return v.Format(time.RFC3339Nano)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// ExportLines writes rows as JSON, one line each; what is unknown is null.
func (s *Store) ExportLines(ctx context.Context, w io.Writer, e *Export, from, to time.Time) error {
	return s.each(ctx, e, from, to, func(values []any) error {
		var b strings.Builder
		for i, v := range values {
			text, err := json.Marshal(v)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%s%q:%s", map[bool]string{true: "{", false: ","}[i == 0], e.columns[i], text)
		}
		_, err := io.WriteString(w, b.String()+"}\n")
		return err
	})
}

// each reads the rows of a kind one by one.
func (s *Store) each(ctx context.Context, e *Export, from, to time.Time, do func([]any) error) error {
	rows, err := s.read.QueryContext(ctx, e.query, ms(from), ms(to))
	if err != nil {
		return s.explain(err)
	}
	defer rows.Close()
	values, places := make([]any, len(e.columns)), make([]any, len(e.columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return s.explain(err)
		}
		for i, name := range e.columns {
			values[i] = exported(name, values[i])
		}
		if err := do(values); err != nil {
			return err
		}
	}
	return s.explain(rows.Err())
}

// exported is a value as it goes out: a time in its own form, no time as
// unknown, and a number of PostgreSQL that comes as text as a number.
func exported(column string, v any) any {
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	if column == "at" || strings.HasSuffix(column, "_at") {
		if n, ok := v.(int64); ok && n > 0 {
			return at(n)
		}
		return nil
	}
	if text, ok := v.(string); ok && column == "seconds" {
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	}
	return v
}
