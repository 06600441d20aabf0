package collector

import (
	"bytes"
	"sync"
)

// A sink keeps the first bytes written to it.
type sink struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	over  bool
	limit int
	beat  func()
}

// Write never fails: what is over the limit is dropped and noted.
func (k *sink) Write(p []byte) (int, error) {
	k.beat()
	k.mu.Lock()
	defer k.mu.Unlock()
	room := k.limit - k.buf.Len()
	if len(p) > room {
		k.over = true
	}
	k.buf.Write(p[:min(len(p), room)])
	return len(p), nil
}

// String returns what was kept.
func (k *sink) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.buf.String()
}

func (k *sink) cut() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.over
}
