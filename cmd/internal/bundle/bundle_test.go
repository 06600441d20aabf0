package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/inventory"
)

// example is a bundle of two devices that share a key.
func example() *Contents {
	at := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	capture := func(name string) *collector.Capture {
		return &collector.Capture{Device: name, Platform: "cisco-ios", Started: at, Finished: at, Outputs: []collector.Output{{
			Command: "show running-config", Status: collector.Answered, ExitCode: -1, Redacted: 1, EndUnseen: true,
			Text: "hostname " + name + "\ncrypto isakmp key <redacted> address 203.0.113.9\n", Keys: redact.LabelledKeys(map[int]string{2: "a digest"}),
		}}}
	}
	return &Contents{
		Manifest: Manifest{Tool: Tool{"ipsec-diag", "1.0"}, Rules: Rules{1, "aa"}, Judged: at, Audience: Internal, Hidden: Internal.Hidden()},
		Captures: []*collector.Capture{capture("hq"), capture("branch/1")},
		Inventory: &inventory.Inventory{Devices: []inventory.Device{{Name: "hq", Address: "203.0.113.1", Port: 22}},
			Tunnels: []inventory.Tunnel{{Name: "hq-branch", Ends: [2]string{"hq", "203.0.113.9"}}}},
		Site:    map[string][]byte{"site.yaml": []byte("rules: []\n")},
		Reports: map[string][]byte{TextReport: []byte("up\n"), JSONReport: []byte("{}\n")},
	}
}

func formatted(t *testing.T) []byte {
	t.Helper()
	data, err := example().Format()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	data := formatted(t)
	if !bytes.Equal(data, formatted(t)) {
		t.Error("the same contents give other bytes")
	}
	c, err := Parse(data, Usual())
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := c.Format(); !bytes.Equal(again, data) {
		t.Error("what was read is written otherwise")
	}
	want := example()
	if diff := cmp.Diff(want.Captures[0].Outputs[0].Text, c.Captures[0].Outputs[0].Text); diff != "" {
		t.Error(diff)
	}
	if !c.Captures[0].Outputs[0].EndUnseen || c.Inventory.Tunnel("hq-branch") == nil || string(c.Reports[TextReport]) != "up\n" || c.Manifest.Secrets != 2 {
		t.Errorf("something was lost: %+v", c.Manifest)
	}
	first, _ := c.Captures[0].Outputs[0].Keys.At(2)
	second, _ := c.Captures[1].Outputs[0].Keys.At(2)
	if first != "key 1" || second != "key 1" {
		t.Errorf("the keys are %q and %q, want equal labels", first, second)
	}
	if strings.Contains(string(bytesOf(t, data)), "a digest") {
		t.Error("a digest of a key is in the bundle")
	}
}

// bytesOf is everything in an archive.
func bytesOf(t *testing.T, data []byte) []byte {
	t.Helper()
	files, err := unpack(data, Usual())
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for name, text := range files {
		out = append(append(out, name...), text...)
	}
	return out
}

// An entry is a file of an archive that somebody made by hand.
type entry struct {
	name, text string
	kind       byte
}

func archive(entries ...entry) []byte {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	for _, e := range entries {
		head := &tar.Header{Name: e.name, Typeflag: e.kind, Size: int64(len(e.text)), Mode: 0o644}
		if e.kind == 0 {
			head.Typeflag = tar.TypeReg
		} else {
			head.Linkname, head.Size = "/etc/passwd", 0
		}
		_ = w.WriteHeader(head)
		if head.Size > 0 {
			_, _ = w.Write([]byte(e.text))
		}
	}
	_ = w.Close()
	_ = zip.Close()
	return out.Bytes()
}

