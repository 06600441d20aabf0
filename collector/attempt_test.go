package collector_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

var shortly = []time.Duration{time.Millisecond, 2 * time.Millisecond}

// TestRetriesBeforeTheGreeting: a device that hangs up twice is reached, one
// that does so three times is not, and a rejected login is never tried again.
func TestRetriesBeforeTheGreeting(t *testing.T) {
	for _, test := range []struct {
		name        string
		resets      int
		password    string
		class       collector.Class
		connections int
	}{
		{"none", 0, "", "", 1},
		{"two resets", 2, "", "", 3},
		{"three resets", 3, "", collector.ClassConnectionCut, 3},
		{"rejected", 0, "test:wr0ng", collector.ClassAuthRejected, 1},
		{"reset, then rejected", 1, "test:wr0ng", collector.ClassAuthRejected, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := linuxDevice()
			d.Quirks.ResetBeforeBanner = test.resets
			server, device, options := start(t, d)
			options.Retries = shortly
			if test.password != "" {
				device.Login.Password = test.password
			}
			err := tryOpen(t, device, options)
			if class(err) != test.class {
				t.Errorf("%v", err)
			}
			if n := server.Connections(); n != test.connections {
				t.Errorf("%d connections, want %d", n, test.connections)
			}
		})
	}
}

// talker accepts connections, says something and hangs up.
func talker(t *testing.T, words string) (port int, calls *int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	calls = new(int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			*calls++
			_, _ = conn.Write([]byte(words))
			_ = conn.(*net.TCPConn).CloseWrite()
			_, _ = conn.Read(make([]byte, 256))
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	return listener.Addr().(*net.TCPAddr).Port, calls
}

// TestWhatIsSaidInsteadOfAGreeting is quoted, and is tried again; a device that
// greets and then hangs up is not.
func TestWhatIsSaidInsteadOfAGreeting(t *testing.T) {
	for words, want := range map[string]struct {
		quoted string
		calls  int
	}{
		"Exceeded MaxStartups\r\n":     {"Exceeded MaxStartups", 3},
		"Not allowed at this time\r\n": {"Not allowed at this time", 1},
		"SSH-2.0-OpenSSH_9.2\r\n":      {"", 1},
		"\x00\x1b[2JAll lines used":    {"All lines used", 3},
	} {
		port, calls := talker(t, words)
		_, _, options := start(t, linuxDevice())
		options.Retries = shortly
		device := inventory.Device{Name: "br1", Address: "127.0.0.1", Port: port, Platform: "strongswan",
			Login: inventory.Login{User: "ops", Password: "test:x"}}
		err := tryOpen(t, device, options)
		if class(err) != collector.ClassConnectionCut || !strings.Contains(err.Error(), want.quoted) {
			t.Errorf("%q: %v", words, err)
		}
		if *calls != want.calls {
			t.Errorf("%q: called %d times, want %d", words, *calls, want.calls)
		}
	}
}
