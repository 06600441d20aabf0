package knownhosts

import (
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
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

// reveal tries a name on all hashed names, once, and reports whether it was
// among them. Such a line goes over to the plain ones: nobody has to try it
// again.
func (x *Index) reveal(name string) bool {
	found, lines, tried := x.tryHashed(name)
	if tried {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	moved := x.move(name, found)
	if x.lines != lines { // others came meanwhile, which were not tried
		delete(x.tried, name)
	}
	return moved
}

// keysOf returns all keys of a name. The caller holds the lock.
func (x *Index) keysOf(name string) []Key {
	if !x.tried[name] {
		x.move(name, x.hashedAs(name))
	}
	return x.readable(name)
}

// move makes the lines of these hashed names plain ones. The caller holds the
// lock.
func (x *Index) move(name string, found []hashedName) bool {
	x.tried[name] = true
	if len(found) == 0 {
		return false
	}
	x.hashed = slices.DeleteFunc(x.hashed, func(l hashedLine) bool {
		if !slices.Contains(found, l.name) {
			return false
		}
		x.plain[name] = append(x.plain[name], l.key)
		return true
	})
	return true
}

func (x *Index) tryHashed(name string) (found []hashedName, lines int, tried bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if len(x.hashed) == 0 || x.tried[name] {
		return nil, 0, true
	}
	return x.hashedAs(name), x.lines, false
}

func (x *Index) hashedAs(name string) []hashedName {
	var found []hashedName
	var t trial
	if len(x.hashed) == 0 || !t.set(name) {
		return nil
	}
	for i := range x.hashed {
		if t.is(&x.hashed[i].name) {
			found = append(found, x.hashed[i].name)
		}
	}
	return found
}
