// Package knownhosts is an index of OpenSSH known_hosts files (sshd(8), SSH_KNOWN_HOSTS
// FILE FORMAT), read once and shared by all logins of a run. Plain names are
// found in a map, so that a file of 20,000 hosts does not slow a sweep down.
// Of hashed names each has its own salt and has to be tried, until it has been
// found once.
package knownhosts

import (
	"bytes"
	"cmp"
	"io/fs"
	"os"
	"slices"
	"sync"

	"golang.org/x/crypto/ssh"
)

// A Key is one key of a file, and where it stands.
type Key struct {
	ssh.PublicKey
	Path string
	Line int // from 1
}

// An Index holds what the files say.
type Index struct {
	own string // the file that new keys are appended to

	mu       sync.RWMutex
	seen     fs.FileInfo // of own, when it was read last; nil if it was not there
	lines    int         // of own
	tail     []byte      // the end of what was read of own
	plain    map[string][]Key
	patterns []patternLine
	// hashed are the lines whose names are hashed, by the wire format of their
	// key: a host that shows its key is found by that without trying the others.
	hashed map[string][]hashedLine
	tried  map[string]bool // names that have been tried on all of hashed
	// authorities are the keys behind @cert-authority, revoked those behind
	// @revoked by their wire format: such a key is refused for every host.
	authorities []authorityLine
	revoked     map[string]Key
	unread      []Unread
}

// A patternLine is a line with "*", "?" or "!".
type patternLine struct {
	names patterns
	key   Key
}

// A hashedLine is a line whose name is hashed.
type hashedLine struct {
	name hashedName
	key  Key
}

// An authorityLine is a line of @cert-authority.
type authorityLine struct {
	covers matcher
	key    Key
}

// Open reads files. One that is not there is empty. New keys are appended to
// the first. A line that cannot be read is left out and told by [Index.Unread];
// an error means that a file as a whole cannot be read.
func Open(paths ...string) (*Index, error) {
	x := &Index{plain: map[string][]Key{}, revoked: map[string]Key{}, hashed: map[string][]hashedLine{}, tried: map[string]bool{}}
	for i, path := range paths {
		if i == 0 {
			x.own = path
			if err := x.refresh(); err != nil {
				return nil, err
			}
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		x.read(text, path, 0)
	}
	return x, nil
}

// Path returns the file that new keys are appended to.
func (x *Index) Path() string { return x.own }

// Known returns the keys of a name (see [Name]). Each hashed name is tried if no
// other line has a key for it.
func (x *Index) Known(name string) []Key {
	name = fold(name)
	keys := x.found(name)
	if len(keys) == 0 && x.reveal(name) {
		keys = x.found(name)
	}
	return keys
}

// AtHand returns the keys of a name without trying the hashed names: with those
// that have been found before.
func (x *Index) AtHand(name string) []Key { return x.found(fold(name)) }

// Authorities returns the keys that certify a name (@cert-authority).
func (x *Index) Authorities(name string) []Key { return x.authoritiesOf(fold(name)) }

// Accepts reports whether a key is known for a name. If not, others are the
// keys that are; none means that the host is not known.
func (x *Index) Accepts(name string, key ssh.PublicKey) (accepted bool, others []Key) {
	name = fold(name)
	if has(x.found(name), key) || x.revealKey(name, key) {
		return true, nil
	}
	x.reveal(name)
	others = x.found(name)
	return has(others, key), others
}

// found is what the lines say whose names are not hashed.
func (x *Index) found(name string) []Key {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.readable(name)
}

func (x *Index) readable(name string) []Key {
	found := slices.Clone(x.plain[name])
	for _, l := range x.patterns {
		if l.names.match(name) {
			found = append(found, l.key)
		}
	}
	slices.SortStableFunc(found, func(a, b Key) int { return cmp.Or(cmp.Compare(a.Path, b.Path), a.Line-b.Line) })
	return found
}

func (x *Index) authoritiesOf(name string) []Key {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var found []Key
	for _, l := range x.authorities {
		if l.covers.match(name) {
			found = append(found, l.key)
		}
	}
	return found
}

func has(keys []Key, key ssh.PublicKey) bool {
	wire := key.Marshal()
	return slices.ContainsFunc(keys, func(k Key) bool { return bytes.Equal(k.Marshal(), wire) })
}

// Revoked returns the line that revokes a key, if there is one.
func (x *Index) Revoked(key ssh.PublicKey) (Key, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	k, ok := x.revoked[string(key.Marshal())]
	return k, ok
}
