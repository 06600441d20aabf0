package strongswan

import (
	"testing"

	"ipsec-diag/parsers/ipsec"
)

// TestTwoPeersInOneJournal: the journal prints no threads. While messages of
// two peers are in work, a line without an address belongs to nobody.
func TestTwoPeersInOneJournal(t *testing.T) {
	const head = "2026-11-24T04:09:50+0000 hq charon-systemd[20]: "
	log := head + "received packet: from 203.0.113.1[500] to 198.51.100.1[500] (464 bytes)\n" +
		head + "received packet: from 203.0.113.2[500] to 198.51.100.1[500] (464 bytes)\n" +
		head + "parsed IKE_SA_INIT request 0 [ SA KE No ]\n" +
		head + "received proposals unacceptable\n" +
		head + "parsed IKE_SA_INIT request 0 [ SA KE No ]\n"
	events := logEvents(t, log)
	if len(events) != 1 || events[0].Kind != ipsec.EventIKEProposalRefused || events[0].Remote != "" {
		t.Errorf("want one refusal without a peer, got %+v", events)
	}
}

// TestThreadsKeepPeersApart: with threads the same lines have an owner each.
func TestThreadsKeepPeersApart(t *testing.T) {
	log := "Nov 24 04:09:50 09[NET] received packet: from 203.0.113.1[500] to 198.51.100.1[500] (464 bytes)\n" +
		"Nov 24 04:09:50 10[NET] received packet: from 203.0.113.2[500] to 198.51.100.1[500] (464 bytes)\n" +
		"Nov 24 04:09:50 10[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]\n" +
		"Nov 24 04:09:50 09[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]\n" +
		"Nov 24 04:09:50 10[IKE] received proposals unacceptable\n"
	events := logEvents(t, log)
	if len(events) != 1 || events[0].Remote != "203.0.113.2" {
		t.Errorf("want one refusal of 203.0.113.2, got %+v", events)
	}
}

func TestOneFailureIsOneEvent(t *testing.T) {
	const two = "Jun 23 07:36:33 charon[24]: 01[IKE] <1> received proposals unacceptable\n" +
		"Jun 23 07:36:33 charon-systemd[24]: received proposals unacceptable\n"
	const switched = "05[CFG] constraint requires public key authentication, but pre-shared key was used\n" +
		"05[CFG] selected peer config 'a' unacceptable: non-matching authentication done\n" +
		"05[CFG] switching to peer config 'b'\n05[IKE] authentication of 'b.example.com' with pre-shared key successful\n"
	const group = "09[ENC] parsed IKE_SA_INIT response 0 [ N(INVAL_KE) ]\n" +
		"09[IKE] peer didn't accept DH group ECP_256, it requested MODP_2048\n"
	const notify = "09[ENC] parsed IKE_SA_INIT response 0 [ N(NO_PROP) ]\n09[IKE] received NO_PROPOSAL_CHOSEN notify error\n"
	const silent = "09[ENC] parsed IKE_AUTH request 1 [ IDi AUTH ]\n09[ENC] generating IKE_AUTH response 1 [ N(AUTH_FAILED) ]\n"
	tests := []struct {
		name, log string
		want      string
	}{
		{"two programs log the same", two, "ike-proposal-refused"},
		{"another configuration fits", switched, ""},
		{"a group is asked for", group, "key-exchange-retry"},
		{"a notify and its summary", notify, "notify-received"},
		{"a refusal without a reason", silent, "auth-failed"},
		{"giving up without packet lines", "retransmit 5 of request with message ID 1\ngiving up after 5 retransmits\nestablishing IKE_SA failed, peer not responding\n", "retransmit gave-up"},
		{"a repeated message", "05[IKE] received proposals unacceptable\nNov 25 10:11:16 hq charon: message repeated 2 times: [ 05[IKE] received proposals unacceptable]\n", "ike-proposal-refused"},
		{"lifetimes that differ", "05[IKE] received lifetime 3600s does not match configured lifetime 28800s\n", ""},
		{"a rekey that is tried again", "05[IKE] IKE_SA rekeying failed, trying again\n", "rekey-failed"},
		{"a key after quanta that is missing", "05[CFG] PPK required but no PPK found for 'site-ppk'\n", "ppk-refused"},
		{"a key after quanta of another name", "05[CFG] received PPK_ID 'a', but require 'b'\n", "ppk-refused"},
		{"a virtual address that no pool has", "05[IKE] no virtual IP found for %any requested by 'br1.example.com'\n05[IKE] no virtual IP found, sending INTERNAL_ADDRESS_FAILURE\n", "virtual-ip-refused"},
		{"a virtual address that is not asked for", "05[IKE] expected a virtual IP request, sending FAILED_CP_REQUIRED\n", "virtual-ip-refused"},
		{"a port in use", "unable to bind socket: Address already in use\ncould not create any sockets\n", "port-taken"},
	}
	for _, tt := range tests {
		if got := kinds(logEvents(t, tt.log)); got != tt.want {
			t.Errorf("%s: events %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestResponderRequestZero: the first request of a responder has message id 0
// too; its retransmits are no unanswered IKE_SA_INIT.
func TestResponderRequestZero(t *testing.T) {
	for _, ev := range faultEvents(t, "tunnel-flapping")["hq"] {
		if ev.Kind == ipsec.EventRetransmit && ev.Exchange != ipsec.ExchangeInformational {
			t.Errorf("line %d: retransmit of message %d in exchange %q", ev.Ref.First, ev.MessageID, ev.Exchange)
		}
	}
}

func TestCharonDown(t *testing.T) {
	tests := map[string]bool{
		"connecting to 'unix:///var/run/charon.vici' failed: No such file or directory\n": true,
		"connecting to 'unix:///var/run/charon.vici' failed: Connection refused\n":        true,
		"connecting to 'unix:///var/run/charon.vici' failed: Permission denied\n":         false,
		"bash: swanctl: command not found\n":                                              false,
	}
	for output, want := range tests {
		if got := charonDown(output); got != want {
			t.Errorf("charonDown(%q) = %v", output, got)
		}
	}
}
