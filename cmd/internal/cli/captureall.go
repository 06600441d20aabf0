package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// named is a word for a device that was named by flag.
func named(peer string) []string {
	if peer == "" {
		return nil
	}
	return []string{peer}
}

// chosen returns the agent and the devices that the words choose.
func (s *settings) chosen(c *cobra.Command, which *chooser, args []string) (*pipeline.Agent, []inventory.Device, error) {
	agent, err := s.agent(c)
	if err != nil {
		return nil, nil, err
	}
	devices, err := s.many(c, agent, which, args)
	return agent, devices, err
}

// captureChosen writes the capture of the one device that the words choose.
func (s *settings) captureChosen(c *cobra.Command, which *chooser, args []string, file string) error {
	agent, devices, err := s.chosen(c, which, args)
	if err != nil {
		return err
	}
	if len(devices) > 1 {
		return usageError("these are %d devices, each with a capture of its own: write them into a folder with --dir DIR", len(devices))
	}
	return s.captureOne(c, agent, devices[0], file)
}

// captureAll writes a file for each chosen device into a folder.
func (s *settings) captureAll(c *cobra.Command, which *chooser, args []string, dir string) error {
	agent, devices, err := s.chosen(c, which, args)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return usageError("cannot write into %s: %v", dir, plainReason(err))
	}
	bar := &progressBar{}
	if !asks(devices) {
		bar = s.bar(c.ErrOrStderr(), len(devices))
	}
	w := &captureWriter{dir: dir}
	agent.CaptureAll(c.Context(), devices, s.cfg.Parallel, func(got *collector.Capture) {
		w.write(got)
		bar.increment()
	})
	bar.wait()
	for _, failed := range w.failed {
		fmt.Fprintf(c.ErrOrStderr(), "not read in full: %v\n", failed)
	}
	if w.err != nil {
		return usageError("cannot write every capture: %v", w.err)
	}
	fmt.Fprintf(c.ErrOrStderr(), "%d captures in %s, %d of them not read in full\n", len(devices), dir, len(w.failed))
	if len(w.failed) > 0 {
		return result(ExitUnknown)
	}
	return nil
}

// A captureWriter writes captures as they come, so that a run that is stopped
// leaves what it read.
type captureWriter struct {
	dir string

	mu     sync.Mutex
	failed []error
	err    error
}

func (w *captureWriter) write(got *collector.Capture) {
	err := os.WriteFile(filepath.Join(w.dir, captureName(got.Device)), got.Format(), 0o600)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = errors.Join(w.err, err)
	if got.Err != nil {
		w.failed = append(w.failed, got.Err)
	}
}

// captureName is the file of a device. A colon, as in an IPv6 address, is no
// letter of a file name everywhere.
func captureName(device string) string {
	return strings.ReplaceAll(device, ":", "_") + ".capture"
}
