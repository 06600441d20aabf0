package collector

import (
	"encoding/json"
	"io"
	"sync"
	"time"
)

// An auditLine is what is kept of one command line sent. It has no place for
// output text.
type auditLine struct {
	Time       string `json:"time"` // RFC 3339, UTC
	Device     string `json:"device"`
	Address    string `json:"address"`
	Command    string `json:"command"`
	Status     Status `json:"status"`
	Bytes      int    `json:"bytes"`
	Millis     int64  `json:"ms"`
	Redactions int    `json:"redactions"`
}

// audit writes the line of one output, with the command as it was sent. A log that cannot be written is
// reported in the debug log only: it must not cost the diagnosis.
func (s *Session) audit(o Output) {
	if s.opts.Audit == nil {
		return
	}
	line, err := json.Marshal(auditLine{
		Time: o.Started.UTC().Format(time.RFC3339Nano), Device: s.device.Name, Address: s.address,
		Command: s.line(o.Command), Status: o.Status, Bytes: len(o.Text),
		Millis: o.Took.Milliseconds(), Redactions: o.Redacted,
	})
	if err == nil {
		_, err = s.opts.Audit.Write(append(line, '\n'))
	}
	if err != nil {
		s.opts.Log.WithField("device", s.device.Name).WithError(err).Warn("audit line not written")
	}
}

// Serialise returns a writer that many sessions may use at once: each write
// reaches w whole.
func Serialise(w io.Writer) io.Writer { return &serialWriter{w: w} }

type serialWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *serialWriter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(p)
}
