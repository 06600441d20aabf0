package ping

import (
	"net/netip"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var sent = collector.Ping{Source: netip.MustParseAddr("10.1.0.1"), Destination: netip.MustParseAddr("10.2.0.1"), Size: 1438, Count: 3, DF: true}

func parse(text string) (*ipsec.Snapshot, int) {
	t, snap := scan.New("ping", text), &ipsec.Snapshot{}
	Parse(t, sent, snap)
	unread, _ := t.Unread()
	return snap, len(unread)
}

// known is what a text is to be read as; -1 is not known.
type known struct{ sent, received, avg, tooBig, unreachable, prohibited, mtu int }

const head = "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 10.2.0.1, timeout is 2 seconds:\nPacket sent with a source address of 10.1.0.1 \n"

const linuxHead = "PING 10.2.0.1 (10.2.0.1) from 10.1.0.1 : 1410(1438) bytes of data.\n"

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       known
	}{
		{"IOS, all", head + "!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 1/2/4 ms\n", known{5, 5, 2000, -1, -1, -1, -1}},
		{"IOS, some", head + "!.!!!\nSuccess rate is 80 percent (4/5), round-trip min/avg/max = 1/2/4 ms\n", known{5, 4, 2000, -1, -1, -1, -1}},
		{"IOS, none", head + ".....\nSuccess rate is 0 percent (0/5)\n", known{5, 0, -1, -1, -1, -1, -1}},
		{"IOS, too big", head + "Packet sent with the DF bit set\nM.M\nSuccess rate is 0 percent (0/3)\n", known{3, 0, -1, 2, -1, -1, -1}},
		{"IOS, unreachable", head + "U.U.U\nSuccess rate is 0 percent (0/5)\n", known{5, 0, -1, -1, 3, -1, -1}},
		{"IOS, prohibited", head + "AAAAA\nSuccess rate is 0 percent (0/5)\n", known{5, 0, -1, -1, -1, 5, -1}},
		{"IOS, cut", head + "!!", known{-1, -1, -1, -1, -1, -1, -1}},
		{"Linux, all", linuxHead + "1418 bytes from 10.2.0.1: icmp_seq=1 ttl=64 time=0.512 ms\n\n--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss, time 402ms\nrtt min/avg/max/mdev = 0.300/0.512/0.700/0.050 ms\n", known{3, 3, 512, -1, -1, -1, -1}},
		{"Linux, none", linuxHead + "\n--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time 402ms\n\n", known{3, 0, -1, -1, -1, -1, -1}},
		{"Linux, too big on the way", linuxHead + "From 192.0.2.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)\n\n--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 402ms\n", known{3, 0, -1, 1, -1, -1, 1400}},
		{"Linux, too big here", linuxHead + "--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 402ms\nping: local error: message too long, mtu=1400\nping: local error: message too long, mtu=1400\n", known{3, 0, -1, 2, -1, -1, 1400}},
		{"Linux, unreachable", linuxHead + "From 10.1.0.1 icmp_seq=1 Destination Host Unreachable\n--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 0 received, +1 errors, 100% packet loss, time 402ms\n", known{3, 0, -1, -1, 1, -1, -1}},
		{"Linux, filtered", linuxHead + "From 10.2.0.254 icmp_seq=1 Packet filtered\n--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time 402ms\n", known{3, 0, -1, -1, -1, 1, -1}},
		{"Linux, own filter", linuxHead + "--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time 402ms\nping: sendmsg: Operation not permitted\n", known{3, 0, -1, -1, -1, 1, -1}},
		{"Junos, all", "PING 10.2.0.1 (10.2.0.1): 1410 data bytes\n!!!\n--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 3 packets received, 0% packet loss\nround-trip min/avg/max/stddev = 1.1/1.5/2.0/0.1 ms\n", known{3, 3, 1500, -1, -1, -1, -1}},
		{"Junos, too big", "PING 10.2.0.1 (10.2.0.1): 1410 data bytes\nping: sendto: Message too long\n.\n--- 10.2.0.1 ping statistics ---\n3 packets transmitted, 0 packets received, 100% packet loss\n", known{3, 0, -1, 1, -1, -1, -1}},
		{"RouterOS, all", "  SEQ HOST                                     SIZE TTL TIME  STATUS\n    0 10.2.0.1                                 1438  64 1ms\n    sent=1 received=1 packet-loss=0% min-rtt=1ms avg-rtt=1ms500us max-rtt=2ms\n", known{1, 1, 1500, -1, -1, -1, -1}},
		{"RouterOS, none", "  SEQ HOST                                     SIZE TTL TIME  STATUS\n    0 10.2.0.1                                                timeout\n    sent=1 received=0 packet-loss=100%\n", known{1, 0, -1, -1, -1, -1, -1}},
		{"RouterOS, too big", "  SEQ HOST                                     SIZE TTL TIME  STATUS\n    0 192.0.2.1                                 576  64 1ms   fragmentation needed\n    sent=1 received=0 packet-loss=100%\n", known{1, 0, -1, 1, -1, -1, -1}},
	} {
		snap, unread := parse(c.text)
		if len(snap.Probes) != 1 || unread > 0 {
			t.Errorf("%s: %d probes, %d lines unread", c.name, len(snap.Probes), unread)
			continue
		}
		p := snap.Probes[0]
		got := known{of(p.Sent), of(p.Received), of(p.RTTAvg), of(p.TooBig), of(p.Unreachable), of(p.Prohibited), p.MTU.Or(-1)}
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if p.Size != 1438 || !p.DF || p.Ref.First != 1 || int(p.Ref.Last) > strings.Count(c.text, "\n")+1 {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
}

func of(c ipsec.Count) int {
	if n, ok := c.Get(); ok {
		return int(n) //nolint:gosec // small
	}
	return -1
}

// TestSaysNothing: what is no word about packets makes no probe and stays unread.
func TestSaysNothing(t *testing.T) {
	for _, text := range []string{"", "% Invalid source address- IP address not on any of our up interfaces\n", "bash: ping: no\n"} {
		if snap, _ := parse(text); len(snap.Probes) > 0 {
			t.Errorf("%q makes %+v", text, snap.Probes[0])
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(head + "!.M\nSuccess rate is 0 percent (0/5)\n")
	f.Add(linuxHead + "From 192.0.2.4 icmp_seq=1 Frag needed and DF set (mtu = 99999999999999999999)\n")
	f.Fuzz(func(t *testing.T, text string) {
		snap, _ := parse(text)
		for _, p := range snap.Probes {
			if p.Ref.First < 1 || p.Ref.Last < p.Ref.First {
				t.Errorf("%+v", p.Ref)
			}
		}
	})
}
