package strongswan

import (
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
)

const (
	journal = "journalctl -u strongswan --no-pager -o short-iso -n 2000"
	file    = "tail -n 2000 /var/log/charon.log"
)

func snapshotOf(outputs ...collector.Output) *ipsec.Snapshot {
	return parsers.Parse(Platform(), &collector.Capture{Device: "hq", Platform: "strongswan", Outputs: outputs}, 0)
}

func answered(command, text string) collector.Output {
	return collector.Output{Command: command, Status: collector.Answered, Text: text}
}

func TestYearComesFromTheClock(t *testing.T) {
	const line = "Dec 31 23:59:50 05[IKE] sending DPD request\n"
	tests := []struct {
		name, clock string
		want        string
	}{
		{"after New Year", "2027-01-01T00:00:05Z\n", "2026-12-31T23:59:50Z"},
		{"before New Year", "2026-12-31T23:59:59Z\n", "2026-12-31T23:59:50Z"},
		{"no clock", "", ""},
	}
	for _, tt := range tests {
		snap := snapshotOf(answered(file, line), answered("date -u +%Y-%m-%dT%H:%M:%SZ", tt.clock))
		got := ""
		if at, ok := snap.Events[0].At.Get(); ok {
			got = at.Format(time.RFC3339)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestTwoLogsAreOne: the file repeats what the journal has; the journal gives
// the zone.
func TestTwoLogsAreOne(t *testing.T) {
	snap := snapshotOf(
		answered("date -u +%Y-%m-%dT%H:%M:%SZ", "2026-11-24T03:10:00Z\n"),
		answered(file, "Nov 24 04:09:50 05[IKE] sending DPD request\nNov 24 04:09:50 05[IKE] sending DPD request\nNov 24 04:09:55 05[IKE] sending DPD request\n"),
		answered(journal, "2026-11-24T04:09:50+0100 hq charon[2]: sending DPD request\n2026-11-24T04:09:50+0100 hq charon[2]: sending DPD request\n"),
	)
	if len(snap.Events) != 3 {
		t.Fatalf("%d events, want 3", len(snap.Events))
	}
	for i, want := range []string{"03:09:50", "03:09:50", "03:09:55"} {
		if got := snap.Events[i].At.Or(time.Time{}).UTC().Format(time.TimeOnly); got != want {
			t.Errorf("event %d at %s, want %s", i, got, want)
		}
	}
}

// TestEmptyJournalShowsNothing: that a unit has no entries is no observation
// of a quiet log; an outsider's journal is refused.
func TestEmptyJournalShowsNothing(t *testing.T) {
	for _, text := range []string{"-- No entries --\n", "Hint: You are currently not seeing messages from other users and the system.\n-- No entries --\n"} {
		if snap := snapshotOf(answered(journal, text)); snap.Observed(ipsec.AreaEvents) || len(snap.Unread) > 0 {
			t.Errorf("%q: observed %v, %d unread", text, snap.Observed(ipsec.AreaEvents), len(snap.Unread))
		}
	}
	if snap := snapshotOf(answered(journal, "2026-11-24T04:09:50+0100 hq charon[2]: sending DPD request\n")); !snap.Observed(ipsec.AreaEvents) {
		t.Error("a journal with entries was not observed")
	}
}

// TestServiceDown: only charon's missing socket says that it does not serve.
func TestServiceDown(t *testing.T) {
	const missing = "plugin 'x': failed to load\nconnecting to 'unix:///var/run/charon.vici' failed: No such file or directory\nusage:\n  swanctl --list-sas\n"
	snap := snapshotOf(collector.Output{Command: "swanctl --list-sas --noblock", Status: collector.Failed, Reason: missing})
	if !ipsec.Yes(snap.ServiceDown) || snap.Observed(ipsec.AreaIKESAs) {
		t.Errorf("down = %v, SAs observed = %v", snap.ServiceDown, snap.Observed(ipsec.AreaIKESAs))
	}
	quoted := snap.Quote(snap.ServiceDown.Ref())
	if len(quoted) != 1 || quoted[0] != "connecting to 'unix:///var/run/charon.vici' failed: No such file or directory" {
		t.Errorf("evidence is %q", quoted)
	}
	snap = snapshotOf(collector.Output{Command: "ip route get 203.0.113.1", Status: collector.Failed, Reason: "RTNETLINK answers: Network is unreachable"})
	if len(snap.Routes) != 1 || !ipsec.No(snap.Routes[0].Found) {
		t.Errorf("routes %+v, want one that was not found", snap.Routes)
	}
}

// TestKernelSAs: the kernel's counters belong to charon's Child SA of that SPI;
// what charon does not know stays, seen from this device.
func TestKernelSAs(t *testing.T) {
	const sas = "br1: #1, ESTABLISHED, IKEv2, 1a_i 2b_r*\n  local  'hq' @ 198.51.100.1[4500]\n  remote 'br1' @ 203.0.113.1[4500]\n" +
		"  lan: #1, reqid 1, INSTALLED, TUNNEL, ESP:AES_GCM_16-256\n    in  000000aa,      0 bytes,     0 packets\n    out 000000bb,      0 bytes,     0 packets\n"
	kernelSA := func(src, dst, spi string) string {
		return "src " + src + " dst " + dst + "\n\tproto esp spi 0x" + spi + "(1) reqid 1(0x00000001) mode tunnel\n" +
			"\tlifetime current:\n\t  840(bytes), 10(packets)\n\tstats:\n\t  replay-window 1 replay 2 failed 4\n"
	}
	text := kernelSA("203.0.113.1", "198.51.100.1", "aa") + kernelSA("198.51.100.1", "203.0.113.1", "bb") + kernelSA("203.0.113.1", "198.51.100.1", "cc")
	snap := snapshotOf(answered("swanctl --list-sas --noblock", sas), answered("ip -s xfrm state list nokeys", text))
	if len(snap.ChildSAs) != 2 {
		t.Fatalf("%d Child SAs, want charon's and an orphan", len(snap.ChildSAs))
	}
	own, orphan := snap.ChildSAs[0], snap.ChildSAs[1]
	if own.Counters.ReplayFailed.Or(0) != 3 || own.Counters.VerifyFailed.Or(0) != 4 {
		t.Errorf("replay %v, integrity %v", own.Counters.ReplayFailed, own.Counters.VerifyFailed)
	}
	if orphan.Word != linux.Kernel || orphan.Local.Address != "198.51.100.1" || len(orphan.InSPI) != 1 || orphan.InSPI[0] != "cc" || orphan.Counters.InPackets.Or(0) != 10 {
		t.Errorf("orphan %+v", orphan)
	}
}
