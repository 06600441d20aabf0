package pipeline

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"unicode/utf16"
)

// asText returns saved output as UTF-8, and false when it is no text at all: a
// picture or an archive. PowerShell saves output as UTF-16 with a byte order mark.
func asText(data []byte) (text []byte, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		data = fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		data = fromUTF16(data[2:], binary.BigEndian)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	return data, !bytes.ContainsRune(data, 0)
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// sourceName is what a message calls an input.
func sourceName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

// cannotRead says which input cannot be read and why, without the name of the
// system call.
func cannotRead(path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		path, err = p.Path, p.Err
	}
	return fmt.Errorf("cannot read %s: %w", path, err)
}
