package ticket

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Mark is the last line of a note, by which a later run knows it again.
type Mark struct {
	// Fingerprint, Subject and State are those of the [Report].
	Fingerprint, Subject, State string
	// Run counts the runs that the note has told of, from 1.
	Run int
	// First is when the fault was first reported, Since when the state began, At when
	// the last run ended; in seconds, UTC.
	First, Since, At time.Time
	// Healthy says that the last run found the subject in order.
	Healthy bool
}

// String writes the mark in one line.
func (m *Mark) String() string {
	word := "failing"
	if m.Healthy {
		word = "healthy"
	}
	return fmt.Sprintf("ipsec-diag fingerprint %s of %s run %d at %s since %s first %s state %s %s",
		m.Fingerprint, m.Subject, m.Run, stamp(m.At), stamp(m.Since), stamp(m.First), m.State, word)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// markLine allows any white space: mail and HTML break lines.
var markLine = regexp.MustCompile(`ipsec-diag\s+fingerprint\s+([0-9a-f]{12})\s+of\s+([0-9a-f]{12})\s+run\s+(\d{1,7})\s+at\s+(\S+Z)\s+since\s+(\S+Z)\s+first\s+(\S+Z)\s+state\s+([0-9a-f]{12})\s+(failing|healthy)`)

// findMark reads the mark of a note and returns the text before it. Text of others,
// who may quote a mark, is told apart by what stands around it: a quoted line
// begins with ">".
func findMark(text string) (m Mark, rest string, ok bool) {
	all := markLine.FindAllStringSubmatchIndex(text, -1)
	if len(all) == 0 {
		return m, "", false
	}
	at := all[len(all)-1]
	line := text[strings.LastIndexByte(text[:at[0]], '\n')+1 : at[0]]
	if strings.TrimSpace(line) != "" {
		return m, "", false
	}
	f := func(i int) string { return text[at[2*i]:at[2*i+1]] }
	m = Mark{Fingerprint: f(1), Subject: f(2), State: f(7), Healthy: f(8) == "healthy"}
	m.Run, _ = strconv.Atoi(f(3)) // seven digits at most
	for i, to := range []*time.Time{&m.At, &m.Since, &m.First} {
		t, err := time.Parse(time.RFC3339, f(4+i))
		if err != nil {
			return Mark{}, "", false
		}
		*to = t
	}
	return m, strings.TrimRight(text[:at[0]], " \n"), true
}

// posted reads a note of a ticket; ok is false for one of somebody else.
func posted(id, text string) (Posted, bool) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	m, rest, ok := findMark(text)
	return Posted{Mark: m, ID: id, Text: rest}, ok
}

// Digest is a short digest of texts, 12 hexadecimal digits.
func Digest(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:6])
}
