package collector_test

import (
	"strings"
	"testing"

	"ipsec-diag/collector"
)

// TestAdviceBehindAJumpHost: what is reached from a jump host is not to be
// looked for from this machine. The jump host is the machine's own sshd, whose
// words they are.
func TestAdviceBehindAJumpHost(t *testing.T) {
	for name, test := range map[string]struct {
		settings []string
		address  string
		class    collector.Class
		says     string
	}{
		"refused":   {nil, "127.0.0.1", collector.ClassUnreachable, "Check from jump host real"},
		"no name":   {nil, "nowhere.invalid", collector.ClassName, "DNS of jump host real"},
		"forbidden": {[]string{"AllowTcpForwarding=no"}, "127.0.0.1", collector.ClassJump, "AllowTcpForwarding"},
	} {
		t.Run(name, func(t *testing.T) {
			hop, options := startOpenSSH(t, test.settings...)
			bastions := collector.NewBastions()
			defer bastions.Close()
			_, device, behind := start(t, iosDevice())
			behind.Dial = dialThrough(t, bastions, device, collector.Hop{Device: hop, Options: options})
			device.Address, device.Port = test.address, 1
			err := tryOpen(t, device, behind)
			if class(err) != test.class || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "this machine") {
				t.Errorf("%v", err)
			}
		})
	}
}
