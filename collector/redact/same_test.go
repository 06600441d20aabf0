package redact

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// reference is what Text must equal: every rule whose needles stand in a line
// is tried on it, one line after the other.
func reference(s string) (out string, secrets int) {
	lines, low := strings.Split(s, "\n"), strings.Split(asciiLower(s), "\n")
	secrets = keyBlocks(lines)
	for i := range lines {
		for _, r := range rules {
			if holds(low[i], r.needles) {
				var n int
				lines[i], n = r.apply(lines[i])
				secrets += n
			}
		}
	}
	return strings.Join(lines, "\n"), secrets
}

func holds(line string, needles []string) bool {
	for _, needle := range needles {
		if !strings.Contains(line, needle) {
			return false
		}
	}
	return true
}

func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

const begin, end = "-----BEGIN RSA PRIVATE " + "KEY-----", "-----END RSA PRIVATE " + "KEY-----" // no key in this file

// same are lines on which a faster search once found less.
var same = []string{
	begin + `\n: "` + end + ` radius` + "\t" + `key x`,
	begin + ": \" " + end + " :\tEAP \"after the key\"",
	begin + " key " + end + " tacacs\tkey\tsecret",
	": R\u017fA hq.pem \"x\"", ": P\u212aCS8 \"x\"", ": p\u212ac\u017f8 a \"x\"", ": EC D\u017fA \"x\"", ": ECD\u017fA \"x\"",
	": \"",
	"a\n" + begin + "\nAAAA\n: PSK \"x\"\n" + end + "\nenable secret x\n",
}

func checkSame(t *testing.T, in string) {
	t.Helper()
	got, n := Text(in)
	want, secrets := reference(in)
	if got != want || n != secrets {
		t.Fatalf("%q\nbecame %q (%d)\n  want %q (%d)", in, got, n, want, secrets)
	}
}

func TestSameAsTryingEveryRule(t *testing.T) {
	changed := 0
	for _, in := range same {
		checkSame(t, in)
		if _, n := Text(in); n > 0 {
			changed++
		}
	}
	if changed < len(same)-3 {
		t.Errorf("only %d of %d texts have secrets", changed, len(same))
	}
	random, pieces := rand.New(rand.NewPCG(3, 5)), fragments()
	for range 40_000 {
		var b strings.Builder
		for range random.IntN(30) {
			b.WriteString(pieces[random.IntN(len(pieces))])
			if random.IntN(3) == 0 {
				b.WriteByte(' ')
			}
		}
		checkSame(t, b.String())
	}
}

// fragments are what the rules look for, and what stands around it.
func fragments() []string {
	out := strings.Fields(`0x12abcdef deadbeefdeadbeef " ' <redacted> ***** 7 md5 sha address 192.0.2.1 user ops PSK AES Key k ke se s K KEY
		enable server- : RSA EAP hq.pem = ENC local remote hex -AQ== abc $9$abc; key username ſ K rſa pKcſ8`)
	out = append(out, "\n", "\n", "\n", "\r\n", " ", " ", " ", "\t", begin, end, "version 2c", "message-digest-key 1 md5 ", "auth sha ", "priv aes 128 ")
	for i := range rules {
		for _, w := range append(rules[i].needles, rules[i].anchors...) {
			out = append(out, w, strings.ToUpper(w))
		}
	}
	return out
}

func FuzzSameAsTryingEveryRule(f *testing.F) {
	for _, in := range same {
		f.Add(in)
	}
	f.Fuzz(checkSame)
}

// TestSameOnRealOutputs compares the two on what real devices printed.
func TestSameOnRealOutputs(t *testing.T) {
	const corpus = "../../../shared/corpus/outputs"
	files, _ := filepath.Glob(filepath.Join(corpus, "*", "*", "*.txt"))
	if len(files) == 0 {
		t.Skip("skipped: no corpus")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		checkSame(t, string(data))
	}
	t.Logf("%d files", len(files))
}
