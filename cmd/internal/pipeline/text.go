package pipeline

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"unicode/utf16"
	"unicode/utf8"
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
	if bytes.IndexByte(data, 0) >= 0 {
		return data, false
	}
	if !utf8.Valid(data) {
		data = fromWindows(data)
	}
	return data, true
}

// fromWindows reads the bytes that are not UTF-8 as Windows-1252, in which
// Windows saves text. What is UTF-8 stays.
func fromWindows(data []byte) []byte {
	out := make([]byte, 0, len(data)+len(data)/8)
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			r = windows1252(data[0])
		}
		out, data = utf8.AppendRune(out, r), data[size:]
	}
	return out
}

// windows1252 returns the character of a byte above ASCII. From 0xa0 on they are
// those of Unicode; below stand the marks of typography.
func windows1252(c byte) rune {
	if c >= 0x80 && c < 0xa0 {
		return windowsMarks[c-0x80]
	}
	return rune(c)
}

var windowsMarks = [32]rune{
	0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
	0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
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
