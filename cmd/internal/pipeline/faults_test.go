package pipeline_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/collector/simulator/fleet"
	"ipsec-diag/inventory"
)

// A fault is one way in which devices fail, and the class that names it.
type fault struct {
	name   string
	each   int // of a hundred devices
	class  collector.Class
	device func(*simulator.Device)
}

func faults() []fault {
	return []fault{
		{"hangs", 3, collector.ClassTimeout, func(d *simulator.Device) {
			d.Quirks.Hang = []string{"show crypto ipsec sa detail", "show crypto ipsec sa"}
		}},
		{"resets", 3, collector.ClassConnectionCut, func(d *simulator.Device) { d.Quirks.ResetBeforeBanner = -1 }},
		{"refuses the login", 3, collector.ClassAuthRejected, func(d *simulator.Device) { d.Password = "an0ther" }},
		{"cut off", 1, collector.ClassDisconnected, func(d *simulator.Device) { d.Quirks.CutAfter = 1500 }},
	}
}

// faultOf spreads the faults evenly.
func faultOf(i int) *fault {
	at := i % 100 / 10 // ten faults in a hundred, at 5, 15, 25 ...
	if i%10 != 5 {
		return nil
	}
	all := faults()
	for k := range all {
		if at -= all[k].each; at < 0 {
			return &all[k]
		}
	}
	return nil
}

// smallDevice answers little, so that a thousand fit in a test.
func smallDevice(i int) simulator.Device {
	version := "Cisco IOS Software, Version 15.7(3)M\n"
	sa := strings.Repeat("   protected vrf: (none)\n     PERMIT, flags={origin_is_acl,}\n    #pkts encaps: 1, #pkts encrypt: 1, #pkts digest: 1\n", 20)
	return simulator.Device{Name: fmt.Sprintf("r%d", i), Platform: "cisco-ios", User: "ops", Password: fleet.Password,
		Capture: &collector.Capture{Platform: "cisco-ios", Outputs: []collector.Output{
			{Command: "show version", Status: collector.Answered, Text: version},
			{Command: "show crypto ipsec sa detail", Status: collector.Answered, Text: sa},
			{Command: "show crypto ipsec sa", Status: collector.Answered, Text: sa},
		}}}
}

// faultyFleet starts the devices; every tenth stands behind the jump host.
func faultyFleet(t *testing.T, n int, jump string) ([]*simulator.Server, []inventory.Device) {
	t.Helper()
	key, err := simulator.NewHostKey()
	if err != nil {
		t.Fatal(err)
	}
	var servers []*simulator.Server
	var devices []inventory.Device
	for i := range n {
		sim := smallDevice(i)
		f := faultOf(i)
		if f != nil {
			f.device(&sim)
		}
		server, err := simulator.Start(t.Context(), sim, simulator.WithHostKey(key))
		if err != nil {
			t.Fatal(err)
		}
		dev := inventory.Device{Name: sim.Name, Address: "127.0.0.1", Port: server.Addr().Port, Platform: sim.Platform,
			Site: fmt.Sprintf("s%d", i%50), Login: inventory.Login{User: "ops", Password: "ok"}}
		if f != nil && f.class == collector.ClassTimeout {
			dev.Timeout = 3 * time.Second // also the limit of the login, on a busy machine
		}
		if i%10 == 1 {
			dev.Jump = jump
		}
		servers, devices = append(servers, server), append(devices, dev)
	}
	return servers, devices
}

// TestThousandDevices: of a thousand devices some hang, reset, refuse the
// login or are cut off. Every other result is complete, each failure names its
// class, and nothing is left behind: sessions, goroutines, descriptors.
func TestThousandDevices(t *testing.T) {
	const n = 1000
	gate := simulator.Device{Name: "gate", Platform: "strongswan", User: "ops", Password: fleet.Password, Forward: true}
	jump, err := simulator.Start(t.Context(), gate)
	if err != nil {
		t.Fatal(err)
	}
	servers, devices := faultyFleet(t, n, "gate")
	a := agent(t)
	a.Inventory.Devices = append(devices, inventory.Device{Name: "gate", Address: "127.0.0.1", Port: jump.Addr().Port,
		Login: inventory.Login{User: "ops", Password: "ok"}})
	a.Limits.PerSite, a.Limits.PerJump = 10, 50
	a.Options.Retries = []time.Duration{time.Millisecond, 2 * time.Millisecond}
	before := descriptors(t)
	// One device first: the run must not depend on whether a device that
	// refuses a good secret happens to be the first to be asked.
	a.Options.Rejections = collector.NewRejections()
	if first := a.Capture(t.Context(), devices[0]); first.Err != nil {
		t.Fatal(first.Err)
	}
	run := a.Sweep(t.Context(), devices, 200, nil)
	for i, d := range run.Devices {
		checkFault(t, faultOf(i), d.Capture)
	}
	if len(run.Devices) != n || jump.Connections() != 1 {
		t.Errorf("%d results, %d connections to the jump host", len(run.Devices), jump.Connections())
	}
	for i, s := range servers {
		left := strings.Contains(strings.Join(s.Commands(), "|"), "|exit")
		if faultOf(i) == nil && !left {
			t.Errorf("r%d was left without a word: %q", i, s.Commands())
		}
	}
	nothingLeft(t, append(servers, jump), before)
}

// checkFault holds a device's result against its fault.
func checkFault(t *testing.T, f *fault, c *collector.Capture) {
	t.Helper()
	if f != nil {
		if c.Err == nil || c.Err.Class != f.class {
			t.Errorf("%s %s: %v", c.Device, f.name, c.Err)
		}
		return
	}
	answered := 0
	for _, out := range c.Outputs {
		if out.Status == collector.Answered {
			answered++
		}
		if out.Command == "show crypto ipsec sa" && strings.Count(out.Text, "#pkts encaps") != 20 {
			t.Errorf("%s: %q is not whole: %d bytes", c.Device, out.Command, len(out.Text))
		}
	}
	if c.Err != nil || answered < 3 {
		t.Errorf("%s: %d answers, %v", c.Device, answered, c.Err)
	}
}

// descriptors counts the open files of this process.
func descriptors(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(open)
}

// nothingLeft waits for the devices to see the end of their sessions.
func nothingLeft(t *testing.T, servers []*simulator.Server, before int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	sessions := func() (open int) {
		for _, s := range servers {
			open += s.OpenSessions()
		}
		return open
	}
	for time.Now().Before(deadline) && (sessions() > 0 || descriptors(t) > before) {
		time.Sleep(10 * time.Millisecond)
	}
	if s, d := sessions(), descriptors(t); s > 0 || d > before {
		t.Errorf("%d sessions and %d descriptors are left open", s, d-before)
	}
	stacks := make([]byte, 16<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "collector.(*") && !strings.Contains(stack, "simulator") {
			t.Errorf("left behind:\n%s", stack)
		}
	}
}
