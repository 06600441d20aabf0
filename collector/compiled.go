package collector

import (
	"reflect"
	"sync"
)

// Compiled keeps the expressions of dialects compiled for all sessions of a
// run: compiling them takes longer than everything else this package does
// during a login. The zero value and nil are usable; nil compiles anew for each
// session.
type Compiled struct {
	mu   sync.Mutex
	done map[string]compiled // by platform
}

type compiled struct {
	dialect Dialect
	syntax  *syntax
}

// compile returns a syntax of the session's own: what is learned about one
// device is not true of another.
func (c *Compiled) compile(d Dialect) (*syntax, error) {
	if c == nil {
		return compile(d)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.done[d.Platform]
	if !ok || !reflect.DeepEqual(known.dialect, d) {
		s, err := compile(d)
		if err != nil {
			return nil, err
		}
		if c.done == nil {
			c.done = map[string]compiled{}
		}
		known = compiled{dialect: d, syntax: s}
		c.done[d.Platform] = known
	}
	own := *known.syntax
	return &own, nil
}
