package collector

import (
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// Why a login ended, before it becomes an [Error].
var (
	errRejected = errors.New("the device rejected the credential")
	errMethod   = errors.New("the device offers no method for which there is a credential")
)

// An authenticator picks the methods of one login: keys first, then the secret
// by exactly one method. With the library's own list a wrong password would be
// tried as "keyboard-interactive" and again as "password", which counts as two
// failed logins and locks accounts.
type authenticator struct {
	credentials *credentials
	offered     []string
	tried       []string // methods, in the order tried
	partly      []string // those that succeeded where several must
	offering    int      // how many keys were offered
	secretBy    string   // the method by which the secret was sent; empty before
	refused     bool     // a question was not answered
	odd         string   // that question
	asked       questionKind
	agreed      bool   // a statement was accepted, which is done once
	said        string // the last text that came without a question
	ended       error  // that nothing is left to try

	device   string
	wire     *greeted // nil in tests of the authenticator alone
	memory   *Rejections
	limit    *deadline
	verdict  func(verdict) // not nil once the secret may be tried
	withheld *Error        // why it may not
	waited   time.Duration // for another device's verdict
}

// next is the ssh.ClientAuthCallback. Without a method it returns no error: the
// library then returns its own, which says more.
func (a *authenticator) next(ctx *ssh.ClientAuthContext) (ssh.AuthMethod, error) {
	a.offered, a.partly = ctx.AllowedMethods, ctx.PartialSuccessMethods
	if len(a.offered) == 0 || a.wire.gone() {
		return nil, nil // the answer was not understood, or none will come: nothing is sent
	}
	if key := a.nextKey(); key != nil {
		return ssh.PublicKeys(key), nil
	}
	switch {
	case !a.credentials.hasSecret || a.secretBy != "" || a.asked > asksAcceptance || !a.offersSecret():
	case a.mayTry() != nil:
		return nil, a.withheld
	case a.take("keyboard-interactive"):
		return ssh.KeyboardInteractive(a.answer), nil
	case a.take("password"):
		a.secretBy = "password"
		return ssh.Password(a.credentials.secret), nil
	}
	a.ended = errMethod
	if a.secretBy != "" || a.offering > 0 {
		a.ended = errRejected
	}
	return nil, nil
}

// nextKey returns the next key to offer. They are given to the library one by
// one: a key that cannot sign, because nobody touched it, would end the method
// for all that follow.
func (a *authenticator) nextKey() ssh.Signer {
	if !slices.Contains(a.offered, "publickey") || a.offering >= len(a.credentials.keys) {
		return nil
	}
	if a.offering == 0 {
		a.tried = append(a.tried, "publickey")
	}
	a.offering++
	return a.credentials.keys[a.offering-1].signer
}

// take reports whether the method is offered and not tried yet, and notes it.
func (a *authenticator) take(method string) bool {
	if !slices.Contains(a.offered, method) || slices.Contains(a.tried, method) {
		return false
	}
	a.tried = append(a.tried, method)
	return true
}

// answer gives the secret to the one hidden question for it, once.
func (a *authenticator) answer(name, instruction string, questions []string, echos []bool) ([]string, error) {
	around := name + "\n" + instruction
	if len(questions) == 0 {
		if words := strings.TrimSpace(plainWords(around)); words != "" {
			a.said = words
		}
		return nil, nil
	}
	var answers []string
	secrets, agrees := 0, a.agreed
	for i, q := range questions {
		kind := a.kind(around, q, echos[i])
		switch {
		case kind == asksAcceptance && !agrees:
			agrees = true
			answers = append(answers, "yes")
		case kind == asksPassword && a.secretBy == "" && secrets == 0:
			secrets++
			answers = append(answers, a.credentials.secret)
		default:
			a.refused, a.odd, a.asked = true, q, kind
			return nil, errors.New("a question that is not answered")
		}
	}
	a.agreed = agrees
	if secrets > 0 {
		a.secretBy = "keyboard-interactive"
	}
	return answers, nil
}

// kind tells what a question asks for; what the inventory says of it comes
// before what is known.
func (a *authenticator) kind(around, question string, visible bool) questionKind {
	own := a.credentials.passwordPrompt
	words := strings.TrimSpace(question)
	if !visible && own != "" && (strings.EqualFold(words, own) || words == "" && own == inventory.PromptBlank) {
		return asksPassword
	}
	return kindOf(around, question, visible, a.credentials.user)
}

// secretAccepted reports whether the device took the secret as one of several
// factors. That another method succeeded says nothing about it.
func (a *authenticator) secretAccepted() bool {
	return a.secretBy != "" && slices.Contains(a.partly, a.secretBy)
}
