package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	runreport "ipsec-diag/cmd/internal/report"
)

// readFrom reads tunnels for a command that takes a device or saved output: it
// logs in to --peer, or loads the folder, file or paste.
func (s *settings) readFrom(c *cobra.Command, command, peer string, args []string) (*runreport.Run, error) {
	switch {
	case peer != "" && len(args) > 0:
		return nil, usageError("say either --peer DEVICE or a folder or file, not both")
	case peer != "":
		return s.readDevice(c, peer)
	case len(args) == 1:
		return s.readSaved(c, args[0])
	}
	return nil, usageError("say what to read: --peer DEVICE, or DIR, FILE or - for saved output.\nSee 'ipsec-diag %s --help'.", command)
}

func (s *settings) readDevice(c *cobra.Command, peer string) (*runreport.Run, error) {
	agent, err := s.agent(c)
	if err != nil {
		return nil, err
	}
	dev, err := s.subject(agent.Inventory, peer, "")
	if err != nil {
		return nil, err
	}
	if err := needsUser(agent, dev); err != nil {
		return nil, err
	}
	agent.Sample = 0 // what is judged does not move
	s.progress = newProgress(c.ErrOrStderr(), s.quiet())
	agent.Progress = s.progress.step
	run := agent.Diagnose(c.Context(), dev)
	s.progress.done()
	return run, nil
}

func (s *settings) readSaved(c *cobra.Command, path string) (*runreport.Run, error) {
	agent, err := s.offline(c)
	if err != nil {
		return nil, err
	}
	loaded, err := agent.Load(path, c.InOrStdin())
	if err != nil {
		return nil, usageError("%v", err)
	}
	for _, text := range loaded.Skipped {
		say(c.ErrOrStderr(), text)
	}
	if len(loaded.Readings) == 0 {
		return nil, &exitError{code: ExitUnknown, text: fmt.Sprintf("%s: no output of a known command was found.\nThe platforms are %s; ipsec-diag plan --platform NAME shows their commands.", sourceName(path), platformList())}
	}
	return agent.Analyze(loaded, time.Time{}), nil
}

// sayUnreadDevices names the devices that were not read, or not wholly.
func sayUnreadDevices(w io.Writer, run *runreport.Run) {
	for i := range run.Devices {
		if f := run.Devices[i].Failure; f != nil {
			fmt.Fprintf(w, "ipsec-diag: %s was not read in full: %s\n", run.Devices[i].Name, f.Error())
		}
	}
}
