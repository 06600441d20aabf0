package collector_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

func dialThrough(t *testing.T, b *collector.Bastions, d inventory.Device, way ...collector.Hop) collector.DialFunc {
	t.Helper()
	dial, err := b.Through(within(t, 20*time.Second), d, way)
	if err != nil {
		t.Fatal(err)
	}
	return dial
}

// jumpHost starts a jump host.
func jumpHost(t *testing.T, name string) (*simulator.Server, collector.Hop) {
	t.Helper()
	d := linuxDevice()
	d.Name, d.Forward = name, true
	server, device, options := start(t, d)
	options.Retries = []time.Duration{}
	return server, collector.Hop{Device: device, Options: options}
}

// TestOneConnectionPerHop reaches many devices through a chain of two at once.
func TestOneConnectionPerHop(t *testing.T) {
	outer, first := jumpHost(t, "outer")
	inner, second := jumpHost(t, "inner")
	bastions := collector.NewBastions()
	_, device, behind := start(t, iosDevice(answered("show clock", "12:00:00.000 UTC Mon Jan 5 2026\n")))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			dial, err := bastions.Through(context.Background(), device, []collector.Hop{first, second})
			if err != nil {
				t.Error(err)
				return
			}
			o := behind
			o.Dial = dial
			if err := tryOpen(t, device, o); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if a, b := outer.Connections(), inner.Connections(); a != 1 || b != 1 {
		t.Errorf("%d connections to the outer and %d to the inner jump host", a, b)
	}
	bastions.Close()
	noneLeft(t)
	if _, err := bastions.Through(within(t, time.Second), device, []collector.Hop{first}); err == nil {
		t.Error("connected after Close")
	}
}

// TestDeadBastionIsReopenedOnce cuts the shared connection twice.
func TestDeadBastionIsReopenedOnce(t *testing.T) {
	server, hop := jumpHost(t, "gate")
	var tcp []net.Conn
	hop.Options.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, addr)
		tcp = append(tcp, c)
		return c, err
	}
	bastions := collector.NewBastions()
	defer bastions.Close()
	_, device, behind := start(t, linuxDevice())
	way := []collector.Hop{hop}
	behind.Dial = dialThrough(t, bastions, device, way...)
	for i := range 3 {
		err := tryOpen(t, device, behind)
		if i < 2 && err != nil {
			t.Fatalf("login %d: %v", i, err)
		}
		if i == 2 && (class(err) != collector.ClassJump || !strings.Contains(err.Error(), "gate")) {
			t.Errorf("after the second loss: %v", err)
		}
		_ = tcp[len(tcp)-1].Close()
		for i < 2 && bastions.Lost(way) != "gate" {
			time.Sleep(time.Millisecond)
		}
	}
	if n := server.Connections(); n != 2 {
		t.Errorf("%d connections to the jump host", n)
	}
}

// TestFailureNamesTheHop: the hop to blame stands in the message, whichever it
// is, and its login is not tried again for the next device.
func TestFailureNamesTheHop(t *testing.T) {
	outer, first := jumpHost(t, "outer")
	inner, second := jumpHost(t, "inner")
	wrong := second
	wrong.Device.Login.Password = "test:wr0ng"
	bad := first
	bad.Device.Login.Password = "test:wr0ng"
	unreachable := second
	unreachable.Device.Port = 1
	_, device, _ := start(t, linuxDevice())
	for name, test := range map[string]struct {
		way  []collector.Hop
		want string
	}{
		"first rejects":      {[]collector.Hop{bad, second}, "jump host outer: login-rejected"},
		"second rejects":     {[]collector.Hop{first, wrong}, "jump host inner: login-rejected"},
		"second unreachable": {[]collector.Hop{first, unreachable}, "jump host outer cannot reach 127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			bastions := collector.NewBastions()
			defer bastions.Close()
			before := outer.AuthAttempts() + inner.AuthAttempts()
			for range 3 {
				_, err := bastions.Through(within(t, 20*time.Second), device, test.way)
				if class(err) != collector.ClassJump || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), device.Name) {
					t.Errorf("%v", err)
				}
			}
			if n := outer.AuthAttempts() + inner.AuthAttempts() - before; n > 2 {
				t.Errorf("%d logins for three devices", n)
			}
		})
	}
}

// TestCancelledDeviceDoesNotTakeTheBastionWithIt: the one who asked first goes
// away while the connection is being made for all.
func TestCancelledDeviceDoesNotTakeTheBastionWithIt(t *testing.T) {
	_, hop := jumpHost(t, "gate")
	asked, free := make(chan struct{}), make(chan struct{})
	hop.Options.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		close(asked)
		<-free
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	bastions := collector.NewBastions()
	defer bastions.Close()
	_, device, _ := start(t, linuxDevice())
	ctx, cancel := context.WithCancel(context.Background())
	gone := make(chan error)
	go func() {
		_, err := bastions.Through(ctx, device, []collector.Hop{hop})
		gone <- err
	}()
	<-asked
	cancel()
	if err := <-gone; class(err) != collector.ClassCanceled {
		t.Errorf("cancelled: %v", err)
	}
	close(free)
	dialThrough(t, bastions, device, hop)
}

// A frozen connection swallows what is written, as a path does that went dead
// without a word.
type frozen struct {
	net.Conn
	stopped *atomic.Bool
}

func (f frozen) Write(p []byte) (int, error) {
	if f.stopped.Load() {
		return len(p), nil
	}
	return f.Conn.Write(p)
}

// TestDeadPathToTheBastionIsNoticed: the first device waits in vain, then the
// jump host is asked whether it is there, and connected to anew.
func TestDeadPathToTheBastionIsNoticed(t *testing.T) {
	_, hop := jumpHost(t, "gate")
	stopped, calls := new(atomic.Bool), 0
	hop.Options.ConnectTimeout = 100 * time.Millisecond
	hop.Options.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, addr)
		if calls++; calls > 1 {
			return c, err
		}
		return frozen{c, stopped}, err
	}
	bastions := collector.NewBastions()
	defer bastions.Close()
	_, device, behind := start(t, linuxDevice())
	way := []collector.Hop{hop}
	behind.Dial = dialThrough(t, bastions, device, way...)
	stopped.Store(true)
	impatient := behind
	impatient.ConnectTimeout = 100 * time.Millisecond
	if err := tryOpen(t, device, impatient); class(err) != collector.ClassUnreachable || !strings.Contains(err.Error(), "through jump host gate") {
		t.Errorf("%v", err)
	}
	for ctx := within(t, 10*time.Second); bastions.Lost(way) == "" && ctx.Err() == nil; {
		time.Sleep(time.Millisecond)
	}
	if err := tryOpen(t, device, behind); err != nil {
		t.Error(err)
	}
}
