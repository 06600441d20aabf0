package knownhosts

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// tailSize is how much of the end of what was read is kept, to see whether a
// longer file is the same with lines appended.
const tailSize = 256

// Refresh reads what has been appended to the first file since it was read.
func (x *Index) Refresh() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	info, err := os.Stat(x.own)
	if err == nil && x.seen != nil && os.SameFile(x.seen, info) && info.Size() == x.seen.Size() && info.ModTime().Equal(x.seen.ModTime()) {
		return nil
	}
	return x.refresh()
}

// refresh reads what was appended to the own file since it was read last. A
// file that was replaced, edited or became shorter, as by ssh-keygen -R, is
// read anew.
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
	if !x.appended(f, info) {
		x.forget()
	}
	from := int64(0)
	if x.seen != nil {
		from = x.seen.Size()
	}
	text, err := io.ReadAll(io.NewSectionReader(f, from, info.Size()-from))
	if err != nil {
		return err
	}
	x.take(text, info)
	return nil
}

// appended reports whether the file is the one that was read, with nothing
// changed but for lines behind it.
func (x *Index) appended(f *os.File, info os.FileInfo) bool {
	if x.seen == nil || !os.SameFile(x.seen, info) || info.Size() < x.seen.Size() ||
		info.Size() == x.seen.Size() && !info.ModTime().Equal(x.seen.ModTime()) {
		return false
	}
	tail := make([]byte, len(x.tail))
	_, err := f.ReadAt(tail, x.seen.Size()-int64(len(tail)))
	return (err == nil || errors.Is(err, io.EOF)) && bytes.Equal(tail, x.tail)
}

// take adds the text that follows what was read.
func (x *Index) take(text []byte, info os.FileInfo) {
	x.seen = info
	if len(text) == 0 {
		return
	}
	x.lines = x.read(text, x.own, x.lines)
	if text[len(text)-1] != '\n' {
		x.lines-- // what is appended begins with the end of this line
	}
	clear(x.tried)
	x.tail = append(x.tail, text...)
	x.tail = bytes.Clone(x.tail[max(0, len(x.tail)-tailSize):])
}
