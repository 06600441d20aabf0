package collector

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// nothing is an expression that matches nothing; hostInPrompt stands for the
// name in the learned prompt.
const (
	nothing      = `[^\s\S]`
	hostInPrompt = "<host>"
)

// A syntax is a dialect with its expressions compiled.
type syntax struct {
	Dialect
	prompt, config, secret, pager, questions, disclaimer, above,
	role, user, message *regexp.Regexp
	refusals []refusal
	settled  string // the learned prompt, without a trailing blank
}

type refusal struct {
	class string
	text  *regexp.Regexp
}

// compile checks a dialect. An empty expression matches nothing.
func compile(d Dialect) (*syntax, error) {
	s := &syntax{Dialect: d}
	for _, e := range []struct {
		to   **regexp.Regexp
		text string
	}{
		{&s.prompt, d.Prompt}, {&s.config, d.ConfigPrompt}, {&s.secret, d.SecretPrompt},
		{&s.pager, d.Pager}, {&s.questions, questionsOf(d)}, {&s.disclaimer, d.Disclaimer}, {&s.above, d.AbovePrompt},
		{&s.role, d.Role}, {&s.user, d.UserPrompt}, {&s.message, d.Message},
	} {
		if e.text == "" || strings.Contains(e.text, hostInPrompt) {
			e.text = nothing
		}
		re, err := regexp.Compile(e.text)
		if err != nil {
			return nil, fmt.Errorf("dialect of %s: %w", d.Platform, err)
		}
		*e.to = re
	}
	for _, r := range d.Refusals {
		re, err := regexp.Compile("(?i)" + r.Text)
		if err != nil {
			return nil, fmt.Errorf("dialect of %s: %w", d.Platform, err)
		}
		s.refusals = append(s.refusals, refusal{class: r.Class, text: re})
	}
	return s, nil
}

// A prompt is the exact prompt learned from the device. Outputs are full of
// lines with "#" in them ("#pkts encaps"): a general pattern would take the
// start of such a line, cut by a packet boundary, for the end of the output.
type prompt struct {
	base string // "hq-rtr1"
	mark string // "#"
}

// learn reads the first prompt from a line.
func (s *syntax) learn(line string) (prompt, bool) {
	m := s.prompt.FindStringSubmatch(line)
	if len(m) < 3 || s.configures(line) {
		return prompt{}, false
	}
	return prompt{base: m[1], mark: m[2]}, true
}

// String returns the prompt as the device shows it, without a trailing blank.
func (p prompt) String() string { return p.base + p.mark }

// states are what a platform puts in brackets behind the name: the role in a
// cluster, a virtual domain.
var states = regexp.MustCompile(`( ?\([^()]*\))* *$`)

// settle completes what needs the learned prompt: on some platforms a
// configuration mode only shows as another word behind the same name.
func (s *syntax) settle(p prompt) {
	s.settled = strings.TrimRight(p.String(), " ")
	if !strings.Contains(s.ConfigPrompt, hostInPrompt) {
		return
	}
	host := regexp.QuoteMeta(states.ReplaceAllString(p.base, ""))
	if re, err := regexp.Compile(strings.ReplaceAll(s.ConfigPrompt, hostInPrompt, host)); err == nil {
		s.config = re
	}
}

// configures reports whether a line is the prompt of a configuration mode.
func (s *syntax) configures(line string) bool {
	if !s.config.MatchString(line) || strings.TrimRight(line, " ") == s.settled {
		return false
	}
	m := s.prompt.FindStringSubmatch(line)
	return len(m) < 3 || !s.sameButRole(prompt{base: m[1], mark: m[2]})
}

// ends reports whether the buffer ends in the prompt: at the start of a line,
// with nothing behind it but one blank. The test of the last byte comes first
// because it fails for nearly every chunk of a long output.
func (p prompt) ends(buf []byte) bool {
	tail := bytes.TrimRight(buf, " ")
	if p.mark == "" || len(tail) == 0 || tail[len(tail)-1] != p.mark[len(p.mark)-1] {
		return false
	}
	line := lastLine(buf)
	if len(line) > 4096 {
		return false
	}
	text := string(line)
	if strings.ContainsAny(text, "\b\x1b") {
		text = render(text)
	}
	text = strings.TrimRight(text, " ")
	return text == p.base+p.mark
}

// lastLine returns what follows the last line break or carriage return.
func lastLine(buf []byte) []byte {
	return buf[bytes.LastIndexAny(buf, "\r\n")+1:]
}
