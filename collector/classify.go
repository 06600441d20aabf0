package collector

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
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
		detail, early = through.about(addr), through.refused()
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
		return failure(ClassTimeout, device, "no login within the deadline", err)
	case errors.As(err, &negotiation):
		return algorithmsFailure(device, negotiation)
	case errors.Is(err, errMethod):
		return failure(ClassAuthMethod, device, auth.detail(), err)
	case errors.Is(err, errRejected),
		strings.Contains(text, "unable to authenticate"),
		strings.Contains(text, "oo many authentication failures"),
		len(auth.tried) > 0:
		return failure(ClassAuthRejected, device, auth.detail(), err)
	case strings.Contains(text, "are insecure"), strings.Contains(text, "key exchange"):
		return failure(ClassAlgorithms, device, text, err)
	}
	return failure(ClassConnectionCut, device, text, err)
}

// algorithmsFailure shows both lists and the setting that may help.
func algorithmsFailure(device string, n *ssh.AlgorithmNegotiationError) *Error {
	detail := fmt.Sprintf("no common algorithm for %s: the device offers %s; we offer %s",
		n.What, list(realAlgorithms(n.RequestedAlgorithms)), list(realAlgorithms(n.SupportedAlgorithms)))
	e := failure(ClassAlgorithms, device, detail, n)
	if lowest := lowestProfileFor(n.RequestedAlgorithms); lowest != "" {
		e.Advice = fmt.Sprintf("Set the SSH profile of this device to %q, which offers one of them", lowest)
	} else {
		e.Advice = "No SSH profile offers any of them: enable a newer algorithm on the device"
	}
	return e
}

// realAlgorithms leaves out the markers that stand among the key exchanges
// (RFC 8308, section 2.1, and strict key exchange).
func realAlgorithms(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return strings.HasPrefix(n, "kex-strict-") || strings.HasPrefix(n, "ext-info-")
	})
}

// lowestProfileFor returns the strictest profile that offers one of the names.
func lowestProfileFor(names []string) string {
	for _, profile := range []string{ProfileModern, ProfileCompatible, ProfileLegacy} {
		a, _ := algorithmsOf(profile)
		for _, offered := range [][]string{a.KeyExchanges, a.Ciphers, a.MACs, a.hostKeys} {
			if common(offered, names) {
				return profile
			}
		}
	}
	return ""
}

func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}
