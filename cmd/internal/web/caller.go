package web

import (
	"context"
	"net/http"
	"strings"
)

// A Caller is who sends a request.
type Caller struct {
	Name string
	Role Role
	// session says that he has logged in on the page and can log out.
	session bool
	// why says to somebody who is nobody what is missing.
	why string
}

// MayChange reports whether he is an operator.
func (c Caller) MayChange() bool { return c.Role >= Operator }

// CanLogOut reports whether he has logged in on the page.
func (c Caller) CanLogOut() bool { return c.session }

// onThisMachine is the name of whoever needs no login.
const onThisMachine = "local"

// caller finds out who sends a request.
func (a *Access) caller(r *http.Request, open *sessions) Caller {
	// A proxy may pass on what it was told itself (Basic): that is not for here.
	if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") && len(a.users) > 0 {
		if u, ok := a.byToken(strings.TrimSpace(token)); ok {
			return Caller{Name: u.name, Role: u.role}
		}
		return Caller{why: "The token is not known. Send it as: Authorization: Bearer TOKEN."}
	}
	if before, ok := open.user(r); ok {
		if u, ok := a.still(before); ok {
			return Caller{Name: u.name, Role: u.role, session: true}
		}
	}
	if a.proxy != nil && a.proxy.trusts(r) {
		return a.proxy.caller(r)
	}
	switch {
	case a.open && forwarded(r):
		return Caller{why: "This request comes through a proxy, and the service knows of none: it would let in whoever can reach the proxy. Add proxy (from, user_header) to the service file."}
	case a.open:
		return Caller{Name: onThisMachine, Role: Operator}
	case len(a.users) > 0:
		return Caller{why: "Log in with your token; programs send it as: Authorization: Bearer TOKEN."}
	}
	return Caller{why: "Only the proxy may ask, which says who you are. Use its address."}
}

// forwarded reports whether a proxy has passed the request on.
func forwarded(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

type callerKey struct{}

// callerOf returns who sends the request, as the guard has found out.
func callerOf(r *http.Request) Caller {
	c, _ := r.Context().Value(callerKey{}).(Caller)
	return c
}

func withCaller(r *http.Request, c Caller) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callerKey{}, c))
}

// need lets through whoever has a role. A browser that is nobody is sent to the
// login.
func (s *Server) need(role Role, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := callerOf(r)
		switch {
		case c.Role >= role:
			next(w, r)
		case c.Role != Nobody:
			s.fail(w, r, http.StatusForbidden, "You are "+c.Name+", a "+c.Role.String()+"; this is for an "+role.String()+".")
		case r.Method == http.MethodGet && !isAPI(r) && r.URL.Path != "/metrics" && len(s.access().users) > 0:
			http.Redirect(w, r, "/login?next="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		default:
			if len(s.access().users) > 0 {
				w.Header().Set("WWW-Authenticate", `Bearer realm="ipsec-diag"`)
			}
			s.fail(w, r, http.StatusUnauthorized, c.why)
		}
	})
}
