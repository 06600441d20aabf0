//go:build linux

package collector_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

const readsProc = "cat /proc/sys/net/ipv4/ip_forward"

// TestMaxSessionsOne: commands use one channel after the other, so that the
// strictest limit of OpenSSH is enough; with none the reason is named.
func TestMaxSessionsOne(t *testing.T) {
	device, options := startOpenSSH(t, "MaxSessions=1")
	s := open(t, device, options)
	for range 5 {
		if out := s.Run(within(t, 20*time.Second), show(t, "strongswan", readsProc)); out.Status != collector.Answered {
			t.Fatalf("%s %s, %v", out.Status, out.Reason, s.Err())
		}
	}
	device, options = startOpenSSH(t, "MaxSessions=0")
	s = open(t, device, options)
	s.Run(within(t, 20*time.Second), show(t, "strongswan", readsProc))
	if e := s.Err(); e == nil || e.Class != collector.ClassNoShell || !strings.Contains(e.Advice, "MaxSessions") {
		t.Errorf("no sessions allowed: %v", e)
	}
}

// TestMaxStartupsOfADevice: many logins at once to one sshd at its default
// limit are tried again where they were dropped.
func TestMaxStartupsOfADevice(t *testing.T) {
	device, options := startOpenSSH(t, "MaxStartups=3:30:20")
	options.Pace = collector.NewPace(100)
	options.Retries = []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second}
	lost := sweepAll(40, func() error {
		s, err := collector.Open(context.Background(), device, dialects["strongswan"], options)
		if err == nil {
			err = s.Close()
		}
		return err
	})
	if len(lost) > 0 {
		t.Errorf("lost: %v", lost)
	}
}

// TestChainOfThree goes through three real jump hosts, one connection each.
func TestChainOfThree(t *testing.T) {
	bastions := collector.NewBastions()
	defer bastions.Close()
	var way []collector.Hop
	for i := range 3 {
		hop, options := startOpenSSH(t, "MaxStartups=1:100:1", "MaxSessions=1")
		hop.Name = fmt.Sprintf("hop%d", i+1)
		way = append(way, collector.Hop{Device: hop, Options: options})
	}
	_, device, behind := start(t, linuxDevice(answered("swanctl --version", "strongSwan swanctl 5.9.8\n")))
	lost := sweepAll(20, func() error {
		dial, err := bastions.Through(context.Background(), device, way)
		if err != nil {
			return err
		}
		o := behind
		o.Dial = dial
		return readOnce(device, o)
	})
	if len(lost) > 0 {
		t.Errorf("lost: %v", lost)
	}
}

// TestBastionKilledInTheMiddle kills the connection's sshd twice: the first time
// it is opened anew and the sweep goes on, the second time it stays closed.
func TestBastionKilledInTheMiddle(t *testing.T) {
	hop, options := startOpenSSH(t)
	options.Retries = []time.Duration{}
	bastions := collector.NewBastions()
	defer bastions.Close()
	way := []collector.Hop{{Device: hop, Options: options}}
	_, device, behind := start(t, linuxDevice(answered("swanctl --version", "strongSwan swanctl 5.9.8\n")))
	read := func() error { return readThrough(bastions, way[0], device, behind) }
	for i, want := range []collector.Class{"", "", collector.ClassJump} {
		if err := read(); class(err) != want || want == "" && err != nil {
			t.Errorf("round %d: %v", i+1, err)
		} else if want != "" && !strings.Contains(err.Error(), hop.Name) {
			t.Errorf("round %d does not name the jump host: %v", i+1, err)
		}
		if i < 2 {
			killSessions(t, hop)
			for ctx := within(t, 10*time.Second); bastions.Lost(way) == "" && ctx.Err() == nil; {
				time.Sleep(time.Millisecond)
			}
		}
	}
}

// killSessions kills the processes that the sshd of a test has started for its
// connections.
func killSessions(t *testing.T, d inventory.Device) {
	t.Helper()
	killed := 0
	for _, server := range children(os.Getpid()) {
		title, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", server))
		if !strings.Contains(string(title), fmt.Sprintf("127.0.0.1:%d", d.Port)) {
			continue
		}
		for _, session := range children(server) {
			killed++
			if err := syscall.Kill(session, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
	}
	if killed == 0 {
		t.Fatal("no connection's sshd was found")
	}
}

// children returns the processes that a process has started.
func children(parent int) (out []int) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		stat, _ := os.ReadFile("/proc/" + e.Name() + "/stat")
		_, behind, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(behind); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			if pid, err := strconv.Atoi(e.Name()); err == nil {
				out = append(out, pid)
			}
		}
	}
	return out
}

// TestBastionForbids: what the jump host does not allow is said of it and not of
// the device; a forced command there forbids nothing, because none is run.
func TestBastionForbids(t *testing.T) {
	for name, test := range map[string]struct {
		setting string
		class   collector.Class
	}{
		"forwarding off":    {"AllowTcpForwarding=no", collector.ClassJump},
		"everything off":    {"DisableForwarding=yes", collector.ClassJump},
		"other targets":     {"PermitOpen=192.0.2.1:22", collector.ClassJump},
		"remote only":       {"AllowTcpForwarding=remote", collector.ClassJump},
		"forced command":    {"ForceCommand=/bin/false", ""},
		"no terminal":       {"PermitTTY=no", ""},
		"no session at all": {"MaxSessions=0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			hop, options := startOpenSSH(t, test.setting)
			hop.Name = "gate"
			bastions := collector.NewBastions()
			defer bastions.Close()
			_, device, behind := start(t, linuxDevice(answered("swanctl --version", "strongSwan swanctl 5.9.8\n")))
			err := readThrough(bastions, collector.Hop{Device: hop, Options: options}, device, behind)
			if class(err) != test.class || test.class == "" && err != nil {
				t.Errorf("%v", err)
			}
			if test.class != "" && (!strings.Contains(err.Error(), "gate") || !strings.Contains(err.Error(), "AllowTcpForwarding")) {
				t.Errorf("what to do is not said: %v", err)
			}
		})
	}
}
