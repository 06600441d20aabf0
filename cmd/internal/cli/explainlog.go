package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/explain"
	runreport "ipsec-diag/cmd/internal/report"
)

// explainLog lists the messages of a log, each once, with how often it stands
// there.
func (s *settings) explainLog(c *cobra.Command, l *explain.Library, lines []string) error {
	found, rest := l.Log(lines, s.platform)
	if len(found) == 0 {
		return usageError("none of the %d lines holds a message that is explained here", len(lines))
	}
	out := c.OutOrStdout()
	if s.cfg.Output == "json" {
		return printJSON(out, found)
	}
	width := s.view(out).Width
	for _, m := range found {
		head := fmt.Sprintf("%5d  ", m.Count)
		if s.cfg.Output == "markdown" {
			fmt.Fprintf(out, "- %d: %s\n", m.Count, explain.Line(m.Item))
		} else if _, err := io.WriteString(out, runreport.WrapTo(width, head, strings.Repeat(" ", len(head)+2), explain.Line(m.Item))); err != nil {
			return err
		}
	}
	if rest > 0 {
		fmt.Fprintf(c.ErrOrStderr(), "ipsec-diag: %d of %d lines hold none of the messages that are explained here\n", rest, len(lines))
	}
	return nil
}
