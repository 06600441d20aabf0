package libreswan

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// TestServiceDown: only a missing pluto is down, not a missing permission.
func TestServiceDown(t *testing.T) {
	for reason, down := range map[string]bool{
		`whack: is Pluto running?  connect() for "/run/pluto/pluto.ctl" failed (111 Connection refused)`:            true,
		`whack: Pluto is not running (no "/run/pluto/pluto.ctl")`:                                                   true,
		`ipsec whack: ERROR: Pluto is not running (no "/run/pluto/pluto.ctl"): No such file or directory (errno 2)`: true,
		`whack: is Pluto running?  connect() for "/run/pluto/pluto.ctl" failed (13 Permission denied)`:              false,
		`/usr/sbin/ipsec: unknown IPsec command "status" ("ipsec --help" for list)`:                                 false,
	} {
		snap := snapshotOf(collector.Output{Command: "ipsec status", Status: collector.Failed, Reason: reason})
		if snap.ServiceDown.Known() != down || snap.Observed(ipsec.AreaIKESAs) {
			t.Errorf("%s: down is %v, SAs observed %v", reason, snap.ServiceDown.Known(), snap.Observed(ipsec.AreaIKESAs))
		}
	}
}

// TestBytesAreExact: the status rounds, trafficstatus does not; what is rounded
// is unknown.
func TestBytesAreExact(t *testing.T) {
	const status = `#1: "hq":500 established IKE SA; newest; idle;` + "\n" + `#2: "hq":500 established Child SA; newest; IKE SA #1; idle;` + "\n" +
		`#2: "hq" esp.1@203.0.113.1 esp.2@198.51.100.1 Traffic: ESPin=12KB ESPout=3MB ESPmax=2^63B` + "\n"
	sa := snapshotOf(output("ipsec showstates", status)).ChildSAs[0]
	if sa.Counters.InBytes.Known() || sa.Counters.OutBytes.Known() {
		t.Errorf("rounded sizes are taken for bytes: %v", sa.Counters)
	}
	const traffic = `#2: "hq", type=ESP, add_time=1795492750, inBytes=12345, outBytes=0, maxBytes=2^63B, id='@br1'` + "\n"
	snap := snapshotOf(output("ipsec showstates", status), output("ipsec trafficstatus", traffic))
	if len(snap.ChildSAs) != 1 {
		t.Fatalf("%d Child SAs, want the one", len(snap.ChildSAs))
	}
	sa = snap.ChildSAs[0]
	if in, _ := sa.Counters.InBytes.Get(); in != 12345 || !sa.Counters.OutBytes.Known() || sa.Age.Known() {
		t.Errorf("bytes in %v, out known %v; age known %v without a clock", in, sa.Counters.OutBytes.Known(), sa.Age.Known())
	}
}

const twoSides = "conn hq\n\tikev2=insist\n\tleft=198.51.100.1\n\tleftid=@hq.example.com\n\tleftsubnet=10.1.0.0/16\n" +
	"\tright=203.0.113.1\n\trightid=@br1.example.com\n\trightsubnet=10.2.0.0/16\n"

// TestSidesOfTheFile: a file does not say which side is this host. An address
// does, a log that names the peer does, and the host's name in an identity.
func TestSidesOfTheFile(t *testing.T) {
	addr := func(a string) collector.Output { return output("ip -br addr", "eth0 UP "+a+"/30\n") }
	for _, tt := range []struct {
		name, device, local string
		more                []collector.Output
	}{
		{"left address", "x", "198.51.100.1", []collector.Output{addr("198.51.100.1")}},
		{"right address", "x", "203.0.113.1", []collector.Output{addr("203.0.113.1")}},
		{"log", "x", "203.0.113.1", []collector.Output{output(file, `"hq" #1: sent IKE_SA_INIT request to 198.51.100.1:500`+"\n"+
			`"hq" #1: IKE SA authentication request rejected by peer: AUTHENTICATION_FAILED`+"\n")}},
		{"name", "br1", "203.0.113.1", nil},
		{"nothing", "x", "", nil},
		{"both", "x", "", []collector.Output{output("ip -br addr", "eth0 UP 198.51.100.1/30 203.0.113.1/30\n")}},
	} {
		snap := snapshotWith(tt.device, append(tt.more, output("cat /etc/ipsec.conf", twoSides))...)
		p := snap.Peers[0]
		switch {
		case tt.local == "" && (len(p.LocalAddrs)+len(p.RemoteAddrs)+len(p.Policies[0].LocalTS) > 0 || p.LocalID.Known()):
			t.Errorf("%s: a side was guessed: %+v", tt.name, p)
		case tt.local != "" && (len(p.LocalAddrs) != 1 || p.LocalAddrs[0] != tt.local):
			t.Errorf("%s: local is %v, want %s", tt.name, p.LocalAddrs, tt.local)
		}
	}
}