// TestRefused: what is no bundle, or was changed, is refused and said why.
func TestRefused(t *testing.T) {
	good := formatted(t)
	manifest := entry{name: root + manifestName, text: `{"ipsec_diag_bundle": 1, "audience": "internal", "files": [{"name": "report.txt", "sha256": "00"}]}`}
	tight := Limits{Compressed: 1 << 20, Uncompressed: 1 << 16, Files: 2, Ratio: 1 << 20, RatioFrom: 1 << 20}
	tests := []struct {
		name string
		data []byte
		says string
	}{
		{"empty", nil, "empty"},
		{"no gzip", []byte("hello"), "not compressed with gzip"},
		{"no tar", zipped("hello, this is no archive"), "not a bundle"},
		{"cut", good[:len(good)/2], "ends too early"},
		{"one byte short", good[:len(good)-1], "ends too early"},
		{"followed", append(bytes.Clone(good), "more"...), "something follows"},
		{"no manifest", archive(entry{name: root + "report.txt"}), "it has no " + root + manifestName},
		{"link", archive(entry{name: root + "a", kind: tar.TypeSymlink}), "is a link"},
		{"hard link", archive(entry{name: root + "a", kind: tar.TypeLink}), "is a link"},
		{"device", archive(entry{name: root + "a", kind: tar.TypeChar}), "a device"},
		{"pipe", archive(entry{name: root + "a", kind: tar.TypeFifo}), "a device"},
		{"folder", archive(entry{name: root, kind: tar.TypeDir}), "a folder"},
		{"above", archive(entry{name: root + "../../etc/passwd"}), "does not belong"},
		{"absolute", archive(entry{name: "/etc/passwd"}), "does not belong"},
		{"other folder", archive(entry{name: "report.txt"}), "does not belong"},
		{"Windows", archive(entry{name: root + `..\a`}), "does not belong"},
		{"drive", archive(entry{name: root + `C:a`}), "does not belong"},
		{"twice", archive(manifest, entry{name: root + "a"}, entry{name: root + "a"}), "twice"},
		{"many files", archive(manifest, entry{name: root + "a"}, entry{name: root + "b"}), "more than 2 files"},
		{"checksum", archive(manifest, entry{name: root + "report.txt", text: "x"}), `"report.txt" is not what it was`},
		{"missing", archive(manifest), `"report.txt" is missing`},
		{"added", archive(entry{name: root + manifestName, text: `{"ipsec_diag_bundle": 1, "audience": "internal"}`}, entry{name: root + "x.sh"}), `"x.sh" is not in the manifest`},
		{"newer", archive(entry{name: root + manifestName, text: `{"ipsec_diag_bundle": 2, "audience": 5}`}), "use a newer ipsec-diag"},
		{"no version", archive(entry{name: root + manifestName, text: `{}`}), "does not say its version"},
		{"audience", archive(entry{name: root + manifestName, text: `{"ipsec_diag_bundle": 1, "audience": "all"}`}), `unknown audience "all"`},
		{"no JSON", archive(entry{name: root + manifestName, text: `{`}), "cannot be read"},
		{"large", archive(manifest, entry{name: root + "a", text: strings.Repeat("x", 1<<17)}), "unpacks to more than"},
		{"larger than allowed", make([]byte, 1<<20+1), "it has more than 1 MB"},
	}
	for _, tt := range tests {
		limits := Usual()
		if strings.Contains(tt.says, "more than") {
			limits = tight
		}
		c, err := Parse(tt.data, limits)
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: got %v, want an error with %q", tt.name, err, tt.says)
		}
		if err == nil && c != nil {
			t.Errorf("%s: contents in spite of the error", tt.name)
		}
	}
}

func zipped(text string) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.Bytes()
}

// TestBomb: a small file that unpacks to very much is refused before it has.
func TestBomb(t *testing.T) {
	data := archive(entry{name: root + "a", text: strings.Repeat("\x00", 32<<20)})
	limits := Usual()
	if _, err := Parse(data, limits); err == nil || !strings.Contains(err.Error(), "200 times its size") {
		t.Errorf("%d bytes that unpack to 32 MB: %v", len(data), err)
	}
}

// TestDamaged: a changed byte anywhere is noticed.
func TestDamaged(t *testing.T) {
	good := formatted(t)
	for i := 10; i < len(good); i += 7 {
		bad := bytes.Clone(good)
		bad[i] ^= 0x10
		if _, err := Parse(bad, Usual()); err == nil {
			t.Errorf("byte %d was changed and nobody noticed", i)
		}
	}
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.tar.gz")
	for _, text := range []string{"one", "two"} {
		if err := WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v: want 0600", info.Mode(), err)
	}
	if list, _ := os.ReadDir(filepath.Dir(path)); len(list) != 1 {
		t.Errorf("files are left beside it: %v", list)
	}
	if err := WriteFile(filepath.Join(path, "b"), nil); err == nil {
		t.Error("written into what is no folder")
	}
}

// TestAudiences: whoever is further away sees less, and nobody sees secrets.
func TestAudiences(t *testing.T) {
	list := Audiences()
	for i, a := range list {
		if !a.hides(secrets) {
			t.Errorf("%s sees secrets", a)
		}
		if i > 0 && len(a.Hidden()) < len(list[i-1].Hidden()) {
			t.Errorf("%s sees more than %s", a, list[i-1])
		}
	}
	if len(Public.Hidden()) != len(Matters()) || len(Internal.Hidden()) != 1 {
		t.Errorf("public: %v, internal: %v", Public.Hidden(), Internal.Hidden())
	}
}

func FuzzParse(f *testing.F) {
	good, err := example().Format()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:100])
	f.Add(archive(entry{name: root + manifestName, text: `{"ipsec_diag_bundle": 1}`}, entry{name: root + "../x"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data, Limits{Compressed: 1 << 20, Uncompressed: 1 << 20, Files: 50, Ratio: 1000, RatioFrom: 1 << 16})
		if err != nil {
			return
		}
		if _, err := c.Format(); err != nil {
			t.Errorf("read, and cannot be written: %v", err)
		}
	})
}

// FuzzFiles changes what is inside the archive, which gzip's checksum keeps from
// a fuzzer otherwise.
func FuzzFiles(f *testing.F) {
	f.Add(root+manifestName, `{"ipsec_diag_bundle": 1, "audience": "internal"}`, root+keysName, `[]`)
	f.Add(root+manifestName, `{"ipsec_diag_bundle": 1}`, root+"../a", "x")
	f.Fuzz(func(t *testing.T, name1, text1, name2, text2 string) {
		files, err := unpack(archive(entry{name: name1, text: text1}, entry{name: name2, text: text2}), Usual())
		if err != nil {
			return
		}
		for name := range files {
			if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "..") || strings.Contains(name, "/../") || filepath.Clean(name) != name {
				t.Errorf("%q got through", name)
			}
		}
		c := &Contents{}
		if manifest, there := files[manifestName]; there {
			delete(files, manifestName)
			if c.manifest(manifest, files) == nil {
				_ = c.take(files)
			}
		}
	})
}
