package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
)

// ErrOther says that data is something else than a bundle.
var ErrOther = errors.New("not a bundle")

// LooksLike reports whether data is compressed as a bundle is.
func LooksLike(data []byte) bool { return bytes.HasPrefix(data, []byte{0x1f, 0x8b}) }

// ReadFile opens a bundle. Nothing of it is written anywhere.
func ReadFile(name string) (*Contents, error) {
	f, err := os.Open(name)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return nil, fmt.Errorf("cannot read %s: %w", name, err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, Usual().Compressed+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", name, err)
	}
	c, err := Parse(data, Usual())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// Parse opens a bundle and compares every file with its checksum.
func Parse(data []byte, limits Limits) (*Contents, error) {
	switch {
	case len(data) == 0:
		return nil, errors.New("it is empty")
	case int64(len(data)) > limits.Compressed:
		return nil, fmt.Errorf("it has more than %d MB, which no bundle of this program has", limits.Compressed>>20)
	case !LooksLike(data):
		return nil, fmt.Errorf("%w: it is not compressed with gzip; ipsec-diag bundle makes one", ErrOther)
	}
	files, err := unpack(data, limits)
	if err != nil {
		return nil, err
	}
	c := &Contents{}
	manifest, there := files[manifestName]
	if !there {
		return nil, fmt.Errorf("%w: it has no %s%s", ErrOther, root, manifestName)
	}
	delete(files, manifestName)
	if err := c.manifest(manifest, files); err != nil {
		return nil, err
	}
	return c, c.take(files)
}

// manifest reads the manifest and compares the files with it.
func (c *Contents) manifest(data []byte, files map[string][]byte) error {
	var version struct {
		N int `json:"ipsec_diag_bundle"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return fmt.Errorf("%s cannot be read: %w", manifestName, err)
	}
	switch {
	case version.N > Version:
		return fmt.Errorf("a bundle of version %d; this program reads up to version %d: use a newer ipsec-diag", version.N, Version)
	case version.N < 1:
		return fmt.Errorf("not a bundle: %s does not say its version", manifestName)
	}
	if err := json.Unmarshal(data, &c.Manifest); err != nil {
		return fmt.Errorf("%s cannot be read: %w", manifestName, err)
	}
	if !known(c.Manifest.Audience) {
		return fmt.Errorf("%s: unknown audience %q", manifestName, c.Manifest.Audience)
	}
	listed := map[string]bool{}
	for _, f := range c.Manifest.Files {
		text, there := files[f.Name]
		sum := sha256.Sum256(text)
		switch {
		case !there:
			return fmt.Errorf("%q is missing: the bundle is not complete", f.Name)
		case listed[f.Name]:
			return fmt.Errorf("%q is listed twice", f.Name)
		case hex.EncodeToString(sum[:]) != f.SHA256:
			return fmt.Errorf("%q is not what it was: its checksum differs from the manifest's", f.Name)
		}
		listed[f.Name] = true
	}
	for name := range files {
		if !listed[name] {
			return fmt.Errorf("%q is not in the manifest: somebody has added it", name)
		}
	}
	return nil
}

// unpack returns the files of an archive by their names within the folder.
func unpack(data []byte, limits Limits) (map[string][]byte, error) {
	packed := bytes.NewReader(data)
	zip, err := gzip.NewReader(packed)
	if err != nil {
		return nil, cut(err)
	}
	zip.Multistream(false)
	in := &metered{from: zip, packed: int64(len(data)), limits: limits}
	archive := tar.NewReader(in)
	files := map[string][]byte{}
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && len(files) == 0 && whole(in) {
			return nil, fmt.Errorf("%w: there is no tar archive in it", ErrOther)
		}
		if err != nil {
			return nil, cut(err)
		}
		name, err := nameOf(head)
		if err != nil {
			return nil, err
		}
		if _, twice := files[name]; twice {
			return nil, fmt.Errorf("%q is in it twice", head.Name)
		}
		if len(files) >= limits.Files {
			return nil, fmt.Errorf("it has more than %d files, which no bundle of this program has", limits.Files)
		}
		if files[name], err = io.ReadAll(archive); err != nil {
			return nil, cut(err)
		}
	}
	if _, err := io.Copy(io.Discard, in); err != nil { // up to gzip's own checksum
		return nil, cut(err)
	}
	if packed.Len() > 0 {
		return nil, errors.New("something follows the archive: it is not what was written")
	}
	return files, nil
}

// whole reports whether compressed data can be read to its end.
func whole(in io.Reader) bool {
	_, err := io.Copy(io.Discard, in)
	return err == nil
}

// nameOf is the name of a file within the folder, refused if it is no plain file
// in it.
func nameOf(head *tar.Header) (string, error) {
	if head.Typeflag != tar.TypeReg {
		return "", fmt.Errorf("%q is a link, a folder or a device: a bundle has plain files alone", head.Name)
	}
	name, inside := strings.CutPrefix(head.Name, root)
	bad := !inside || name == "" || path.Clean(name) != name || strings.HasPrefix(name, "/") || name == ".." || strings.HasPrefix(name, "../") ||
		strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\\' || r == ':' || r == 0x7f })
	if bad {
		return "", fmt.Errorf("%q does not belong into a bundle: its files are in the folder %s", head.Name, root)
	}
	return name, nil
}

// cut says of what ends too early, or is damaged, what that means.
func cut(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("it ends too early: copy it once more")
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, tar.ErrHeader), isCorrupt(err):
		return errors.New("it is damaged: copy it once more")
	}
	return err
}

func isCorrupt(err error) bool { return strings.HasPrefix(err.Error(), "flate:") }
