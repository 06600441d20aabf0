package collector_test

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
)

// goroutines returns the stacks that hold a function of the SSH library's
// client or of this package.
func goroutines() string {
	buf := make([]byte, 1<<20)
	var ours []string
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(stack, "collector.(*") {
			ours = append(ours, stack)
		}
	}
	return strings.Join(ours, "\n\n")
}

func noneLeft(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for goroutines() != "" && time.Now().Before(deadline) {
		runtime.Gosched()
		time.Sleep(time.Millisecond)
	}
	if left := goroutines(); left != "" {
		t.Errorf("left behind:\n%s", left)
	}
}

func TestCancelInTheMiddleOfACommand(t *testing.T) {
	sent := make(chan struct{})
	d := &scripted{greeting: "r1#"}
	d.reply = func(line string) string {
		if line == "show clock" {
			close(sent)
			return "half a li"
		}
		return "r1#"
	}
	device, options := d.serve(t)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := collector.Open(ctx, device, dialects["cisco-ios"], options)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-sent
		cancel()
	}()
	out := s.Run(ctx, show(t, "cisco-ios", "show clock"))
	if out.Status == collector.Answered || s.Err() == nil || s.Err().Class != collector.ClassCanceled {
		t.Errorf("%s, %v", out.Status, s.Err())
	}
	_ = s.Close()
	<-d.gone
	if !strings.HasSuffix(d.lines(), "show clock|exit") {
		t.Errorf("sent %s", d.lines())
	}
	noneLeft(t)
}

func TestCancelOfAnIdleSessionLeaves(t *testing.T) {
	server, device, options := start(t, iosDevice())
	ctx, cancel := context.WithCancel(context.Background())
	s, err := collector.Open(ctx, device, dialects["cisco-ios"], options)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	_ = s.Close()
	if !slices.Contains(server.Commands(), "exit") {
		t.Errorf("sent %q", server.Commands())
	}
	noneLeft(t)
}

func TestCancelOfAnExecLeavesNothing(t *testing.T) {
	d := linuxDevice()
	d.Quirks.Hang = []string{"swanctl --list-sas"}
	_, device, options := start(t, d)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	s, err := collector.Open(ctx, device, dialects["strongswan"], options)
	if err != nil {
		t.Fatal(err)
	}
	out := s.Run(ctx, show(t, "strongswan", "swanctl --list-sas"))
	if out.Status == collector.Answered || s.Err() == nil || s.Err().Class != collector.ClassTimeout {
		t.Errorf("%s, %v", out.Status, s.Err())
	}
	_ = s.Close()
	noneLeft(t)
}

func TestFailedLoginLeavesNothing(t *testing.T) {
	_, device, options := start(t, iosDevice())
	device.Login.Password = "test:wr0ng"
	if err := tryOpen(t, device, options); err == nil {
		t.Fatal("logged in with a wrong password")
	}
	noneLeft(t)
}
