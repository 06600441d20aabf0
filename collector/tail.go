package collector

import (
	"fmt"
	"strings"
)

// A Tail is what a session makes of what it has received so far, if nothing
// more comes.
type Tail string

// The kinds of tails.
const (
	TailOpen     Tail = ""              // the output goes on
	TailPrompt   Tail = "prompt"        // the learned prompt: the output is complete
	TailPager    Tail = "pager"         // the pager, which is answered
	TailConfig   Tail = "configuration" // a prompt of a configuration mode
	TailQuestion Tail = "question"      // a question that is never answered
)

// Tails returns the judgement of a session of a dialect that has learned its
// prompt from the line first. It serves the contract of the platforms: that no
// output of theirs, cut anywhere, is taken for its end.
func Tails(d Dialect, first string) (func(buf []byte) Tail, error) {
	s, p, err := learned(d, first)
	if err != nil {
		return nil, err
	}
	s.settle(p)
	return func(buf []byte) Tail {
		line := render(string(lastLine(buf)))
		_, paged := s.cutPager(buf)
		switch {
		case paged:
			return TailPager
		case p.ends(buf):
			return TailPrompt
		case s.configures(line):
			return TailConfig
		case s.questions.MatchString(line), s.secret.MatchString(line) && strings.TrimSpace(line) != "":
			return TailQuestion
		}
		return TailOpen
	}, nil
}

// Learns returns how a session of a dialect learns its prompt from what comes
// back to the set-up commands, sent in one write: it serves the same contract.
func Learns(d Dialect) (func(buf []byte) (prompt string, ok bool), error) {
	syntax, err := compile(d)
	if err != nil {
		return nil, err
	}
	s := &Session{syntax: syntax}
	return func(buf []byte) (string, bool) {
		p, ok := s.atPrompt(buf)
		ok = ok && syntax.answers(buf, p, d.Setup) != nil
		return p.String(), ok
	}, nil
}

// NextEcho returns how a session that has learned its prompt from the line
// first finds where the answer to a command ends when the next one was typed
// ahead: it returns the index of the line that echoes it, or -1.
func NextEcho(d Dialect, first, next string) (func(buf []byte) int, error) {
	_, p, err := learned(d, first)
	if err != nil {
		return nil, err
	}
	return func(buf []byte) int { return p.echo(buf, 0, next) }, nil
}

// learned returns a session's reading of a dialect, and the prompt it has
// learned from a line.
func learned(d Dialect, first string) (*syntax, prompt, error) {
	s, err := compile(d)
	if err != nil {
		return nil, prompt{}, err
	}
	p, ok := s.learn(first)
	if !ok {
		return nil, prompt{}, fmt.Errorf("%q is no prompt of %s", first, d.Platform)
	}
	return s, p, nil
}
