package cli

import (
	"os"
	"path/filepath"

	"github.com/sirupsen/logrus"

	"ipsec-diag/collector"
)

// stateDir is where what earlier runs found out is kept: ipsec-diag in the
// user's state directory (XDG Base Directory Specification).
func stateDir() (string, error) {
	dir := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "ipsec-diag"), nil
}

// remembered opens what earlier runs found out about platforms. Without it
// every run asks again, and nothing else is lost.
func remembered(log *logrus.Logger) *collector.Memory {
	dir, err := stateDir()
	if err != nil {
		log.WithError(err).Debug("platforms are not remembered")
		return nil
	}
	memory, err := collector.OpenMemory(filepath.Join(dir, "platforms.jsonl"))
	if err != nil {
		log.WithError(err).Debug("platforms are not remembered")
		return nil
	}
	return memory
}
