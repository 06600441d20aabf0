package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"ipsec-diag/collector"
)

// appendix is what the verdicts rest on: devices, commands with how each ended,
// what was taken out, the raw outputs and their checksums.
func appendix(r *Run) []part {
	var commands, redacted [][]string
	var raw []block
	few := len(r.Devices) <= mostRaw
	for i := range r.Devices {
		d := &r.Devices[i]
		if d.Capture == nil {
			continue
		}
		for k := range d.Capture.Outputs {
			o := &d.Capture.Outputs[k]
			if few || o.Status != collector.Answered {
				commands = append(commands, commandRow(d, o))
			}
			if o.Redacted > 0 {
				redacted = append(redacted, []string{d.Name, o.Command, fmt.Sprint(o.Redacted)})
			}
			if few && o.Text != "" {
				raw = append(raw, block{Kind: folded, Text: rawTitle(d, o), Rows: strings.Split(strings.TrimRight(o.Text, "\n"), "\n")})
			}
		}
	}
	parts := add(nil, "Devices", block{Kind: tabled, Head: []string{"Device", "Address", "Platform", "Version", "Read"}, Table: deviceRows(r)})
	title := "Commands"
	if !few {
		title = "Commands that were not answered"
		raw = []block{{Kind: paragraphs, Rows: []string{fmt.Sprintf("Left out: %d devices were read. A report about one device or tunnel has its outputs.", len(r.Devices))}}}
	}
	parts = add(parts, title, block{Kind: tabled, Head: []string{"Device", "Command", "Result", "Took", "Lines read", "SHA-256 of the output"}, Table: commands, Wide: true})
	parts = add(parts, "Taken out as secret", block{Kind: tabled, Head: []string{"Device", "Command", "Secrets"}, Table: redacted},
		block{Kind: paragraphs, Rows: []string{secretsNote(redacted)}})
	parts = add(parts, "Raw output", raw...)
	return add(parts, "This report", block{Kind: tabled, Table: aboutRows(r)})
}

func secretsNote(redacted [][]string) string {
	if len(redacted) == 0 {
		return "No secret was found in the outputs."
	}
	return "Each stands as <redacted> in the outputs. The checksums are those of the outputs as they stand here."
}

func commandRow(d *Device, o *collector.Output) []string {
	result := string(o.Status)
	if o.Reason != "" {
		result += ": " + o.Reason
	}
	took, read, sum := "", "", ""
	if o.Took > 0 {
		took = fmt.Sprintf("%d ms", o.Took.Milliseconds())
	}
	if src := d.Snap.Source(o.Command); src != nil {
		read = fmt.Sprintf("%d of %d", src.Read, src.Read+src.Unread)
	}
	if o.Text != "" {
		sum = checksum(o.Text)
	} else if o.Status == collector.Answered {
		result = "answered, nothing printed"
	}
	return []string{d.Name, o.Command + sample(o), result, took, read, sum}
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func sample(o *collector.Output) string {
	if o.Pass == 0 {
		return ""
	}
	return fmt.Sprintf(" (sample %d)", o.Pass+1)
}

func rawTitle(d *Device, o *collector.Output) string {
	out := d.Name + ": " + o.Command + sample(o)
	if o.Status != collector.Answered {
		out += " (" + string(o.Status) + ")"
	}
	return out
}

func deviceRows(r *Run) (rows [][]string) {
	for i := range r.Devices {
		d := &r.Devices[i]
		version, read := "", "in full"
		if d.Snap != nil {
			version = d.Snap.Version.Or("")
		}
		if d.Failure != nil {
			read = "not in full: " + failureText(d.Failure.Error(), d.Name)
		}
		rows = append(rows, []string{d.Name, d.Address, d.Platform, version, read})
	}
	return rows
}

func aboutRows(r *Run) [][]string {
	rows := [][]string{{"Written by", strings.TrimSpace("ipsec-diag " + r.Version)}}
	for _, t := range []struct {
		what string
		at   time.Time
	}{{"Started", r.Started}, {"Finished", r.Finished}} {
		if !t.at.IsZero() {
			rows = append(rows, []string{t.what, t.at.UTC().Format("2006-01-02 15:04:05 UTC")})
		}
	}
	return append(rows, []string{"Exit code", fmt.Sprint(r.ExitCode())})
}
