package pipeline

import (
	"os"
	"strings"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
)

// An indexRow is a line of _index.tsv beside saved outputs: the exit status
// and the exact command of a file.
type indexRow struct {
	exit    string
	command string
}

// indexName is the file beside saved outputs that names their commands.
const indexName = "_index.tsv"

// readIndex reads an index by file name; a missing one is empty.
func readIndex(path string) map[string]indexRow {
	out := map[string]indexRow{}
	data, err := os.ReadFile(path)
	if err != nil {
		return out
	}
	for _, line := range strings.Split(string(data), "\n") {
		if f := strings.Split(line, "\t"); len(f) == 3 {
			out[f[1]] = indexRow{exit: f[0], command: f[2]}
		}
	}
	return out
}

// indexed reads a file whose command and exit status are known.
func (l *loader) indexed(device, path string, row indexRow) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	out := collector.Output{Command: row.command, Status: collector.Answered}
	out.Keys = l.agent.Options.Digests.Keys(string(data))
	out.Text, out.Redacted = redact.Text(string(data))
	if row.exit != "0" {
		out.Status, out.ExitCode = collector.Failed, 1
		if said, err := os.ReadFile(path + ".stderr"); err == nil {
			out.Reason, _ = redact.Text(strings.TrimSpace(string(said)))
		}
	}
	if platform := l.claims(row.command, out.Text); platform != "" {
		l.add(device, platform, out)
	} else if l.platformHaving(row.command) != "" {
		l.unclaimed = append(l.unclaimed, unclaimed{device, path, out})
	}
	return nil
}

// platformHaving returns the first platform that has a command, or "": where
// nothing was printed, no other way tells.
func (l *loader) platformHaving(command string) string {
	for _, p := range l.agent.Platforms {
		if p.StepFor(command) != nil {
			return p.Name
		}
	}
	return ""
}
