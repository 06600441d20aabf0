package collector

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync"
)

// A Memory remembers which platform a device is, from one run to the next. It
// holds addresses, fingerprints of host keys and platform names, never a
// secret. A device with another host key is another device.
type Memory struct {
	path string

	mu    sync.Mutex
	known map[string]string // address and host key: platform
}

// remembered is one line of the file. Later lines replace earlier ones; an
// empty platform forgets.
type remembered struct {
	Address  string `json:"address"`
	HostKey  string `json:"host_key"`
	Platform string `json:"platform,omitempty"`
}

func (r remembered) key() string { return r.Address + " " + r.HostKey }

// OpenMemory reads a file of earlier runs; it need not exist. Lines that
// cannot be read are left out: what they said is asked again.
func OpenMemory(path string) (*Memory, error) {
	m := &Memory{path: path, known: map[string]string{}}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var r remembered
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.Address != "" {
			m.known[r.key()] = r.Platform
		}
	}
	return m, nil
}

// recall returns the platform of a device, empty if it is not known.
func (m *Memory) recall(c *connection) string {
	if m == nil {
		return ""
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[remembered{Address: c.address, HostKey: c.hostKey}.key()]
}

// remember notes a platform, or with an empty one forgets the device. Each
// line is appended in one write, so that runs at the same time do not mix. A
// file that cannot be written costs a question in the next run and no more.
func (m *Memory) remember(c *connection, platform string) {
	if m == nil || c.hostKey == "" {
		return
	}
	r := remembered{Address: c.address, HostKey: c.hostKey, Platform: platform}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known[r.key()] == platform {
		return
	}
	m.known[r.key()] = platform
	line, err := json.Marshal(r)
	if err != nil || os.MkdirAll(filepath.Dir(m.path), 0o700) != nil {
		return
	}
	if f, err := os.OpenFile(m.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		_, _ = f.Write(append(line, '\n'))
		_ = f.Close()
	}
}
