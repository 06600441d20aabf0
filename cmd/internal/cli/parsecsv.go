package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ipsec-diag/parsers/facts"
	"ipsec-diag/parsers/ipsec"
)

// csvFirst are the columns that a reader looks for first; the others follow in
// alphabetical order. A column stands there if any row has it.
var csvFirst = []string{"device", "platform", "kind", "peer", "local", "remote", "state", "status", "version"}

// printCSV writes the facts of snapshots as rows for a spreadsheet. Several
// values in a cell are separated by blanks; an empty cell was not observed.
func printCSV(w io.Writer, snaps []*ipsec.Snapshot) error {
	var rows []map[string]any
	names := map[string]bool{}
	for _, snap := range snaps {
		for _, row := range facts.Lines(snap) {
			row["device"], row["platform"] = snap.Device, snap.Platform
			rows = append(rows, row)
			for name := range row {
				names[name] = true
			}
		}
	}
	columns := slices.DeleteFunc(slices.Clone(csvFirst), func(c string) bool { return !names[c] })
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !slices.Contains(csvFirst, name) {
			columns = append(columns, name)
		}
	}
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, row := range rows {
		if err := out.Write(cells(columns, row)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func cells(columns []string, row map[string]any) []string {
	out := make([]string, len(columns))
	for i, name := range columns {
		if value, ok := row[name]; ok {
			out[i] = cell(value)
		}
	}
	return out
}

// cell returns a value as text. What a spreadsheet would run as a formula gets
// a quote before it: names come from devices and their peers.
func cell(value any) string {
	text := strings.Trim(fmt.Sprint(value), "[]")
	if list, ok := value.([]string); ok {
		text = strings.Join(list, " ")
	}
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
