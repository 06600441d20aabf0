package simulator

import (
	"context"
	"crypto/subtle"
	"net"
	"time"

	"golang.org/x/crypto/ssh"
)

// A Round is one request of a keyboard-interactive dialogue (RFC 4256, section
// 3.2). One without prompts only says something.
type Round struct {
	Instruction string
	Prompts     []Prompt
}

// A Prompt is one question of a round.
type Prompt struct {
	Text    string
	Visible bool
	// Answer is the right answer; empty is the device's password.
	Answer string
}

// offer sets the methods of the login.
func (s *Server) offer(config *ssh.ServerConfig, conn net.Conn) {
	quirks := &s.device.Quirks
	all := ssh.ServerAuthCallbacks{KeyboardInteractiveCallback: func(meta ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
		return nil, s.hangUp(conn, s.converse(meta.User(), ask))
	}}
	all.PasswordCallback = func(meta ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
		return nil, s.hangUp(conn, s.check(meta.User(), string(password)))
	}
	if len(s.device.Keys) > 0 {
		all.PublicKeyCallback = s.checkKey
	}
	if len(quirks.Factors) > 0 {
		all = chain(all, quirks.Factors)
	} else if !quirks.BothMethods {
		if quirks.KeyboardInteractive || len(quirks.Dialogue) > 0 {
			all.PasswordCallback = nil
		} else {
			all.KeyboardInteractiveCallback = nil
		}
	}
	config.PasswordCallback, config.KeyboardInteractiveCallback = all.PasswordCallback, all.KeyboardInteractiveCallback
	config.PublicKeyCallback = all.PublicKeyCallback
}

// chain offers the first factor, and the others when it succeeded.
func chain(all ssh.ServerAuthCallbacks, factors []string) ssh.ServerAuthCallbacks {
	then := func(err error) error {
		if err == nil && len(factors) > 1 {
			return &ssh.PartialSuccessError{Next: chain(all, factors[1:])}
		}
		return err
	}
	var next ssh.ServerAuthCallbacks
	switch factors[0] {
	case "publickey":
		next.PublicKeyCallback = func(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			_, err := all.PublicKeyCallback(meta, key)
			return nil, then(err)
		}
	case "password":
		next.PasswordCallback = func(meta ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			_, err := all.PasswordCallback(meta, password)
			return nil, then(err)
		}
	case "keyboard-interactive":
		next.KeyboardInteractiveCallback = func(meta ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
			_, err := all.KeyboardInteractiveCallback(meta, ask)
			return nil, then(err)
		}
	}
	return next
}

// converse holds the dialogue to its end before it says whether all answers
// were right, as PAM does.
func (s *Server) converse(user string, ask ssh.KeyboardInteractiveChallenge) error {
	rounds := s.device.Quirks.Dialogue
	if len(rounds) == 0 {
		rounds = []Round{{Prompts: []Prompt{{Text: "Password: "}}}}
	}
	verdict := error(nil)
	for _, round := range rounds {
		var questions []string
		var echos []bool
		for _, p := range round.Prompts {
			questions, echos = append(questions, p.Text), append(echos, p.Visible)
		}
		answers, err := ask("", round.Instruction, questions, echos)
		if err != nil || len(answers) != len(questions) {
			return errDenied
		}
		for i, p := range round.Prompts {
			if s.answered(user, p, answers[i]) != nil {
				verdict = errDenied
			}
		}
	}
	return verdict
}

// answered checks one answer; a secret counts as an attempt.
func (s *Server) answered(user string, p Prompt, answer string) error {
	if p.Answer == "" {
		return s.check(user, answer)
	}
	if subtle.ConstantTimeCompare([]byte(answer), []byte(p.Answer)) != 1 {
		return errDenied
	}
	return nil
}

// hangUp closes the connection on a wrong secret where the device does.
func (s *Server) hangUp(conn net.Conn, verdict error) error {
	if verdict != nil && s.device.Quirks.HangUpOnReject {
		_ = conn.Close()
	}
	return verdict
}

// wait reports whether the time passed before the context ended.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
