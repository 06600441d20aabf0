package cli

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/txtar"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/collector/pseudonym"
	"ipsec-diag/collector/redact"
	"ipsec-diag/parsers/ipsec"
)

// gapNote heads the file, for the one who reads it before sending it.
const gapNote = `Outputs that ipsec-diag did not read in full. Secrets are removed. Addresses and
names are replaced by others (private addresses stay private). Read it before you
send it.
`

// reportGapCommand makes a fixture of what was not read.
func reportGapCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "report-gap FILE|-",
		Short: "Make a file for a bug report of an output not read in full",
		Long: "Writes the outputs with unread lines, without secrets and with addresses and\n" +
			"names replaced, ready to attach to a bug report. Which lines were not read\n" +
			"stands beside them.",
		Example: "  ipsec-diag report-gap sa.txt > gap.txtar",
		Args:    exactlyOne("FILE or -"),
		RunE: func(c *cobra.Command, args []string) error {
			return s.reportGap(c, args[0])
		},
	}
}

func (s *settings) reportGap(c *cobra.Command, path string) error {
	agent, err := s.offline(c)
	if err != nil {
		return err
	}
	data, err := readInput(path, c.InOrStdin())
	if err != nil {
		return usageError("cannot read %s: %v", sourceName(path), plainReason(err))
	}
	data, problem := pipeline.TextOf(data)
	if problem != "" {
		return usageError("%s: %s", sourceName(path), problem)
	}
	loaded, err := agent.Load(path, bytes.NewReader(data))
	if err != nil {
		return usageError("%v", err)
	}
	archive := gaps(loaded, string(data))
	if len(archive.Files) == 0 {
		fmt.Fprintf(c.OutOrStdout(), "%s: every line was read\n", sourceName(path))
		return nil
	}
	_, err = c.OutOrStdout().Write(txtar.Format(archive))
	return err
}

// gaps gathers the outputs with unread lines, or the whole text where nothing
// was recognised.
func gaps(loaded *pipeline.Loaded, text string) *txtar.Archive {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	names := pseudonym.New(key)
	archive := &txtar.Archive{Comment: []byte(gapNote)}
	add := func(name, text string) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(strings.TrimRight(text, "\n") + "\n")})
	}
	for _, r := range loaded.Readings {
		if r.Snap == nil {
			continue
		}
		for _, src := range r.Snap.Sources {
			if src.Unread > 0 {
				hidden := func(s string) string { return names.Text(pseudonym.Name(s, r.Snap.Device, "device")) }
				add(r.Platform.Name+"/"+hidden(src.Command), hidden(src.Text()))
				add(r.Platform.Name+"/"+hidden(src.Command)+"/unread", unreadLines(r.Snap, src.Command))
			}
		}
	}
	if len(loaded.Readings) == 0 || len(loaded.Skipped) > 0 {
		clean, _ := redact.Text(text)
		add("whole", names.Text(clean))
		add("whole/unread", names.Text(strings.Join(loaded.Skipped, "\n")))
	}
	return archive
}

// unreadLines lists the numbers of the unread lines of a command.
func unreadLines(snap *ipsec.Snapshot, command string) string {
	var b strings.Builder
	for _, u := range snap.Unread {
		if u.Ref.Command == command {
			fmt.Fprintf(&b, "line %d\n", u.Ref.First)
		}
	}
	return b.String()
}
