package knownhosts

import (
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// A hashedName is "|1|salt|hash": HMAC-SHA1 of the name, which is what OpenSSH
// uses to hide names (HashKnownHosts of ssh_config(5)).
type hashedName struct{ salt, sum [sha1.Size]byte }

func parseHashed(text string) (hashedName, error) {
	var h hashedName
	parts := strings.Split(text, "|")
	if len(parts) != 4 || parts[1] != "1" {
		return h, errors.New("a hashed name of an unknown kind")
	}
	salt, badSalt := base64.StdEncoding.DecodeString(parts[2])
	sum, badSum := base64.StdEncoding.DecodeString(parts[3])
	if badSalt != nil || badSum != nil || len(salt) != sha1.Size || len(sum) != sha1.Size {
		return h, errors.New("a hashed name that is cut off")
	}
	copy(h.salt[:], salt)
	copy(h.sum[:], sum)
	return h, nil
}

func (h hashedName) match(name string) bool {
	var t trial
	return t.set(name) && t.is(&h)
}

// A trial computes HMAC-SHA1 (RFC 2104) of one name under many salts without
// allocating: that is all the work there is in a file of hashed names.
type trial struct {
	inner [sha1.BlockSize + 512]byte
	outer [sha1.BlockSize + sha1.Size]byte
	size  int
}

// set takes the name; one longer than any host name matches nothing.
func (t *trial) set(name string) bool {
	t.size = sha1.BlockSize + copy(t.inner[sha1.BlockSize:], name)
	for i := range sha1.BlockSize {
		t.inner[i], t.outer[i] = 0x36, 0x5c
	}
	return t.size == sha1.BlockSize+len(name)
}

func (t *trial) is(h *hashedName) bool {
	for i, b := range h.salt {
		t.inner[i], t.outer[i] = b^0x36, b^0x5c
	}
	sum := sha1.Sum(t.inner[:t.size])
	copy(t.outer[sha1.BlockSize:], sum[:])
	return sha1.Sum(t.outer[:]) == h.sum
}

// revealKey tries a name on the hashed lines of a key, and reports whether it
// was among them.
func (x *Index) revealKey(name string, key ssh.PublicKey) bool {
	wire := string(key.Marshal())
	x.mu.RLock()
	var t trial
	var found []hashedName
	if len(x.hashed[wire]) > 0 && t.set(name) {
		found = t.matching(x.hashed[wire])
	}
	x.mu.RUnlock()
	if len(found) == 0 {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.move(name, wire, found)
	return true
}

// reveal tries a name on all hashed lines, once, and reports whether it was
// among them. Such a line goes over to the plain ones: nobody has to try it
// again.
func (x *Index) reveal(name string) bool {
	x.mu.RLock()
	lines, skip := x.lines, len(x.hashed) == 0 || x.tried[name]
	var found map[string][]hashedName
	if !skip {
		found = x.hashedAs(name)
	}
	x.mu.RUnlock()
	if skip {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.moveAll(name, found)
	x.tried[name] = x.lines == lines // if not, others came meanwhile
	return len(found) > 0
}

// keysOf returns all keys of a name. The caller holds the lock.
func (x *Index) keysOf(name string) []Key {
	if !x.tried[name] {
		x.moveAll(name, x.hashedAs(name))
		x.tried[name] = true
	}
	return x.readable(name)
}

func (x *Index) moveAll(name string, found map[string][]hashedName) {
	for wire, names := range found {
		x.move(name, wire, names)
	}
}

// move makes hashed lines of a key plain ones. The caller holds the lock.
func (x *Index) move(name, wire string, found []hashedName) {
	x.hashed[wire] = slices.DeleteFunc(x.hashed[wire], func(l hashedLine) bool {
		if !slices.Contains(found, l.name) {
			return false
		}
		x.plain[name] = append(x.plain[name], l.key)
		return true
	})
	if len(x.hashed[wire]) == 0 {
		delete(x.hashed, wire)
	}
}

// hashedAs returns the hashed names that are a name, by key.
func (x *Index) hashedAs(name string) map[string][]hashedName {
	all := map[string][]hashedName{}
	var t trial
	if !t.set(name) {
		return nil
	}
	for wire, lines := range x.hashed {
		if found := t.matching(lines); len(found) > 0 {
			all[wire] = found
		}
	}
	return all
}

func (t *trial) matching(lines []hashedLine) []hashedName {
	var found []hashedName
	for i := range lines {
		if t.is(&lines[i].name) {
			found = append(found, lines[i].name)
		}
	}
	return found
}
