package pipeline

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
)

// mostUnpacked bounds what a packed file may unpack to, in bytes.
const mostUnpacked = 512 << 20

// A kind of file is known by its first bytes.
type kind struct{ start, is, do string }

var kinds = []kind{
	{"PK\x03\x04", "a zip archive or an office document", "unpack it, or save the document as plain text"},
	{"%PDF-", "a PDF", "copy its text into a file"},
	{"\x89PNG", "a picture", "copy the text from the terminal"},
	{"\xff\xd8\xff", "a picture", "copy the text from the terminal"},
	{"GIF8", "a picture", "copy the text from the terminal"},
	{"BZh", "packed with bzip2", "unpack it with bunzip2"},
	{"\xfd7zXZ", "packed with xz", "unpack it with unxz"},
	{"7z\xbc\xaf", "a 7z archive", "unpack it"},
	{"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it with unzstd"},
	{"\xd4\xc3\xb2\xa1", "a packet trace", "give what the device printed; a trace is not read"},
	{"\x0a\x0d\x0d\x0a", "a packet trace", "give what the device printed; a trace is not read"},
	{"{\\rtf", "a document (RTF)", "save it as plain text"},
}

// notText says what a file is that holds no text, and what to do about it.
func notText(data []byte) string {
	for _, k := range kinds {
		if bytes.HasPrefix(data, []byte(k.start)) {
			return "it is " + k.is + ": " + k.do
		}
	}
	if len(data) > 262 && bytes.Equal(data[257:262], []byte("ustar")) {
		return "it is a tar archive: unpack it and give the folder"
	}
	return "not text; what a device printed is wanted, or a file that capture wrote"
}

// TextOf returns a saved text as UTF-8: from gzip, UTF-16 and Windows-1252 too. Of
// what is no text it says why, and what to do.
func TextOf(data []byte) (text []byte, problem string) {
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		if data, problem = unpacked(data); problem != "" {
			return nil, problem
		}
	}
	for _, k := range kinds {
		if bytes.HasPrefix(data, []byte(k.start)) {
			return nil, notText(data)
		}
	}
	text, ok := asText(data)
	switch {
	case !ok:
		return nil, notText(data)
	case len(bytes.TrimSpace(text)) == 0:
		return nil, "it is empty: nothing was printed, or nothing saved"
	}
	return text, ""
}

func unpacked(data []byte) (out []byte, problem string) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		out, err = io.ReadAll(io.LimitReader(r, mostUnpacked+1))
	}
	switch {
	case err != nil:
		return nil, fmt.Sprintf("it is packed with gzip and damaged (%v): give what zcat makes of it", err)
	case len(out) > mostUnpacked:
		return nil, fmt.Sprintf("it unpacks to more than %d MB: give the part about the tunnel", mostUnpacked>>20)
	}
	return out, ""
}
