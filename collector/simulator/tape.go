package simulator

import (
	"slices"
	"strings"
	"sync"
	"time"

	"ipsec-diag/collector"
)

// A tape plays a capture on one connection: the n-th request of a command is
// answered by its n-th pass.
type tape struct {
	mu       sync.Mutex
	platform string
	outputs  []collector.Output
	asked    map[string]int
}

func newTape(device *Device, now time.Time) *tape {
	return &tape{platform: device.Platform, outputs: device.answers(now).Outputs, asked: map[string]int{}}
}

// play returns the answer to a command. Without one, a command that the
// platform knows (known) has nothing to show.
func (t *tape) play(command string) (out collector.Output, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	pass := t.asked[command]
	t.asked[command]++
	for _, same := range []func(a, b string) bool{strings.EqualFold, sameButNumbers} {
		best := -1
		for i := range t.outputs {
			o := &t.outputs[i]
			if same(o.Command, command) && o.Pass <= pass && (best < 0 || o.Pass > t.outputs[best].Pass) {
				best = i
			}
		}
		if best >= 0 {
			return t.outputs[best], true
		}
	}
	_, err := collector.Show(t.platform, command)
	return collector.Output{Command: command, Status: collector.Answered, ExitCode: -1, Text: nothing(t.platform, command)}, err == nil
}

// sameButNumbers compares commands, taking all numbers for equal: how many log
// lines are asked for is the reader's choice.
func sameButNumbers(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) || !slices.ContainsFunc(x, isNumber) {
		return false
	}
	for i := range x {
		if !strings.EqualFold(x[i], y[i]) && (!isNumber(x[i]) || !isNumber(y[i])) {
			return false
		}
	}
	return true
}

func isNumber(word string) bool { return word != "" && strings.Trim(word, "0123456789") == "" }

// installed is what a Linux host has of the daemons that are looked for.
var installed = map[string]string{
	"strongswan": "/usr/sbin/swanctl\n",
	"libreswan":  "/usr/libexec/ipsec/pluto\n",
	"vyos":       "/usr/libexec/vyos\n/usr/sbin/swanctl\n",
}

// nothing is what a platform prints when it has nothing to show.
func nothing(platform, command string) string {
	switch {
	case strings.HasPrefix(command, "ls -d "):
		return installed[platform]
	case platform != "cisco-asa":
		return ""
	case strings.HasPrefix(command, "show crypto ikev1 sa"):
		return "\nThere are no IKEv1 SAs\n"
	case strings.HasPrefix(command, "show crypto ikev2 sa"):
		return "\nThere are no IKEv2 SAs\n"
	case strings.HasPrefix(command, "show crypto isakmp sa"):
		return "\nThere are no IKEv1 SAs\n\nThere are no IKEv2 SAs\n"
	case strings.HasPrefix(command, "show crypto ipsec sa"):
		return "\nThere are no ipsec sas\n"
	case strings.HasPrefix(command, "show vpn-sessiondb"):
		return "INFO: There are presently no active sessions of the type specified\n\n"
	}
	return ""
}
