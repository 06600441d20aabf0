package collector

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// Why a login ended, before it becomes an [Error].
var (
	errRejected = errors.New("the device rejected the credential")
	errMethod   = errors.New("the device offers no method for which there is a credential")
)

// notThePassword matches hidden questions to which the login's password is not
// the answer: a one-time code, a new password.
var notThePassword = regexp.MustCompile(`(?i)\b(new|otp|token)\b|code|verification`)

// An authenticator picks the methods of one login: keys first, then the secret
// by exactly one method. With the library's own list a wrong password would be
// tried as "keyboard-interactive" and again as "password", which counts as two
// failed logins and locks accounts.
type authenticator struct {
	credentials *credentials
	offered     []string
	tried       []string // methods, in the order tried
	secretSent  bool
	odd         string // a question that was not answered

	device   string
	memory   *Rejections
	limit    *deadline
	verdict  func(verdict) // not nil once the secret may be tried
	withheld *Error        // why it may not
	waited   time.Duration // for another device's verdict
	partly   bool          // the secret was accepted as one of several factors
}

// next is the ssh.ClientAuthCallback.
func (a *authenticator) next(ctx *ssh.ClientAuthContext) (ssh.AuthMethod, error) {
	a.offered = ctx.AllowedMethods
	a.partly = a.partly || a.secretSent && len(ctx.PartialSuccessMethods) > 0
	c := a.credentials
	switch {
	case len(c.keys) > 0 && a.take("publickey"):
		return ssh.PublicKeys(c.keys...), nil
	case !c.hasSecret || a.secretSent || !a.offersSecret():
	case a.mayTry() != nil:
		return nil, a.withheld
	case a.take("keyboard-interactive"):
		return ssh.KeyboardInteractive(a.answer), nil
	case a.take("password"):
		a.secretSent = true
		return ssh.Password(c.secret), nil
	}
	if a.secretSent || slices.Contains(a.tried, "publickey") {
		return nil, errRejected
	}
	return nil, errMethod
}

// take reports whether the method is offered and not tried yet, and notes it.
func (a *authenticator) take(method string) bool {
	if !slices.Contains(a.offered, method) || slices.Contains(a.tried, method) {
		return false
	}
	a.tried = append(a.tried, method)
	return true
}

// answer gives the secret to one single hidden question, once.
func (a *authenticator) answer(_, _ string, questions []string, echos []bool) ([]string, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	if len(questions) > 1 || echos[0] || a.secretSent || notThePassword.MatchString(questions[0]) {
		a.odd = questions[0]
		return nil, errors.New("a question that is not answered")
	}
	a.secretSent = true
	return []string{a.credentials.secret}, nil
}

// detail says what was tried, for the person.
func (a *authenticator) detail() string {
	text := fmt.Sprintf("user %s, tried %s, the device offers %s", a.credentials.user, list(a.tried), list(a.offered))
	if a.odd != "" {
		text += fmt.Sprintf("; it asked %q, which is not answered", a.odd)
	}
	return text
}

func list(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
