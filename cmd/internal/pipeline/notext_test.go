package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/pipeline"
)

func packed(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.Bytes()
}

// TestTextOf names what a file is that holds no text, and reads what does.
func TestTextOf(t *testing.T) {
	tar := make([]byte, 600)
	copy(tar[257:], "ustar")
	for _, tt := range []struct{ name, data, want string }{
		{"text", pasted, ""},
		{"gzip", string(packed(pasted)), ""},
		{"gzip of UTF-8 with a mark", string(packed("\ufeff" + pasted)), ""},
		{"gzip that was cut", string(packed(pasted)[:40]), "packed with gzip and damaged"},
		{"gzip of a picture", string(packed("\x89PNG\r\n\x00\x01")), "a picture: copy the text from the terminal"},
		{"PDF without a zero byte", "%PDF-1.7\nhello\n", "a PDF: copy its text into a file"},
		{"zip", "PK\x03\x04\x14\x00", "a zip archive or an office document: unpack it"},
		{"tar", string(tar), "a tar archive: unpack it"},
		{"program", "\x7fELF\x02\x01\x00\x00", "not text"},
		{"nothing", "", "empty"},
		{"blanks", " \n\r\n", "empty"},
	} {
		text, problem := pipeline.TextOf([]byte(tt.data))
		if tt.want == "" && (problem != "" || string(text) != pasted) || tt.want != "" && !strings.Contains(problem, tt.want) {
			t.Errorf("%s: text %q, problem %q", tt.name, text, problem)
		}
	}
}

// TestFolderWithUnreadable: one file that cannot be read is named, and the others
// are read.
func TestFolderWithUnreadable(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hq.show_crypto_isakmp_sa.txt.gz"), packed(pasted), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "a.txt")); err != nil {
		t.Fatal(err)
	}
	loaded, err := agent(t).Load(dir, nil)
	if err != nil || len(loaded.Readings) != 1 || loaded.Readings[0].Device.Name != "hq" {
		t.Fatalf("%+v, %v", loaded, err)
	}
	if len(loaded.Skipped) != 1 || !strings.Contains(loaded.Skipped[0], "cannot read "+filepath.Join(dir, "a.txt")) {
		t.Errorf("skipped %q", loaded.Skipped)
	}
}
