package history

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestExport(t *testing.T) { both(t, testExport) }

func testExport(t *testing.T, open func(*testing.T) *Store) {
	b := &book{t: t, s: open(t)}
	odd := tunnel("down", "critical:auth/x")
	odd.Findings[0].Detail = "=HYPERLINK(1), \"quoted\"\nsecond line"
	n := int64(7)
	odd.Point.BytesIn = &n
	b.see(odd)
	keepCapture(t, b.s, 9, start.Add(time.Hour), "unreachable", "")
	if err := b.s.Note(t.Context(), "ann", "asked", "hq", start); err != nil {
		t.Fatal(err)
	}
	for _, e := range Exports() {
		var table, lines bytes.Buffer
		if err := b.s.ExportCSV(t.Context(), &table, &e, time.Time{}, start.Add(time.Hour*24)); err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		rows, err := csv.NewReader(&table).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Errorf("%s: %d lines, %v; want the names and one row", e.Name, len(rows), err)
			continue
		}
		if err := b.s.ExportLines(t.Context(), &lines, &e, time.Time{}, start.Add(time.Hour*24)); err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		var one map[string]any
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil || len(one) != len(rows[0]) {
			t.Errorf("%s: %q: %v", e.Name, lines.String(), err)
		}
		checkExported(t, e.Name, rows, one)
		lines.Reset()
		if err := b.s.ExportLines(t.Context(), &lines, &e, start.Add(1000*time.Hour), start.Add(2000*time.Hour)); err != nil || lines.Len() > 0 {
			t.Errorf("%s: rows outside of the time: %q, %v", e.Name, lines.String(), err)
		}
	}
}

func checkExported(t *testing.T, name string, rows [][]string, one map[string]any) {
	t.Helper()
	cell := func(column string) string {
		for i, c := range rows[0] {
			if c == column {
				return rows[1][i]
			}
		}
		return "no column " + column
	}
	switch name {
	case "points":
		if one["bytes_in"] != 7.0 || one["bytes_out"] != nil || cell("bytes_out") != "" {
			t.Errorf("unknown is not empty: %v, %v", one, rows[1])
		}
	case "findings":
		if !strings.HasPrefix(cell("detail"), "'=") || one["closed_at"] != nil {
			t.Errorf("got %v, %v", rows[1], one)
		}
	case "captures":
		if cell("failure") != "unreachable" || cell("at") != "2026-03-01T03:00:00Z" {
			t.Errorf("got %v", rows[1])
		}
	}
}
