package collector

import (
	"time"

	"golang.org/x/crypto/ssh"
)

// probe finds out whether a jump host behind which a device did not answer in
// time is there itself: a path that went dead without a word would cost every
// further device its deadline. One probe runs at a time.
func (b *bastion) probe(client *ssh.Client) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.probing || b.failed != nil {
		return
	}
	b.probing = true
	b.working.Go(func() {
		if !answers(client, b.hop.Options.forDevice(b.hop.Device).ConnectTimeout) {
			b.lose(client)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.probing = false
	})
}

// answers asks for a reply as OpenSSH's ServerAliveInterval does. Any reply
// will do: most servers do not know the request.
func answers(client *ssh.Client, limit time.Duration) bool {
	replied := make(chan bool, 1)
	go func() { // ends at the latest when the client is closed
		_, _, err := client.SendRequest("keepalive@openssh.com", true, nil)
		replied <- err == nil
	}()
	select {
	case ok := <-replied:
		return ok
	case <-time.After(limit):
		return false
	}
}
