package collector

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"

	"golang.org/x/crypto/ssh"
)

// classifyDial tells why no TCP connection came about.
func classifyDial(device, addr string, err error) *Error {
	var dns *net.DNSError
	var through *cannotReach
	var hop *Error
	early := false
	detail := err.Error()
	switch {
	case errors.Is(err, context.Canceled):
		return failure(ClassCanceled, device, "while connecting to "+addr, err)
	case errors.As(err, &hop):
		return jumpFailure(device, hop)
	case errors.As(err, &through):
		return through.failure(device, addr, err)
	case errors.As(err, &dns):
		return failure(ClassName, device, dns.Error(), err)
	case errors.Is(err, syscall.ECONNREFUSED):
		detail, early = addr+" refuses the connection", true
	case errors.Is(err, syscall.ECONNRESET):
		cut := failure(ClassConnectionCut, device, addr+" resets the connection", err)
		cut.early = true
		return cut
	case isTimeout(err):
		detail = addr + " does not answer"
	}
	unreachable := failure(ClassUnreachable, device, detail, err)
	unreachable.early = early
	return unreachable
}

// classifyHandshake tells why the SSH handshake failed. ctx is the deadline of
// the login: when it has ended, the library only sees a closed connection.
func classifyHandshake(ctx context.Context, device string, auth *authenticator, err error) *Error {
	var negotiation *ssh.AlgorithmNegotiationError
	text := err.Error()
	ended := context.Cause(ctx)
	switch {
	case auth.withheld != nil:
		return auth.withheld
	case errors.Is(ended, context.Canceled):
		return failure(ClassCanceled, device, "while logging in", err)
	case errors.Is(ended, context.DeadlineExceeded), isTimeout(err):
		return failure(ClassTimeout, device, auth.stage(), err)
	case errors.As(err, &negotiation):
		return failure(ClassAlgorithms, device, text, err)
	case strings.Contains(text, "userAuthBannerMsg"), strings.Contains(text, "message type 53"):
		return bannerFailure(auth, err)
	case len(auth.offered) > 0:
		return auth.failure(err)
	case strings.Contains(text, "are insecure"), strings.Contains(text, "gex p is out of range"), strings.Contains(text, "key exchange"):
		return failure(ClassAlgorithms, device, text, err)
	}
	return cutEarly(auth, err)
}

// cutEarly is for a connection that ended before the login began.
func cutEarly(auth *authenticator, err error) *Error {
	e := failure(ClassConnectionCut, auth.device, err.Error(), err)
	if !isCut(err) {
		return e
	}
	e.Detail = closed(err) + " without an SSH greeting"
	if come, _ := auth.wire.greeting(); come {
		e.Detail = closed(err) + " after its greeting, during the key exchange"
		e.Advice = "Look for an access list or a proxy that lets the connection in first, a path that drops large packets (MTU), or old software that fails on new algorithms"
	}
	return e
}

// closed words how a connection ended.
func closed(err error) string {
	if errors.Is(err, syscall.ECONNRESET) || strings.Contains(err.Error(), "connection reset") || strings.Contains(err.Error(), "broken pipe") {
		return "reset the connection"
	}
	return "closed the connection"
}

// bannerFailure is for a login banner that cannot be read as one, upon which
// the library gives the connection up. Bytes behind it are overlooked
// (golang/go#81647), a missing language tag is not.
func bannerFailure(auth *authenticator, err error) *Error {
	detail := "sends a login banner that is not well-formed (RFC 4252, section 5.4)"
	if len(auth.tried) == 0 {
		detail += "; the credential was not tried"
	}
	e := failure(ClassProtocol, auth.device, detail, err)
	e.Advice = "Remove the banner shown before the login on the device, or update its software"
	return e
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}
