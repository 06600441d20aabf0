package knownhosts

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	peer "github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	reference "golang.org/x/crypto/ssh/knownhosts"
)

const hosts = 20_000

// fleet writes a file of 20,000 hosts and returns it with one key for each
// tenth host, at most ten keys for all.
func fleet(b *testing.B, hash bool) (string, []ssh.PublicKey) {
	b.Helper()
	var keys []ssh.PublicKey
	for range 10 {
		keys = append(keys, newKey(b))
	}
	text := make([]byte, 0, hosts*150)
	for i := range hosts {
		name := fmt.Sprintf("r%d.example.com", i)
		if hash {
			name = reference.HashHostname(name)
		}
		text = append(text, (name + " " + Line("x", keys[i%10])[2:] + "\n")...)
	}
	path := filepath.Join(b.TempDir(), "known_hosts")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	return path, keys
}

// BenchmarkCheck is what one login asks: the algorithms known for a host and
// whether its key is the known one. The hosts follow one another as in a sweep
// of all.
func BenchmarkCheck(b *testing.B) {
	for _, kind := range []string{"plain", "hashed"} {
		path, keys := fleet(b, kind == "hashed")
		b.Run(kind+"/open", func(b *testing.B) {
			for b.Loop() {
				openIndex(b, path)
			}
		})
		b.Run(kind+"/index", func(b *testing.B) {
			x, i := openIndex(b, path), 0
			for b.Loop() {
				n := i % hosts
				i++
				name := Name(fmt.Sprintf("r%d.example.com:22", n))
				if len(x.Lookup(name).Keys) != 1 {
					b.Fatal(name)
				}
				if ok, _ := x.Accepts(name, keys[n%10]); !ok {
					b.Fatal(name)
				}
			}
		})
		b.Run(kind+"/skeema", func(b *testing.B) {
			db, err := peer.NewDB(path)
			if err != nil {
				b.Fatal(err)
			}
			check, i := db.HostKeyCallback(), 0
			for b.Loop() {
				n := i % hosts
				i++
				name := fmt.Sprintf("r%d.example.com:22", n)
				if len(db.HostKeyAlgorithms(name)) == 0 {
					b.Fatal(name)
				}
				if err := check(name, address{}, keys[n%10]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type address struct{}

func (address) Network() string { return "tcp" }
func (address) String() string  { return "192.0.2.1:22" }

// BenchmarkSweepHashed is all hosts of a hashed file, one after the other.
func BenchmarkSweepHashed(b *testing.B) {
	path, keys := fleet(b, true)
	for b.Loop() {
		x := openIndex(b, path)
		for n := range hosts {
			if ok, _ := x.Accepts(fmt.Sprintf("r%d.example.com", n), keys[n%10]); !ok {
				b.Fatal(n)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*hosts), "µs/host")
}
