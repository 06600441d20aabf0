package web

import (
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"
)

// sessions are the logins of browsers. They live as long as the process; only
// digests of the cookies are kept.
type sessions struct {
	mu   sync.Mutex
	open map[[sha256.Size]byte]session
}

type session struct {
	user user
	ends time.Time
}

const (
	// sessionLife is one shift.
	sessionLife = 12 * time.Hour
	// mostSessions bounds the memory; the one that ends first makes room.
	mostSessions = 1000
)

// cookieName is that of the session. The prefix has browsers refuse one that
// another host or an unprotected page has set.
func cookieName(secure bool) string {
	if secure {
		return "__Host-ipsec-diag"
	}
	return "ipsec-diag"
}

func cookie(secure bool, value string, age int) *http.Cookie {
	return &http.Cookie{Name: cookieName(secure), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
}

// begin opens a session and returns its cookie.
func (s *sessions) begin(u user, secure bool, now time.Time) *http.Cookie {
	value := rand.Text() + rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[[sha256.Size]byte]session{}
	}
	s.tidy(now)
	s.open[sha256.Sum256([]byte(value))] = session{u, now.Add(sessionLife)}
	return cookie(secure, value, int(sessionLife.Seconds()))
}

// tidy drops what has ended, and one more when there are too many.
func (s *sessions) tidy(now time.Time) {
	var first [sha256.Size]byte
	var ends time.Time
	for key, one := range s.open {
		if !one.ends.After(now) {
			delete(s.open, key)
		} else if ends.IsZero() || one.ends.Before(ends) {
			first, ends = key, one.ends
		}
	}
	if len(s.open) >= mostSessions {
		delete(s.open, first)
	}
}

// user returns who has logged in with the cookie of a request.
func (s *sessions) user(r *http.Request) (user, bool) {
	c, err := r.Cookie(cookieName(r.TLS != nil))
	if err != nil {
		return user{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.open[sha256.Sum256([]byte(c.Value))]
	return one.user, ok && one.ends.After(time.Now())
}

// end closes the session of a request.
func (s *sessions) end(r *http.Request) {
	if c, err := r.Cookie(cookieName(r.TLS != nil)); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, sha256.Sum256([]byte(c.Value)))
	}
}