// TestSectionsThatNameEachOther: a file of sections that all include all others
// is read, and a section's own setting counts before one it includes.
func TestSectionsThatNameEachOther(t *testing.T) {
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, "conn c%d\n\tauto=add\n\tleft=198.51.100.1\n\tright=203.0.113.%d\n", i, i+1)
		for k := range 20 {
			fmt.Fprintf(&b, "\talso=c%d\n", k)
		}
	}
	snap := snapshotOf(output("ip -br addr", "eth0 UP 198.51.100.1/30\n"), output("cat /etc/ipsec.conf", b.String()))
	if len(snap.Peers) != 20 || snap.Peers[19].RemoteAddrs[0] != "203.0.113.20" {
		t.Errorf("%d connections, the last leads to %v", len(snap.Peers), snap.Peers[len(snap.Peers)-1].RemoteAddrs)
	}
}

// TestSanitisedTimeIsNoAge: the time that the test suite of Libreswan writes
// for all SAs tells no age; a real one does.
func TestSanitisedTimeIsNoAge(t *testing.T) {
	clock := output("date -u +%Y-%m-%dT%H:%M:%SZ", "2026-11-24T03:59:15Z\n")
	for added, known := range map[string]bool{"1234567890": false, "1795492750": true, "1999999999": false} {
		sa := snapshotOf(clock, output("ipsec trafficstatus", `#2: "hq", type=ESP, add_time=`+added+", inBytes=1, outBytes=1\n")).ChildSAs[0]
		if sa.Age.Known() != known {
			t.Errorf("add_time %s: age known is %v", added, sa.Age.Known())
		}
	}
}

// TestListsOfTheConnection: a refusal is compared with what the status lists.
// A file spells algorithms in its own way, which would differ in every word.
func TestListsOfTheConnection(t *testing.T) {
	log := output(file, `"hq" #1: no local proposal matches remote proposals 1:IKE:ENCR=AES_CBC_256;PRF=HMAC_SHA2_256;DH=MODP2048`+"\n")
	status := output("ipsec status", `"hq": 198.51.100.1[@hq]...203.0.113.1[@br1]; unrouted`+"\n"+`"hq":   IKE algorithms: AES_CBC_256-HMAC_SHA2_256-MODP2048`+"\n")
	if ev := snapshotOf(log, status).Events[0]; len(ev.Configured) != 1 || ev.Configured[0] != ev.Received[0] {
		t.Errorf("received %v, configured %v: want the same", ev.Received, ev.Configured)
	}
	conf := output("cat /etc/ipsec.conf", twoSides+"\tike=aes256-sha2_256;modp2048\n")
	if ev := snapshotOf(log, conf).Events[0]; len(ev.Configured) > 0 {
		t.Errorf("compared with the words of a file: %v", ev.Configured)
	}
}

// TestIndentedStatus: pasted lines may stand further right.
func TestIndentedStatus(t *testing.T) {
	snap := snapshotOf(output("ipsec showstates", "        000 #1: \"hq\":500 STATE_MAIN_I1 (sent Main Mode request); idle;\n"))
	if len(snap.IKESAs) != 1 || len(snap.Unread) > 0 {
		t.Errorf("%d IKE SAs, %d lines unread", len(snap.IKESAs), len(snap.Unread))
	}
}

// TestProof: a host with pluto alone is Libreswan; with charon too it is not
// guessed which one runs.
func TestProof(t *testing.T) {
	proof := regexp.MustCompile(Platform().Dialect.Proof)
	for listed, want := range map[string]bool{
		"/usr/libexec/ipsec/pluto\n":                       true,
		"/usr/libexec/ipsec/pluto\n/usr/sbin/swanctl\n":    false,
		"/usr/sbin/swanctl\n":                              false,
		"/usr/libexec/ipsec/pluto\n/usr/libexec/vyos\n":    false,
		"ls: cannot access '/usr/libexec/ipsec/pluto': No": false,
	} {
		if proof.MatchString(listed) != want {
			t.Errorf("%q: proved is %v", listed, !want)
		}
	}
}

// The second sample does not ask for the host's addresses again; the kernel's
// SAs of a daemon that was killed keep their direction all the same.
func TestKernelSAsOfSecondSample(t *testing.T) {
	kernel := "src 203.0.113.1 dst 198.51.100.1\n\tproto esp spi 0x7580d637(1971377719) reqid 1(0x00000001) mode tunnel\n" +
		"\taead rfc4106(gcm(aes)) <<Keys hidden>> 128\n"
	c := &collector.Capture{Platform: "libreswan", Outputs: []collector.Output{
		{Command: "ip -br addr", Status: collector.Answered, Text: "wan0@if2 UP 198.51.100.1/30 \n"},
		{Command: "ip -s xfrm state list nokeys", Status: collector.Answered, Text: kernel},
		{Command: "ip -s xfrm state list nokeys", Status: collector.Answered, Text: kernel, Pass: 1},
	}}
	sas := parsers.Later(parsers.Parse(Platform(), c, 0), parsers.Parse(Platform(), c, 1)).ChildSAs
	if len(sas) != 1 || sas[0].Remote.Address != "203.0.113.1" {
		t.Errorf("SAs %+v, want one to 203.0.113.1", sas)
	}
}
