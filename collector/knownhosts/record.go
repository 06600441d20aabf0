package knownhosts

import (
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/crypto/ssh"
)

// Record appends a key for a name to the first file, made with mode 0600 if it
// is not there. What others appended since the file was read is taken in first:
// if the name has become known meanwhile, nothing is written and the keys it
// has are returned.
func (x *Index) Record(name string, key ssh.PublicKey) (known []Key, err error) {
	name = fold(name)
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.refresh(); err != nil {
		return nil, err
	}
	if known := x.plain[name]; len(known) > 0 {
		return slices.Clone(known), nil
	}
	if err := x.append(Line(name, key)); err != nil {
		return nil, err
	}
	return nil, x.refresh()
}

// Line is the line of one key, without its end.
func Line(name string, key ssh.PublicKey) string {
	return fold(name) + " " + key.Type() + " " + base64.StdEncoding.EncodeToString(key.Marshal())
}

// append writes a line in one write, so that the lines of several programs do
// not mix, and below a last line that has no end.
func (x *Index) append(line string) (err error) {
	if err := os.MkdirAll(filepath.Dir(x.own), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(x.own, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if info, err := f.Stat(); err == nil && info.Size() > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, info.Size()-1); err == nil && last[0] != '\n' {
			line = "\n" + line
		}
	}
	_, err = f.WriteString(line + "\n")
	return err
}

// refresh reads what was appended to the own file since it was read last. A
// file that was replaced or became shorter, as by ssh-keygen -R, is read anew.
func (x *Index) refresh() error {
	f, err := os.Open(x.own)
	if errors.Is(err, os.ErrNotExist) {
		x.forget()
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	from := int64(0)
	if x.seen != nil && os.SameFile(x.seen, info) && info.Size() >= x.seen.Size() {
		from = x.seen.Size()
	} else {
		x.forget()
	}
	text, err := io.ReadAll(io.NewSectionReader(f, from, info.Size()-from))
	if err != nil {
		return err
	}
	x.lines = x.read(text, x.own, x.lines)
	if len(text) > 0 && text[len(text)-1] != '\n' {
		x.lines-- // what is appended begins with the end of this line
	}
	x.seen = info
	return nil
}
