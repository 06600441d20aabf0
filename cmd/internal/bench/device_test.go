package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
)

// asDevice in the environment makes this test binary a simulated device: in a
// process of its own, so that what is measured is the client alone.
const asDevice = "IPSEC_DIAG_BENCH_DEVICE"

func TestMain(m *testing.M) {
	if text := os.Getenv(asDevice); text != "" {
		if err := serveDevice(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A simulated is an IOS device for the clients: what it answers to how many
// commands, and how far away it is.
type simulated struct {
	Commands int // the first so many of commands
	Bytes    int // of each answer
	RTT      time.Duration
}

// commands are on the read-only list of IOS.
var commands = []string{
	"show version", "show clock detail", "show ntp status", "show crypto isakmp sa detail", "show crypto ikev2 sa detailed",
	"show crypto ikev2 stats", "show crypto ipsec sa detail", "show crypto session detail", "show crypto map", "show ip interface brief",
}

const (
	hostname = "hq-rtr1"
	user     = "ops"
	password = "simulated" // of a device that exists only here
)

func (d simulated) sent() []string { return commands[:d.Commands] }

// text is the answer to each command, full of what looks like prompts.
func (d simulated) text() string {
	const block = "    #pkts encaps: 4711, #pkts encrypt: 4711, #pkts digest: 4711\n    #send errors 0, #recv errors 0\n"
	return strings.Repeat(block, d.Bytes/len(block)+1)
}

// serveDevice runs a device until standard input ends. It prints its port.
func serveDevice(text string) error {
	var d simulated
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return err
	}
	device := simulator.Device{Name: hostname, Platform: "cisco-ios", User: user, Password: password,
		Capture: &collector.Capture{}, Quirks: simulator.Quirks{RTT: d.RTT}}
	for _, command := range d.sent() {
		device.Capture.Outputs = append(device.Capture.Outputs, collector.Output{Command: command, Status: collector.Answered, Text: d.text()})
	}
	server, err := simulator.Start(context.Background(), device)
	if err != nil {
		return err
	}
	defer server.Close()
	fmt.Println(server.Addr().Port)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// start runs the device in a process of its own and returns how to reach it.
func (d simulated) start(b *testing.B) inventory.Device {
	b.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		b.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env, c.Stderr = append(os.Environ(), asDevice+"="+string(text)), os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_ = c.Wait()
	})
	dev := inventory.Device{Name: hostname, Address: "127.0.0.1", Platform: "cisco-ios", Login: inventory.Login{User: user, Password: "bench:"}}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Sscan(line, &dev.Port); err != nil {
		b.Fatal(err)
	}
	return dev
}
