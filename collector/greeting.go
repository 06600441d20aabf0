package collector

import (
	"bytes"
	"net"
	"strings"
	"sync"
	"unicode"
)

// greetingSize bounds what is kept of a device's first words (RFC 4253,
// section 4.2: other lines may stand before the identification string).
const greetingSize = 255

// A greeted connection keeps the first words the other end says, which tell a
// device that hangs up at once from one that fails later.
type greeted struct {
	net.Conn
	mu   sync.Mutex
	head []byte
	said []byte // as much as the key exchange begins with; see lists
	done bool   // nothing more is kept
	over bool   // nothing more can be read
}

// saidSize bounds what is kept of the first packets.
const saidSize = 16 << 10

// lists returns the device's algorithms, or nil if they have not come.
func (g *greeted) lists() *kexLists {
	g.mu.Lock()
	defer g.mu.Unlock()
	return parseKexInit(g.said)
}

// forget frees what was kept for lists.
func (g *greeted) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.said, g.done = nil, true
}

// Read reads on and keeps the beginning.
func (g *greeted) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	g.mu.Lock()
	g.over = g.over || err != nil
	g.head = append(g.head, p[:min(n, greetingSize-len(g.head))]...)
	if !g.done {
		g.said = append(g.said, p[:min(n, saidSize-len(g.said))]...)
	}
	g.mu.Unlock()
	return n, err
}

// gone reports whether the connection has ended.
func (g *greeted) gone() bool {
	if g == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.over
}

// greeting reports whether the identification string has come, and what came
// instead of it or before it.
func (g *greeted) greeting() (come bool, words string) {
	if g == nil {
		return false, ""
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	before, _, come := bytes.Cut(g.head, []byte("SSH-"))
	words = strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return ' '
	}, string(before))
	return come, strings.Join(strings.Fields(words), " ")
}
