package cli

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
)

// logger is the log of a command.
func (s *settings) logger(w io.Writer) (*logrus.Logger, error) {
	log := logrus.New()
	log.SetOutput(w)
	level, err := logrus.ParseLevel(s.cfg.LogLevel)
	if err != nil {
		return nil, usageError("--log-level %q: want error, warn, info or debug", s.cfg.LogLevel)
	}
	log.SetLevel(level)
	if s.cfg.LogFormat == config.LogJSON {
		log.SetFormatter(&logrus.JSONFormatter{})
	}
	return log, nil
}

// sayInLog turns what a service says to people into lines of its log, where the
// log is for programs: each line of standard error is then one object.
func (s *settings) sayInLog(c *cobra.Command, log *logrus.Logger) {
	if s.cfg.LogFormat == config.LogJSON {
		c.SetErr(saidLog{log})
	}
}

// A saidLog logs each line that is written to it.
type saidLog struct{ log *logrus.Logger }

// Write logs the lines.
func (l saidLog) Write(p []byte) (int, error) {
	for line := range bytes.Lines(p) {
		if text := strings.TrimSpace(string(line)); text != "" {
			l.log.Info(text)
		}
	}
	return len(p), nil
}

// failed logs why a service ends and keeps the exit code, where the log is for
// programs; else the error is told as that of any command.
func (s *settings) failed(log *logrus.Logger, err error) error {
	if err == nil || s.cfg.LogFormat != config.LogJSON {
		return err
	}
	code := ExitUsage
	var exit *exitError
	if errors.As(err, &exit) {
		code = exit.code
	}
	log.Error(err.Error())
	return &exitError{code: code}
}
