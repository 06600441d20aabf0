package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"slices"

	"ipsec-diag/cmd/internal/config"
)

// proxy is one that says who asks.
type proxy struct {
	from                   []netip.Prefix
	userHeader, roleHeader string
	operators              []string
}

// headerName is the name of a header (RFC 9110, 5.1), without its stranger signs.
var headerName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

func newProxy(p *config.Proxy) (*proxy, error) {
	if p == nil {
		return nil, nil
	}
	if !headerName.MatchString(p.UserHeader) || p.RoleHeader != "" && !headerName.MatchString(p.RoleHeader) {
		return nil, fmt.Errorf("proxy: user_header must be the name of the header in which the proxy says who asks, for example X-Forwarded-User; the proxy must remove it from what comes from outside")
	}
	out := &proxy{userHeader: p.UserHeader, roleHeader: p.RoleHeader, operators: p.Operators}
	for _, text := range p.From {
		prefix, err := netip.ParsePrefix(text)
		if addr, bad := netip.ParseAddr(text); bad == nil {
			prefix, err = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("proxy: from: %q is no address and no network; write for example 127.0.0.1 or 10.0.0.0/28", text)
		}
		out.from = append(out.from, prefix.Masked())
	}
	if len(out.from) == 0 {
		return nil, fmt.Errorf("proxy: from must name the addresses the proxy connects from; anybody else could say who he is")
	}
	return out, nil
}

// trusts reports whether a request comes from the proxy.
func (p *proxy) trusts(r *http.Request) bool {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(p.from, func(n netip.Prefix) bool { return n.Contains(addr.Addr().Unmap()) })
}

// caller is who the proxy says that asks. A header that stands twice may have
// come from outside: nobody is believed then.
func (p *proxy) caller(r *http.Request) Caller {
	names := r.Header.Values(p.userHeader)
	switch {
	case len(names) == 0:
		return Caller{why: "The proxy did not say who you are: it must set the header " + p.userHeader + "."}
	case len(names) > 1 || !plainName(names[0]):
		return Caller{why: "The header " + p.userHeader + " of the proxy is no single plain name."}
	}
	c := Caller{Name: names[0], Role: Viewer}
	if roles := r.Header.Values(p.roleHeader); p.roleHeader != "" && len(roles) > 0 {
		if c.Role = roleOf(roles[0]); c.Role == Nobody || len(roles) > 1 {
			return Caller{why: "The header " + p.roleHeader + " of the proxy is neither viewer nor operator."}
		}
	} else if slices.Contains(p.operators, c.Name) {
		c.Role = Operator
	}
	return c
}
