package linux

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

func TestSysctl(t *testing.T) {
	snap := &ipsec.Snapshot{}
	parseSysctl(scan.New("sysctl -a", "net.ipv4.conf.all.rp_filter = 0\nnet.ipv4.ip_forward = 0\n"), snap)
	if !ipsec.No(snap.Forwarding) || snap.Forwarding.Ref().First != 2 {
		t.Errorf("forwarding is %+v", snap.Forwarding)
	}
	snap = &ipsec.Snapshot{}
	parseSysctl(scan.New("sysctl -a", "sysctl: permission denied on key 'net.ipv4.ip_forward'\n"), snap)
	if snap.Forwarding.Known() {
		t.Error("a key that may not be read is not zero")
	}
}
