package collector

import (
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
)

// failure tells why the login ended, from what was tried and asked and from the
// library's error.
func (a *authenticator) failure(err error) *Error {
	text := err.Error()
	tooMany := strings.Contains(text, "oo many authentication failures")
	fail := func(class Class) *Error { return failure(class, a.device, a.detail(), err) }
	switch {
	case a.asksChange(text):
		return fail(ClassPasswordExpired)
	case a.asked == asksSecondFactor, len(a.partly) > 0 && !a.lastRejected():
		e := fail(ClassSecondFactor)
		switch {
		case a.asked == unknownQuestion && !a.credentials.hasSecret:
			e.Advice = "Give this login what the device wants besides the key, or an account for which the key is enough"
		case a.secretAccepted():
			e.Advice = "The password is right; give this login an account or a key that needs no second factor here"
		}
		return e
	case errors.Is(a.ended, errMethod):
		return a.noMethod(fail(ClassAuthMethod))
	case a.ended != nil && a.secretBy == "" && a.credentials.unsigned() != "":
		e := fail(ClassCredential)
		e.Advice = "Touch the security key or confirm the use of the key at the SSH agent when the login asks for it"
		return e
	case !tooMany && isCut(err):
		return a.cut(err)
	case tooMany && a.secretBy == "":
		e := fail(ClassAuthRejected)
		e.Advice = "The device closed the connection after too many keys: name the right one under \"keys\" of the login"
		return e
	}
	return a.advised(fail(ClassAuthRejected))
}

// asksChange reports whether the device wants the password to be changed. By
// the method "password" it says so with message 60 (RFC 4252, section 8), which
// the library does not know.
func (a *authenticator) asksChange(text string) bool {
	return a.asked == asksNewPassword || changeStated.MatchString(a.said) ||
		a.secretBy == "password" && strings.Contains(text, "unexpected message type 60 (")
}

// lastRejected reports whether, where several methods must succeed, one that
// was tried did not.
func (a *authenticator) lastRejected() bool {
	if a.secretBy != "" && !a.secretAccepted() {
		return true
	}
	return a.ended == nil
}

// noMethod words the failure of a login whose question was not understood.
func (a *authenticator) noMethod(e *Error) *Error {
	if a.refused {
		e.Advice = "If the password is the answer to this question, write the question as password_prompt in the login (\"blank\" for one without words)"
	}
	return e
}

// advised adds what is known of the keys to a rejected login.
func (a *authenticator) advised(e *Error) *Error {
	switch {
	case a.secretBy != "":
	case a.credentials.renew:
		e.Advice = "Renew the certificate: one that is not valid was left out"
	case a.credentials.left > 0:
		e.Advice = "Name the right key under \"keys\" of the login; only the first are tried, because a device counts each as a failed login"
	default:
		e.Advice = "Check the user name and that the device knows the key"
	}
	return e
}

// cut words the failure of a device that closed the connection in the middle of
// the login, which proves nothing about the credential.
func (a *authenticator) cut(err error) *Error {
	e := failure(ClassConnectionCut, a.device, "", err)
	switch {
	case a.secretBy != "":
		e.Detail = closed(err) + " after the secret was sent, without saying whether it is right: " + a.detail()
		e.Advice = "Check user name and secret: some devices close like this on a wrong one; otherwise look for an AAA server that does not answer or all VTY lines in use"
	default:
		e.Detail = closed(err) + " during the login: " + a.detail()
		e.Advice = "Some devices close like this on a key they do not know: name the right one under \"keys\" of the login, or give it a password"
	}
	return e
}

// stage says how far the login came before its time was over.
func (a *authenticator) stage() string {
	within := "within the deadline"
	if a.limit != nil {
		within = "within " + a.limit.limit.String()
	}
	come, _ := a.wire.greeting()
	switch {
	case a.secretBy != "":
		return "no answer to the secret of user " + a.credentials.user + " " + within + " (does the device wait for an AAA server?)"
	case len(a.offered) > 0:
		return "no answer to the login of user " + a.credentials.user + " " + within
	case come:
		return "greeted, but no key exchange " + within
	}
	return "no SSH greeting " + within
}

// isCut reports whether the connection ended without a word.
func isCut(err error) bool {
	if strings.Contains(err.Error(), "SSH agent:") {
		return false // the agent's connection, not the device's
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		strings.HasSuffix(err.Error(), "EOF") || strings.Contains(err.Error(), "connection reset")
}

// detail says what was tried, for the person.
func (a *authenticator) detail() string {
	text := fmt.Sprintf("user %s, tried %s, the device offers %s", a.credentials.user, list(a.described()), list(a.offered))
	if len(a.partly) > 0 {
		text = fmt.Sprintf("user %s, tried %s; the device accepted %s and wants %s as well", a.credentials.user, list(a.described()), list(a.partly), list(a.offered))
	}
	switch odd := lastWords(a.odd); {
	case a.refused && odd == "":
		text += "; it asked a question without words, which is not answered"
	case a.refused:
		text += fmt.Sprintf("; it asked %q, which is not answered", odd)
	}
	if a.said != "" {
		text += fmt.Sprintf("; it said %q", lastWords(a.said))
	}
	for _, note := range a.credentials.remarks() {
		text += "; " + note
	}
	return text
}

// described names the methods tried, and with "publickey" the keys.
func (a *authenticator) described() []string {
	tried := slices.Clone(a.tried)
	if i := slices.Index(tried, "publickey"); i >= 0 {
		var names []string
		for _, k := range a.credentials.keys[:min(a.offering, len(a.credentials.keys))] {
			names = append(names, k.name)
		}
		tried[i] += " (" + strings.Join(names, "; ") + ")"
	}
	return tried
}

// lastWords is the last line of a text, which is the question where a page of
// choices stands above it.
func lastWords(text string) string {
	lines := strings.Split(strings.TrimSpace(plainWords(text)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

func list(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
