//go:build unix

package bench

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// A cost is what one client took: wall time, and CPU time of this process.
type cost struct{ wall, cpu time.Duration }

func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure adds what f takes.
func (c *cost) measure(f func()) {
	runtime.GC()
	wall, cpu := time.Now(), cpuTime()
	f()
	c.wall += time.Since(wall)
	c.cpu += cpuTime() - cpu
}

// contest runs each client in turn, in rounds, so that all see the same
// machine, and reports the costs of one device and the ratios.
func contest(b *testing.B, d simulated, rounds, devices, parallel int, peers map[string]client) {
	dev := d.start(b)
	all := map[string]client{"ours": ours(collectorOptions(b))}
	for name, c := range peers {
		all[name] = c
	}
	costs := map[string]*cost{}
	for name := range all {
		costs[name] = &cost{}
	}
	for b.Loop() {
		for range rounds {
			for name, c := range all {
				costs[name].measure(func() { visit(b, name, c, dev, d, devices, parallel) })
			}
		}
	}
	n := time.Duration(rounds * devices * b.N)
	mine := costs["ours"]
	for name, c := range costs {
		b.ReportMetric(float64((c.wall/n).Microseconds())/1000, name+"-ms/device")
		b.ReportMetric(float64((c.cpu/n).Microseconds())/1000, name+"-cpu-ms/device")
		if name != "ours" {
			b.ReportMetric(float64(c.wall)/float64(mine.wall), name+"/ours-wall")
			b.ReportMetric(float64(c.cpu)/float64(mine.cpu), name+"/ours-cpu")
		}
	}
	b.ReportMetric(0, "ns/op")
}

// visit has a client run the commands on so many devices.
func visit(b *testing.B, name string, c client, dev inventory.Device, d simulated, devices, parallel int) {
	slots := make(chan struct{}, parallel)
	var all sync.WaitGroup
	for range devices {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			n, err := c(dev, d.sent())
			if err != nil || n < d.Commands*d.Bytes {
				b.Errorf("%s: %d bytes, %v", name, n, err)
			}
		})
	}
	all.Wait()
}

// BenchmarkCollect is a login with ten commands of 2 kB each.
func BenchmarkCollect(b *testing.B) {
	contest(b, simulated{Commands: 10, Bytes: 2 << 10}, 5, 20, 1, map[string]client{"bare": bare, "scrapligo": scrapligo})
}

// BenchmarkCollectLong is a login with three commands of 1 MB each.
func BenchmarkCollectLong(b *testing.B) {
	contest(b, simulated{Commands: 3, Bytes: 1 << 20}, 3, 3, 1, map[string]client{"bare": bare, "scrapligo": scrapligo})
}

// BenchmarkCollectFleet is 1,000 devices 50 ms away, 200 at a time.
func BenchmarkCollectFleet(b *testing.B) {
	contest(b, simulated{Commands: 10, Bytes: 2 << 10, RTT: 50 * time.Millisecond}, 1, 1000, 200, map[string]client{"bare": bare, "scrapligo": scrapligo})
}

// BenchmarkRoundTrips counts on a path so long that little else matters, from
// the TCP handshake to the last of ten outputs: the simulated path does not
// delay the handshake, and the goodbye, measured too, takes one in its place.
// TestRoundTrips of the collector counts exactly.
func BenchmarkRoundTrips(b *testing.B) {
	const rtt = 400 * time.Millisecond
	d := simulated{Commands: 10, Bytes: 2 << 10, RTT: rtt}
	dev := d.start(b)
	ahead := collectorOptions(b)
	ahead.TypeAhead = true
	for name, c := range map[string]client{"ours": ours(collectorOptions(b)), "ours-ahead": ours(ahead), "bare": bare, "scrapligo": scrapligo} {
		b.Run(name, func(b *testing.B) {
			var took cost
			for b.Loop() {
				took.measure(func() { visit(b, name, c, dev, d, 1, 1) })
			}
			b.ReportMetric(float64(took.wall)/float64(b.N)/float64(rtt), "round-trips")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkHandshakes is logins alone, per second of one core of the client.
func BenchmarkHandshakes(b *testing.B) {
	d := simulated{Commands: 1, Bytes: 100}
	dev := d.start(b)
	dialect, o := platforms.Find("cisco-ios").Dialect, collectorOptions(b)
	dialect.Transport = inventory.TransportExec // the session then opens no channel
	logins := map[string]func() error{
		"bare": func() error { return closed(dialBare(dev)) },
		"ours": func() error {
			s, err := collector.Open(b.Context(), dev, dialect, o)
			if err == nil {
				err = s.Close()
			}
			return err
		},
	}
	costs := map[string]*cost{"bare": {}, "ours": {}}
	const rounds, each = 5, 200
	for b.Loop() {
		for range rounds {
			for name, login := range logins {
				costs[name].measure(func() {
					for range each {
						if err := login(); err != nil {
							b.Fatal(name, err)
						}
					}
				})
			}
		}
	}
	for name, c := range costs {
		b.ReportMetric(float64(rounds*each*b.N)/c.cpu.Seconds(), name+"/core-s")
	}
	b.ReportMetric(float64(costs["ours"].cpu)/float64(costs["bare"].cpu), "ours/bare-cpu")
	b.ReportMetric(0, "ns/op")
}

func closed(c *ssh.Client, err error) error {
	if err == nil {
		err = c.Close()
	}
	return err
}

// BenchmarkMemory is what an open session of the shell holds that has run ten
// commands: heap and stacks of this process after a collection.
func BenchmarkMemory(b *testing.B) {
	d := simulated{Commands: 10, Bytes: 2 << 10}
	dev := d.start(b)
	dialect, o := platforms.Find("cisco-ios").Dialect, collectorOptions(b)
	const sessions = 200
	for b.Loop() {
		before, threads := held(), runtime.NumGoroutine()
		var open []*collector.Session
		for range sessions {
			s, err := collector.Open(b.Context(), dev, dialect, o)
			if err != nil {
				b.Fatal(err)
			}
			for _, text := range d.sent() {
				c, err := collector.Show("cisco-ios", text)
				if err != nil {
					b.Fatal(err)
				}
				if out := s.Run(b.Context(), c); out.Status != collector.Answered {
					b.Fatal(fmt.Sprint(out.Status, out.Reason))
				}
			}
			open = append(open, s)
		}
		b.ReportMetric(float64(held()-before)/sessions/1024, "kB/session")
		b.ReportMetric(float64(runtime.NumGoroutine()-threads)/sessions, "goroutines/session")
		for _, s := range open {
			_ = s.Close()
		}
	}
	b.ReportMetric(0, "ns/op")
}

// held is what the process holds after a collection.
func held() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
