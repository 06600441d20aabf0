package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/inventory/credential"
)

// A Role is what somebody may do.
type Role int

// The roles; each may do what those before it may.
const (
	Nobody   Role = iota
	Viewer        // may see everything but the raw output's log of who looked
	Operator      // may also ask for a diagnosis, take and mute findings
)

// String returns the role's name in the service file.
func (r Role) String() string { return [...]string{"nobody", "viewer", "operator"}[r] }

func roleOf(name string) Role {
	switch name {
	case "viewer":
		return Viewer
	case "operator":
		return Operator
	}
	return Nobody
}

// Access knows who may see what.
type Access struct {
	users []user
	proxy *proxy
	// open says that nobody has to log in: the page is on a loopback address.
	open bool
	// loopback says that the page is on one, secure that it has a certificate.
	loopback, secure bool
	hosts            []string
	origin           *http.CrossOriginProtection
}

// user is somebody with a token, of which only a digest is kept.
type user struct {
	name   string
	role   Role
	digest [sha256.Size]byte
}

// shortestToken is how long a token must be, so that it cannot be guessed.
const shortestToken = 20

// NewAccess checks who may see a page on an address, and fetches the tokens. An
// address that others can reach without a login is refused.
func NewAccess(ctx context.Context, listen string, p config.Page, resolve func(context.Context, string) (string, error)) (*Access, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || port == "" {
		return nil, fmt.Errorf("listen: %q is not HOST:PORT, for example 127.0.0.1:8470", listen)
	}
	a := &Access{loopback: isLoopback(host), secure: p.TLS != config.TLS{}}
	if (p.TLS.Cert == "") != (p.TLS.Key == "") {
		return nil, fmt.Errorf("tls: a certificate needs its key; name both files, cert and key")
	}
	if a.proxy, err = newProxy(p.Proxy); err != nil {
		return nil, err
	}
	if err := a.reachable(listen, len(p.Users) > 0); err != nil {
		return nil, err
	}
	for _, name := range p.Hosts {
		a.hosts = append(a.hosts, strings.ToLower(strings.TrimSuffix(name, ".")))
	}
	if a.loopback {
		a.hosts = append(a.hosts, "localhost", "127.0.0.1", "::1", strings.ToLower(host))
	}
	a.origin = http.NewCrossOriginProtection()
	for _, name := range a.hosts {
		_ = a.origin.AddTrustedOrigin((&url.URL{Scheme: "https", Host: name}).String()) // a host that is none is never asked for
	}
	a.open = a.loopback && len(p.Users) == 0 && a.proxy == nil
	for i := range p.Users {
		if err := a.addUser(ctx, &p.Users[i], resolve); err != nil {
			return nil, fmt.Errorf("users: %w", err)
		}
	}
	return a, nil
}

// isLoopback reports whether a host to listen on is this machine's alone.
func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// reachable refuses an address that others can reach without being asked who
// they are, or where what they say could be overheard.
func (a *Access) reachable(listen string, users bool) error {
	switch {
	case a.loopback || users && a.secure || !users && a.proxy != nil:
		return nil
	case users:
		return fmt.Errorf("the page would listen on %s without TLS, where the tokens of its users can be overheard; add tls: {cert: FILE, key: FILE} to the service file, or listen on 127.0.0.1 behind a proxy", listen)
	case a.secure:
		return fmt.Errorf("the page would listen on %s, where others can reach it, and nobody has to log in; add users (name, role, token) or a proxy that authenticates to the service file, or listen on 127.0.0.1", listen)
	}
	return fmt.Errorf("the page would listen on %s, where others can reach it; add tls (cert, key) and users (name, role, token) to the service file, or a proxy that authenticates (from, user_header), or listen on 127.0.0.1; see ipsec-diag serve --help", listen)
}

func (a *Access) addUser(ctx context.Context, u *config.User, resolve func(context.Context, string) (string, error)) error {
	one := user{name: u.Name, role: roleOf(u.Role)}
	if !plainName(u.Name) {
		return fmt.Errorf("%q is no name for a user; letters, digits and . _ @ - are", u.Name)
	}
	if one.role == Nobody {
		return fmt.Errorf("%s: role %q; want viewer or operator", u.Name, u.Role)
	}
	if err := credential.Check(u.Token); err != nil {
		return fmt.Errorf("%s: token: %w", u.Name, err)
	}
	if u.Token == credential.Ask || strings.HasPrefix(u.Token, credential.Ask+":") {
		return fmt.Errorf("%s: token: a service has nobody to ask; write env:NAME, file:PATH, cmd:COMMAND or keyring:SERVICE/USER", u.Name)
	}
	secret, err := resolve(ctx, u.Token)
	if err != nil {
		return fmt.Errorf("%s: token: %w", u.Name, err)
	}
	if len(secret) < shortestToken {
		return fmt.Errorf("%s: the token has fewer than %d characters and could be guessed; make one with: openssl rand -hex 24", u.Name, shortestToken)
	}
	one.digest = sha256.Sum256([]byte(secret))
	for _, other := range a.users {
		if other.name == one.name || other.digest == one.digest {
			return fmt.Errorf("%s and %s have the same name or the same token; each needs its own, the audit goes by it", other.name, one.name)
		}
	}
	a.users = append(a.users, one)
	return nil
}

// byToken returns whose token it is. It compares with every user's, so that the
// time it takes tells nothing.
func (a *Access) byToken(token string) (user, bool) {
	digest := sha256.Sum256([]byte(token))
	found := -1
	for i := range a.users {
		if subtle.ConstantTimeCompare(digest[:], a.users[i].digest[:]) == 1 {
			found = i
		}
	}
	if found < 0 {
		return user{}, false
	}
	return a.users[found], true
}

// still returns a user as he is now; one whose token is another has gone.
func (a *Access) still(before user) (user, bool) {
	i := slices.IndexFunc(a.users, func(u user) bool { return u.name == before.name && u.digest == before.digest })
	if i < 0 {
		return user{}, false
	}
	return a.users[i], true
}

// plainName reports whether a name can stand in a log, a header and a page.
func plainName(name string) bool {
	return name != "" && len(name) <= 100 && !slices.ContainsFunc([]rune(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._@-+ ", r)
	})
}
