package cli

import (
	"bufio"
	"fmt"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine/change"
)

// record reads a device, waits until somebody has made the fault happen, reads
// it again, and tells what is wrong then and what changed.
func (s *settings) record(c *cobra.Command, peer, tunnel string) error {
	agent, err := s.agent(c)
	if err != nil {
		return err
	}
	before, err := s.asked(c, agent, peer, tunnel)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s is read. Make the fault happen now, then press Enter. ", before.Subject)
	if _, err := bufio.NewReader(c.InOrStdin()).ReadString('\n'); err != nil {
		return usageError("--record waits for Enter on standard input, which ended")
	}
	after, err := s.asked(c, agent, peer, tunnel)
	if err != nil {
		return err
	}
	s.timeline = true
	s.past(c, agent, after)
	if err := s.print(c, after); err != nil {
		return err
	}
	s.keep(agent, before)
	s.keep(agent, after)
	title := runreport.ChangesTitle(before.Finished.Local().Format("15:04:05"), after.Finished.Local().Format("15:04:05"))
	if err := s.printChanges(c, change.Between(before.Diagnoses, after.Diagnoses), title); err != nil {
		return err
	}
	return result(after.ExitCode())
}
