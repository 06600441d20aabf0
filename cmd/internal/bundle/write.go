package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Format writes a bundle. The same contents give the same bytes: the files are
// sorted, belong to nobody, and have the time of the judgement.
func (c *Contents) Format() ([]byte, error) {
	files := c.files()
	c.Manifest.Version, c.Manifest.Files = Version, []File{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sum := sha256.Sum256(files[name])
		c.Manifest.Files = append(c.Manifest.Files, File{name, int64(len(files[name])), hex.EncodeToString(sum[:])})
	}
	files[manifestName] = c.Manifest.format()
	return pack(files, c.Manifest.Judged)
}

// pack writes files into one archive.
func pack(files map[string][]byte, at time.Time) ([]byte, error) {
	if at.IsZero() {
		at = time.Unix(0, 0)
	}
	var out bytes.Buffer
	zip := gzip.NewWriter(&out) // its header has no time and no name
	archive := tar.NewWriter(zip)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		head := &tar.Header{Typeflag: tar.TypeReg, Name: root + name, Mode: 0o644, Size: int64(len(files[name])), ModTime: at.UTC().Truncate(time.Second)}
		if err := archive.WriteHeader(head); err != nil {
			return nil, err
		}
		if _, err := archive.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// WriteFile writes a file for its owner alone, in one step: a reader sees the old
// one or the new one, never a part.
func WriteFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".ipsec-diag-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone after the rename
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
