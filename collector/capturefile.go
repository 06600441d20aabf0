package collector

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/tools/txtar"
)

// CaptureVersion is the version of the capture file format that this program
// writes, and the newest it reads.
const CaptureVersion = 1

// captureMagic begins the first line; the version follows.
const captureMagic = "ipsec-diag capture "

// Format returns the capture as a capture file: a txtar archive whose comment
// is a header of "key: value" lines and whose files are the outputs, named by
// their commands. It is meant to be read and edited by people:
//
//	ipsec-diag capture 1
//	device: hq
//	platform: cisco-ios
//	output: status=answered took=120ms | show crypto isakmp sa
//
//	-- show crypto isakmp sa --
//	IPv4 Crypto ISAKMP SA
//
// An output line that looks like a section mark carries a backslash in front.
func (c *Capture) Format() []byte {
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s%d\n", captureMagic, CaptureVersion)
	field(&head, "device", c.Device, true)
	field(&head, "platform", c.Platform, true)
	field(&head, "address", c.Address, false)
	field(&head, "prompt", c.Prompt, false)
	field(&head, "started", stamp(c.Started), false)
	field(&head, "finished", stamp(c.Finished), false)
	if e := c.Err; e != nil {
		field(&head, "error", string(e.Class), true)
		field(&head, "error-device", e.Device, false)
		field(&head, "error-detail", e.Detail, false)
		field(&head, "error-advice", e.Advice, false)
	}
	archive := &txtar.Archive{}
	for i := range c.Outputs {
		out := &c.Outputs[i]
		head.WriteString("output: " + out.meta() + " | " + word(out.Command) + "\n")
		archive.Files = append(archive.Files, txtar.File{Name: word(out.Command), Data: []byte(escapeMarks(out.Text))})
	}
	head.WriteByte('\n')
	archive.Comment = head.Bytes()
	return txtar.Format(archive)
}

// field writes one header line; an empty value only where the key must exist.
func field(b *bytes.Buffer, key, value string, always bool) {
	switch {
	case value != "":
		b.WriteString(key + ": " + word(value) + "\n")
	case always:
		b.WriteString(key + ":\n")
	}
}

// meta returns what is known of an output besides its text.
func (o *Output) meta() string {
	var parts []string
	add := func(present bool, key, value string) {
		if present {
			parts = append(parts, key+"="+value)
		}
	}
	add(o.Status != "", "status", string(o.Status))
	add(true, "pass", strconv.Itoa(o.Pass))
	add(!o.Started.IsZero(), "started", stamp(o.Started))
	add(o.Took != 0, "took", o.Took.String())
	add(o.ExitCode != -1, "exit", strconv.Itoa(o.ExitCode))
	add(o.Redacted != 0, "redacted", strconv.Itoa(o.Redacted))
	add(o.Reason != "", "reason", strconv.Quote(o.Reason))
	add(o.EndUnseen, "end", "unseen")
	// txtar ends every file with a newline; say so where there was none.
	add(o.Text != "" && !strings.HasSuffix(o.Text, "\n"), "newline", "no")
	return strings.Join(parts, " ")
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// word returns a value as it stands on a line of its own, quoted as in Go only
// where it could not be read back otherwise.
func word(s string) string {
	odd := s == "" || s != strings.TrimSpace(s) || s[0] == '"' || strings.ToValidUTF8(s, "?") != s ||
		strings.ContainsFunc(s, unicode.IsControl)
	if odd {
		return strconv.Quote(s)
	}
	return s
}

// unword undoes word. A value that is only half quoted is taken as it stands.
func unword(s string) string {
	s = strings.TrimSpace(s)
	if plain, err := strconv.Unquote(s); err == nil && strings.HasPrefix(s, `"`) {
		return plain
	}
	return s
}

var (
	looksLikeMark = regexp.MustCompile(`(?m)^(\\*-- .* --\r?)$`)
	escapedMark   = regexp.MustCompile(`(?m)^\\(\\*-- .* --\r?)$`)
)

func escapeMarks(text string) string   { return looksLikeMark.ReplaceAllString(text, `\$1`) }
func unescapeMarks(text string) string { return escapedMark.ReplaceAllString(text, `$1`) }

// EscapeMarks and UnescapeMarks keep lines that look like the section marks of a
// txtar archive apart from real ones, as in a capture file within another archive.
func EscapeMarks(text string) string { return escapeMarks(text) }

// UnescapeMarks undoes [EscapeMarks].
func UnescapeMarks(text string) string { return unescapeMarks(text) }
