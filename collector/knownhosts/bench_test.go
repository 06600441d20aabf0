package knownhosts

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	peer "github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	reference "golang.org/x/crypto/ssh/knownhosts"
)

const hosts = 20_000

// fleet writes a file of 20,000 hosts and returns it with their keys.
func fleet(b *testing.B, hash bool) (string, []ssh.PublicKey) {
	b.Helper()
	var keys []ssh.PublicKey
	for range hosts {
		keys = append(keys, newKey(b))
	}
	text := make([]byte, 0, hosts*150)
	for i := range hosts {
		name := fmt.Sprintf("r%d.example.com", i)
		if hash {
			name = reference.HashHostname(name)
		}
		text = append(text, (name + " " + Line("x", keys[i])[2:] + "\n")...)
	}
	path := filepath.Join(b.TempDir(), "known_hosts")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	return path, keys
}

// BenchmarkCheck is what one login asks: what is known of a host and whether its
// key is the known one. The hosts follow one another as in a sweep
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
				x.AtHand(name)
				if ok, _ := x.Accepts(name, keys[n]); !ok {
					b.Fatal(name)
				}
			}
		})
		b.Run(kind+"/unknown", func(b *testing.B) {
			x, i := openIndex(b, path), 0
			for b.Loop() {
				i++
				if ok, others := x.Accepts(fmt.Sprintf("new%d", i), keys[0]); ok || others != nil {
					b.Fatal(i)
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
				if err := check(name, address{}, keys[n]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type address struct{}

func (address) Network() string { return "tcp" }
func (address) String() string  { return "192.0.2.1:22" }

// BenchmarkSweepOfThousand is what known_hosts costs a sweep of 1,000 devices
// of a file of 20,000, opening it included: hosts that are known, and hosts
// that are not and are recorded. skeema/knownhosts is measured on 20 known hosts
// and reckoned up, its file open already.
func BenchmarkSweepOfThousand(b *testing.B) {
	const devices, sample = 1000, 20
	stranger := newKey(b)
	for _, kind := range []string{"plain", "hashed"} {
		b.Run(kind, func(b *testing.B) {
			path, keys := fleet(b, kind == "hashed")
			db, err := peer.NewDB(path)
			if err != nil {
				b.Fatal(err)
			}
			var ours, recorded, theirs time.Duration
			for b.Loop() {
				ours += timed(func() {
					x := openIndex(b, path)
					for i := range devices {
						if ok, _ := x.Accepts(host(i*hosts/devices), keys[i*hosts/devices]); !ok {
							b.Fatal(i)
						}
					}
				})
				recorded += timed(func() { recordNew(b, path, stranger, devices) })
				theirs += timed(func() { checkBySkeema(b, db, keys, sample) }) * devices / sample
			}
			each := float64(b.N * 1000)
			b.ReportMetric(float64(ours.Microseconds())/each, "known-ms")
			b.ReportMetric(float64(recorded.Microseconds())/each, "new-ms")
			b.ReportMetric(float64(theirs.Microseconds())/each, "skeema-ms")
			b.ReportMetric(float64(theirs)/float64(ours), "skeema/known")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func host(i int) string { return fmt.Sprintf("r%d.example.com", i) }

func timed(f func()) time.Duration {
	began := time.Now()
	f()
	return time.Since(began)
}

// recordNew meets hosts that the file does not have, in a copy of it.
func recordNew(b *testing.B, path string, key ssh.PublicKey, n int) {
	text, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	path = filepath.Join(b.TempDir(), "new")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	x := openIndex(b, path)
	for i := range n {
		if ok, others := x.Accepts(fmt.Sprintf("new%d", i), key); ok || others != nil {
			b.Fatal(i)
		}
		if known, err := x.Record(fmt.Sprintf("new%d", i), key); err != nil || known != nil {
			b.Fatal(known, err)
		}
	}
}

func checkBySkeema(b *testing.B, db *peer.HostKeyDB, keys []ssh.PublicKey, n int) {
	check := db.HostKeyCallback()
	for i := range n {
		name := host(i*hosts/n) + ":22"
		if len(db.HostKeyAlgorithms(name)) == 0 {
			b.Fatal(name)
		}
		if err := check(name, address{}, keys[i*hosts/n]); err != nil {
			b.Fatal(err)
		}
	}
}
