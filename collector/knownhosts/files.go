package knownhosts

import "sync"

// Files are the files of a run, each opened once for all its logins. The zero
// value is ready, a nil one opens a file for each login.
type Files struct {
	mu   sync.Mutex
	open map[string]*Index
}

// Open returns the index of a file, as it stands now, and whether this is the
// first time that it is asked for: whoever asks first shows [Index.Warning].
func (f *Files) Open(path string) (x *Index, first bool, err error) {
	if f == nil {
		x, err = Open(path)
		return x, true, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if x := f.open[path]; x != nil {
		return x, false, x.Refresh()
	}
	if x, err = Open(path); err != nil {
		return nil, true, err
	}
	if f.open == nil {
		f.open = map[string]*Index{}
	}
	f.open[path] = x
	return x, true, nil
}
