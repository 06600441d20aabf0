package knownhosts

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// An Unread is a line that is left out, and why.
type Unread struct {
	Path   string
	Line   int
	Reason string
}

// Unread returns the lines that could not be read.
func (x *Index) Unread() []Unread {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return slices.Clone(x.unread)
}

// Warning is one sentence about all lines that could not be read, empty if
// there is none.
func (x *Index) Warning() string {
	lines := x.Unread()
	if len(lines) == 0 {
		return ""
	}
	first := fmt.Sprintf("line %d of %s: %s", lines[0].Line, lines[0].Path, lines[0].Reason)
	if len(lines) == 1 {
		return "one line of known host keys cannot be read and is left out: " + first
	}
	return fmt.Sprintf("%d lines of known host keys cannot be read and are left out, the first is %s", len(lines), first)
}

// read adds the lines of a text, whose first line is number before+1, and
// returns the number of its last.
func (x *Index) read(text []byte, path string, before int) int {
	number := before
	for line := range bytes.Lines(text) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if err := x.add(string(line), path, number); err != nil {
			x.unread = append(x.unread, Unread{path, number, err.Error()})
		}
	}
	return number
}

// add takes one line: [marker] names type key [comment].
func (x *Index) add(line, path string, number int) error {
	words := strings.Fields(line)
	marker := ""
	if strings.HasPrefix(words[0], "@") {
		marker, words = words[0], words[1:]
	}
	if len(words) < 3 {
		return errors.New("not a host, a key type and a key")
	}
	public, err := parseKey(words[1], words[2])
	if err != nil {
		return err
	}
	key := Key{public, path, number}
	switch marker {
	case "":
		if cert, ok := public.(*ssh.Certificate); ok {
			key.PublicKey = cert.Key // a certificate is believed for its authority, the key in it as any other
		}
		return x.addHost(words[0], key)
	case "@revoked":
		x.revoked[string(public.Marshal())] = key
		return nil
	case "@cert-authority":
		covers, err := parseNames(words[0])
		if err == nil {
			x.authorities = append(x.authorities, authorityLine{covers, key})
		}
		return err
	}
	return fmt.Errorf("unknown marker %s", marker)
}

func (x *Index) addHost(names string, key Key) error {
	matcher, err := parseNames(names)
	if err != nil {
		return err
	}
	switch m := matcher.(type) {
	case hashedName:
		wire := string(key.Marshal())
		x.hashed[wire] = append(x.hashed[wire], hashedLine{m, key})
	case patterns:
		if !m.plain() {
			x.patterns = append(x.patterns, patternLine{m, key})
			break
		}
		for _, p := range m {
			x.plain[p] = append(x.plain[p], key)
		}
	}
	return nil
}

func parseKey(kind, text string) (ssh.PublicKey, error) {
	wire, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("the key is not in base64")
	}
	key, err := ssh.ParsePublicKey(wire)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the %s key cannot be read: %w", kind, err)
	case key.Type() != kind:
		return nil, fmt.Errorf("the key is of type %s and not %s", key.Type(), kind)
	}
	return key, nil
}
