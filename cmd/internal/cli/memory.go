package cli

import (
	"os"
	"path/filepath"

	"github.com/sirupsen/logrus"

	"ipsec-diag/collector"
)

// remembered opens what earlier runs found out about platforms, in the user's
// state directory (XDG Base Directory Specification). Without it every run
// asks again, and nothing else is lost.
func remembered(log *logrus.Logger) *collector.Memory {
	dir := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			log.WithError(err).Debug("platforms are not remembered")
			return nil
		}
		dir = filepath.Join(home, ".local", "state")
	}
	memory, err := collector.OpenMemory(filepath.Join(dir, "ipsec-diag", "platforms.jsonl"))
	if err != nil {
		log.WithError(err).Debug("platforms are not remembered")
		return nil
	}
	return memory
}
