package collector

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"sync"
)

const (
	// mostRejected is the number of distinct secrets after whose rejection a
	// run logs in to no further device with a secret.
	mostRejected = 2
	// mostInARow is how often in a row devices may reject a secret that others
	// accepted: one refusal is that device's own affair, several mean that the
	// account was locked or the secret changed.
	mostInARow = 5
	// mostUnclear is how many devices may hang up without a word on a secret
	// that no device has accepted: some do so on a wrong one.
	mostUnclear = 2
	// mostSilent is how many may not answer to one at all: an AAA server that is
	// down makes each wait for its whole deadline, one after the other.
	mostSilent = 3
)

// Rejections remembers for one run what devices said of secrets, so that a
// wrong one is tried once and not on the next hundred devices, which locks
// accounts. A secret nobody has accepted yet is tried on one device at a time;
// the others wait for the answer. It holds keyed hashes, never a secret. A nil
// *Rejections remembers nothing.
type Rejections struct {
	key []byte

	mu      sync.Mutex
	secrets map[string]*record
	refused []*record
}

// A record is what is known of one user's secret.
type record struct {
	user     string
	accepted bool
	inARow   int
	unclear  int
	silent   int
	by       string        // the device whose rejection ended its use
	how      string        // what that device did, if it did not reject it
	trying   chan struct{} // not nil while one device tries it; closed after that
}

// NewRejections returns a memory for one run.
func NewRejections() *Rejections {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return &Rejections{key: key, secrets: map[string]*record{}}
}

// A verdict is what a device said of a secret.
type verdict int

const (
	noVerdict verdict = iota
	accepted
	rejected
	unclear // the device hung up on it without a word
	silent  // the device did not answer within the deadline
)

// turn waits until a secret may be tried on a device, and returns what takes
// the device's verdict. The error says why it may not be tried at all.
func (r *Rejections) turn(ctx context.Context, device, user, secret string) (func(verdict), *Error) {
	if r == nil {
		return func(verdict) {}, nil
	}
	for {
		s, trying, failed := r.claim(device, user, secret)
		if failed != nil {
			return nil, failed
		}
		if trying == nil {
			return func(v verdict) { r.note(s, device, v) }, nil
		}
		select {
		case <-trying:
		case <-ctx.Done():
			return nil, failure(ClassCanceled, device, "while waiting to log in", ctx.Err())
		}
	}
}

// claim returns the secret's record if the caller may try it now, otherwise
// what to wait for or why it is not tried any more.
func (r *Rejections) claim(device, user, secret string) (*record, chan struct{}, *Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.find(user, secret)
	if failed := r.barred(device, s); failed != nil {
		return nil, nil, failed
	}
	if s.trying != nil {
		return s, s.trying, nil
	}
	if !s.accepted {
		s.trying = make(chan struct{})
	}
	return s, nil, nil
}

// check reports without waiting whether a secret is not to be tried.
func (r *Rejections) check(device, user, secret string) *Error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.barred(device, r.find(user, secret))
}

func (r *Rejections) find(user, secret string) *record {
	mac := hmac.New(sha256.New, r.key)
	_, _ = fmt.Fprintf(mac, "%q %q", user, secret)
	id := string(mac.Sum(nil))
	if r.secrets[id] == nil {
		r.secrets[id] = &record{user: user}
	}
	return r.secrets[id]
}

// barred is why a secret is not tried. One that devices accept goes on when
// others are found wrong.
func (r *Rejections) barred(device string, s *record) *Error {
	switch {
	case s.how != "":
		e := failure(ClassNotTried, device, fmt.Sprintf("%s, %s being the last, after this secret of user %s was sent, so it is not tried on other devices", s.how, s.by, s.user), nil)
		e.Advice = "Look at the AAA server and log in to that device by hand; --keep-going-on-auth-failure tries the secret on every device, which may lock the account"
		return e
	case s.by != "":
		return failure(ClassNotTried, device, fmt.Sprintf("%s rejected this secret of user %s, so it is not tried on other devices", s.by, s.user), nil)
	case len(r.refused) >= mostRejected && !s.accepted:
		return failure(ClassNotTried, device, fmt.Sprintf("stopped after %d secrets were rejected: user %s on %s, user %s on %s",
			mostRejected, r.refused[0].user, r.refused[0].by, r.refused[1].user, r.refused[1].by), nil)
	}
	return nil
}

// note keeps a device's verdict and lets the next one try.
func (r *Rejections) note(s *record, device string, v verdict) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch v {
	case accepted:
		s.accepted, s.inARow = true, 0
	case rejected:
		s.inARow++
		if s.by == "" && (!s.accepted || s.inARow >= mostInARow) {
			s.by = device
			r.refused = append(r.refused, s)
		}
	case unclear:
		s.unclear++
		s.doubt(device, s.unclear >= mostUnclear, fmt.Sprintf("%d devices closed the connection", s.unclear))
	case silent:
		s.silent++
		s.doubt(device, s.silent >= mostSilent, fmt.Sprintf("%d devices did not answer", s.silent))
	}
	if s.trying != nil {
		close(s.trying)
		s.trying = nil
	}
}

// doubt ends the use of a secret that no device has accepted when enough of
// them have said nothing.
func (s *record) doubt(device string, enough bool, how string) {
	if enough && s.by == "" && !s.accepted {
		s.by, s.how = device, how
	}
}
