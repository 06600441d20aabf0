package collector

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Command is text that may be sent to a device. Only [Show] makes one, and
// [Probe] where a run was asked for a stimulus.
type Command struct {
	text string
	ping *Ping // what a command of Probe was made of
}

// String returns the text of the command.
func (c Command) String() string { return c.text }

// forbidden are characters that chain, redirect or substitute commands on a
// router's or a shell's command line, and everything that is not printable
// ASCII. The pipe is forbidden too, but in commands of the list that have no
// variable word: filtering is our own work, unless all of the rest is keys.
var forbidden = regexp.MustCompile("[^ -~]|[;&|<>`$\\\\(){}\\[\\]*?!\"'#~]")

// Show returns the command if the platform's read-only list has it, and an
// error that says why not otherwise. It is the only way to make a Command of text.
func Show(platform, text string) (Command, error) {
	list, ok := readOnly[platform]
	if !ok {
		return Command{}, fmt.Errorf("no read-only list for platform %q: nothing may be sent", platform)
	}
	if isWordForWord(list, text) {
		return Command{text: text}, nil
	}
	if bad := forbidden.FindString(text); bad != "" {
		return Command{}, fmt.Errorf("command %q holds %q, which is never sent", text, bad)
	}
	for _, pattern := range list {
		if matches(pattern, text) {
			return Command{text: text}, nil
		}
	}
	return Command{}, fmt.Errorf("command %q is not on the read-only list of %s", text, platform)
}

// isWordForWord reports whether a command stands on the list as it is, without a
// placeholder. Only such a one may hold a pipe: nobody but the list chose it.
func isWordForWord(list []string, text string) bool {
	return !strings.Contains(text, "<") && slices.Contains(list, text)
}

// matches compares word by word. A word in angle brackets in the pattern is a
// placeholder: see placeholders.
func matches(pattern, text string) bool {
	if !strings.ContainsRune(pattern, '<') {
		return pattern == text
	}
	want, got := strings.Split(pattern, " "), strings.Split(text, " ")
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if allowed, isPlaceholder := placeholders[w]; isPlaceholder {
			if !allowed.MatchString(got[i]) {
				return false
			}
		} else if w != got[i] {
			return false
		}
	}
	return true
}

// placeholders are the variable words of a read-only list.
var placeholders = map[string]*regexp.Regexp{
	"<address>": regexp.MustCompile(`^[0-9A-Fa-f:.]{2,45}$`),
	"<number>":  regexp.MustCompile(`^[0-9]{1,6}$`),
	"<name>":    regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_./:-]{0,63}$`),
	// Privilege levels below the highest, which "enable" alone asks for.
	"<level>": regexp.MustCompile(`^([1-9]|1[0-4])$`),
	"<mask>":  regexp.MustCompile(`^[0-9.]{7,15}$`),
}
