package knownhosts

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

// Record appends a key for a name to the first file, made with mode 0600 if it
// is not there. What others appended since the file was read is taken in first:
// if the name has become known meanwhile, nothing is written and the keys it
// has are returned. Two processes that record at the same time wait for each
// other.
func (x *Index) Record(name string, key ssh.PublicKey) (known []Key, err error) {
	name = fold(name)
	x.mu.Lock()
	defer x.mu.Unlock()
	f, err := x.lockOwn()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := x.refresh(); err != nil {
		return nil, err
	}
	if known := x.keysOf(name); len(known) > 0 {
		return known, nil
	}
	if err := appendLine(f, Line(name, key)); err != nil {
		return nil, err
	}
	return nil, x.refresh()
}

// Line is the line of one key, without its end.
func Line(name string, key ssh.PublicKey) string {
	return fold(name) + " " + key.Type() + " " + base64.StdEncoding.EncodeToString(key.Marshal())
}

// lockOwn opens the own file and locks it. ssh-keygen -R puts another file in
// its place, perhaps while we wait.
func (x *Index) lockOwn() (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(x.own), 0o700); err != nil {
		return nil, err
	}
	for {
		f, err := os.OpenFile(x.own, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		lock(f)
		mine, failed := f.Stat()
		there, err := os.Stat(x.own)
		if failed == nil && err == nil && os.SameFile(mine, there) {
			return f, nil
		}
		_ = f.Close()
		if failed != nil || err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, errors.Join(failed, err)
		}
	}
}

// appendLine writes a line in one write, so that the lines of several programs
// do not mix, and below a last line that has no end.
func appendLine(f *os.File, line string) error {
	if info, err := f.Stat(); err == nil && info.Size() > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, info.Size()-1); err == nil && last[0] != '\n' {
			line = "\n" + line
		}
	}
	_, err := f.WriteString(line + "\n")
	return err
}
