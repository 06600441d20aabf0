package knownhosts

import (
	"strings"
	"sync"
)

// Files are the files of a run, each opened once for all its logins. The zero
// value is ready, a nil one opens a file for each login.
type Files struct {
	mu   sync.Mutex
	open map[string]*Index
}

// Open returns the index of files (see [Open]), with the first as it stands now,
// and whether this is the first time that they are asked for: whoever asks first
// shows [Index.Warning].
func (f *Files) Open(paths ...string) (x *Index, first bool, err error) {
	if f == nil {
		x, err = Open(paths...)
		return x, true, err
	}
	path := strings.Join(paths, "\n")
	f.mu.Lock()
	defer f.mu.Unlock()
	if x := f.open[path]; x != nil {
		return x, false, x.Refresh()
	}
	if x, err = Open(paths...); err != nil {
		return nil, true, err
	}
	if f.open == nil {
		f.open = map[string]*Index{}
	}
	f.open[path] = x
	return x, true, nil
}
