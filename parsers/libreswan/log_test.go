package libreswan

import (
	"slices"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

const file = "tail -n 2000 /var/log/pluto.log"

func snapshotOf(outputs ...collector.Output) *ipsec.Snapshot { return snapshotWith("hq", outputs...) }

func snapshotWith(device string, outputs ...collector.Output) *ipsec.Snapshot {
	return parsers.Parse(Platform(), &collector.Capture{Device: device, Platform: "libreswan", Outputs: outputs}, 0)
}

func output(command, text string) collector.Output {
	return collector.Output{Command: command, Status: collector.Answered, Text: text}
}

// TestMessages: what each message means. An empty kind is a line that is read
// and makes no event.
func TestMessages(t *testing.T) {
	for _, tt := range []struct {
		line string
		want ipsec.Event
	}{
		{`"br1" #1: authentication failed: no PSK found for FQDN '@br1'`, ipsec.Event{Kind: ipsec.EventNoKey, RemoteID: "br1", Version: 2, Exchange: "auth"}},
		{`"br1" #1: authentication failed: peer attempted NULL authentication but we want RSASIG`,
			ipsec.Event{Kind: ipsec.EventAuthMethodRefused, Version: 2, Exchange: "auth", Received: []string{"NULL"}, Configured: []string{"RSASIG"}}},
		{`"br1" #1: authentication failed: something else`, ipsec.Event{Kind: ipsec.EventAuthFailed, Exchange: "auth"}},
		{`"br1" #1: X509: authentication failed; peer certificate subjectAltName extension does not match FQDN 'br1.example.com'`,
			ipsec.Event{Kind: ipsec.EventIdentityRefused, RemoteID: "br1.example.com", Exchange: "auth"}},
		{`"br1" #1: Peer ID '@branch' mismatched on first found connection and no better connection found`,
			ipsec.Event{Kind: ipsec.EventIdentityRefused, RemoteID: "branch", Exchange: "auth", Received: []string{"branch"}}},
		{`"br1" #1: we require IKEv2 peer to have ID '@a', but peer declares '@b'`,
			ipsec.Event{Kind: ipsec.EventIdentityRefused, Version: 2, Exchange: "auth", Received: []string{"@b"}, Configured: []string{"@a"}}},
		{`"br1" #1: NSS: ERROR: IPsec certificate CN=br1 invalid: SEC_ERROR_EXPIRED_CERTIFICATE: Peer's Certificate has expired.`,
			ipsec.Event{Kind: ipsec.EventCertTimeInvalid, Subject: "CN=br1", Exchange: "auth"}},
		{`"br1" #1: NSS: ERROR: IPsec certificate CN=br1 invalid: SEC_ERROR_REVOKED_CERTIFICATE: Peer's Certificate has been revoked.`,
			ipsec.Event{Kind: ipsec.EventCertRevoked, Subject: "CN=br1", Exchange: "auth"}},
		{`"br1" #1: NSS: ERROR: IPsec certificate CN=br1 invalid: SEC_ERROR_UNKNOWN_ISSUER: Peer's Certificate issuer is not recognized.`,
			ipsec.Event{Kind: ipsec.EventCertUntrusted, Subject: "CN=br1", Exchange: "auth"}},
		{`packet from 203.0.113.1:500: initial Main Mode message received but no connection has been authorized with authby=PSK and xauth=no`,
			ipsec.Event{Kind: ipsec.EventNoConnection, Remote: "203.0.113.1", Exchange: "init"}},
		{`"br1"[2] 203.0.113.9 #7: no local proposal matches remote proposals 1:ESP:ENCR=AES_CBC_128;INTEG=HMAC_SHA1_96;ESN=DISABLED 2:ESP:ENCR=AES_GCM_C_256;DH=DH19`,
			ipsec.Event{Kind: ipsec.EventChildProposalRefused, Remote: "203.0.113.9", Version: 2, Role: ipsec.Responder, Exchange: "child",
				Received: []string{"ESP:AES_CBC_128/HMAC_SHA1_96", "ESP:AES_GCM_16_256/ECP_256"}}},
		{`"br1" #1: ignoring IKE_SA_INIT response containing NO_PROPOSAL_CHOSEN notification (Message ID 0; message payloads N, missing SA,KE,Ni)`,
			ipsec.Event{Kind: ipsec.EventNotifyReceived, Notify: "NO_PROPOSAL_CHOSEN", Exchange: "init"}},
		{`"br1" #3: CREATE_CHILD_SA failed with error notification TS_UNACCEPTABLE`,
			ipsec.Event{Kind: ipsec.EventNotifyReceived, Notify: "TS_UNACCEPTABLE", Exchange: "child"}},
		{`"br1" #1: cannot respond to IPsec SA request because no connection is known for 10.1.0.0/16===198.51.100.1[@hq]...203.0.113.1[@br1]===10.9.0.0/16`,
			ipsec.Event{Kind: ipsec.EventSelectorsRefused, Local: "198.51.100.1", Remote: "203.0.113.1", LocalID: "hq", RemoteID: "br1", Version: 1, Exchange: "child",
				Received: []string{"10.1.0.0/16 === 10.9.0.0/16"}}},
		{`ERROR: "br1" #2: netlink response for Add SA esp.ed5e22d9@203.0.113.1: Function not implemented (errno 38)`, ipsec.Event{Kind: ipsec.EventInstallFailed}},
		{`ERROR: "br1" #2: netlink response for Del SA esp.ed5e22d9@203.0.113.1: No such process (errno 3)`, ipsec.Event{}},
		{`"br1" #1: ERROR: asynchronous network error report on wan0 (198.51.100.1:500), complainant 192.0.2.9: Connection refused [errno 111, origin ICMP type 3 code 3 (not authenticated)]`,
			ipsec.Event{Kind: ipsec.EventNetworkError, Local: "198.51.100.1", Subject: "192.0.2.9"}},
		{`"br1" #1: IKE_SA_INIT_I: 60 second timeout exceeded after 7 retransmits.  No response (or no acceptable response) to our first IKEv2 message`,
			ipsec.Event{Kind: ipsec.EventGaveUp, Version: 2, Role: ipsec.Initiator, Exchange: "init"}},
		{`"br1" #1: STATE_MAIN_I3: 60 second timeout exceeded after 7 retransmits.  Possible authentication failure: no acceptable response to our first encrypted message`,
			ipsec.Event{Kind: ipsec.EventGaveUp, Version: 1, Role: ipsec.Initiator, Exchange: "auth"}},
		{`"br1" #1: liveness action - putting connection into hold`, ipsec.Event{Kind: ipsec.EventPeerDead}},
		{`"br1" #1: received Delete SA payload: self-deleting ISAKMP State #1`, ipsec.Event{Kind: ipsec.EventDeleteReceived}},
		{`"br1" #1: deleting IKE SA (established IKE SA)`, ipsec.Event{Kind: ipsec.EventIKEClosed}},
		{`"br1" #2: deleting state (STATE_V2_ESTABLISHED_CHILD_SA) aged 3s and sending notification`, ipsec.Event{Kind: ipsec.EventChildClosed}},
		{`"br1" #1: deleting IKE SA (sent IKE_AUTH request)`, ipsec.Event{}},
		{`"br1" #1: deleting ISAKMP SA (MAIN_I3) and NOT sending notification`, ipsec.Event{}},
		{`"br1" #1: ignoring secured informational payload IPSEC_INITIAL_CONTACT, msgid=00000000, length=28`, ipsec.Event{}},
		{`"br1" #2: established Child SA using #1; IPsec tunnel [10.1.0.0/16===10.2.0.0/16] {ESPinUDP=>0xc1 <0xc2 xfrm=AES_GCM_16_256-NONE DPD=active}`,
			ipsec.Event{Kind: ipsec.EventChildEstablished, Version: 2}},
		{`"br1" #1: peer requested IKE lifetime of 86400 seconds which we capped at our limit of 28800 seconds`, ipsec.Event{}},
		{`"br1" #1: received anti-DDOS COOKIE response, resending IKE_SA_INIT request with COOKIE payload`, ipsec.Event{}},
		{`Nov 25 10:11:42 hq last message repeated 5 times`, ipsec.Event{}},
		{`<30>1 2026-11-25T10:11:12.123Z hq pluto 123 - - packet from 203.0.113.9:500: initial Main Mode message received on 192.0.2.1:500 but no connection has been authorized with policy=PSK`,
			ipsec.Event{Kind: ipsec.EventNoConnection, Local: "192.0.2.1", Remote: "203.0.113.9", Exchange: "init"}},
		{`"br1" #1: Can't authenticate: no preshared key found for '@hq' and '@br1'.  Attribute OAKLEY_AUTHENTICATION_METHOD`,
			ipsec.Event{Kind: ipsec.EventNoKey, LocalID: "hq", RemoteID: "br1", Version: 1, Exchange: "auth"}},
		{`"br1" #1: next payload type of ISAKMP Identification Payload has an unknown value: 33`, ipsec.Event{Kind: ipsec.EventUndecryptable, Exchange: "auth"}},
		{`"br1" #1: byte 2 of ISAKMP Identification Payload must be zero, but is not`, ipsec.Event{Kind: ipsec.EventUndecryptable, Exchange: "auth"}},
		{`"br1": failed to add IKEv1 connection: global ikev1-policy does not allow IKEv1 connections`, ipsec.Event{Kind: ipsec.EventConfigRejected}},
		{`002 "br1" #1: probable authentication failure (mismatch of preshared secrets?): malformed payload in packet`,
			ipsec.Event{Kind: ipsec.EventUndecryptable, Version: 1, Exchange: "auth"}},
	} {
		checkMessage(t, tt.line, tt.want)
	}
}

func checkMessage(t *testing.T, line string, want ipsec.Event) {
	t.Helper()
	snap := snapshotOf(output(file, line+"\n"))
	if len(snap.Unread) > 0 {
		t.Errorf("%s: not read", line)
	}
	if want.Kind == "" {
		if len(snap.Events) > 0 {
			t.Errorf("%s: is a %s", line, snap.Events[0].Kind)
		}
		return
	}
	if len(snap.Events) != 1 {
		t.Errorf("%s: %d events", line, len(snap.Events))
		return
	}
	got := snap.Events[0]
	if got.Kind != want.Kind || got.Local != want.Local || got.Remote != want.Remote || got.LocalID != want.LocalID || got.RemoteID != want.RemoteID ||
		got.Version != want.Version || got.Role != want.Role || got.Exchange != want.Exchange || got.Notify != want.Notify || got.Subject != want.Subject ||
		!slices.Equal(got.Received, want.Received) || !slices.Equal(got.Configured, want.Configured) {
		t.Errorf("%s:\n got %+v\nwant %+v", line, got, want)
	}
}

// TestUnknownMessagesStayUnread: what is not known is counted, an error in
// pluto's start too.
func TestUnknownMessagesStayUnread(t *testing.T) {
	text := "Nov 24 03:59:06.1: Initializing NSS using read-write database \"sql:/run/nss\"\nNov 24 03:59:06.2: Hash algorithms:\n" +
		"Nov 24 03:59:06.3: ERROR: an unknown trouble\nNov 24 03:59:06.4: listening for IKE messages\nNov 24 03:59:06.5: \"hq\" #1: X509: a new text\n"
	var unread []int32
	for _, u := range snapshotOf(output(file, text)).Unread {
		unread = append(unread, u.Ref.First)
	}
	if !slices.Equal(unread, []int32{3, 5}) {
		t.Errorf("unread lines %v, want 3 and 5", unread)
	}
}

// TestConsequenceIsNoReason: after a better reason, the line that only says
// that it failed makes no event; by itself it does.
func TestConsequenceIsNoReason(t *testing.T) {
	const rejected = `"hq" #1: response for Child SA #2 was rejected with NO_PROPOSAL_CHOSEN; initiating delete of Child SA (IKE SA will remain UP)` + "\n"
	const reason = `"hq" #2: policy dictates Transport Mode, but peer requested Tunnel Mode` + "\n"
	if evs := snapshotOf(output(file, rejected)).Events; len(evs) != 1 || evs[0].Kind != ipsec.EventChildFailed {
		t.Errorf("alone: %+v", evs)
	}
	if evs := snapshotOf(output(file, reason+rejected)).Events; len(evs) != 1 || evs[0].Kind != ipsec.EventEncapsulationMismatch {
		t.Errorf("after its reason: %+v", evs)
	}
}

// TestRestartForgetsNumbers: after a start of pluto #1 is another SA, and its
// peer is not that of the old one.
func TestRestartForgetsNumbers(t *testing.T) {
	text := `"a" #1: sent IKE_SA_INIT request to 203.0.113.1:500` + "\nStarting Pluto (Libreswan Version 4.10) pid:29\nlistening for IKE messages\n" +
		`"b" #1: IKE SA authentication request rejected by peer: AUTHENTICATION_FAILED` + "\n"
	evs := snapshotOf(output(file, text)).Events
	if last := evs[len(evs)-1]; last.Connection != "b" || last.Remote != "" {
		t.Errorf("the peer of b is %q", last.Remote)
	}
}

// TestManyPeersOfOneConnection: a line without an address is not given that of
// another peer of the same connection.
func TestManyPeersOfOneConnection(t *testing.T) {
	text := `"road"[1] 203.0.113.1 #1: responder established IKE SA; authenticated peer using authby=secret` + "\n" +
		`"road"[2] 203.0.113.2 #2: responder established IKE SA; authenticated peer using authby=secret` + "\n" +
		`"road" #9: No IKEv2 connection found with compatible Traffic Selectors` + "\n"
	evs := snapshotOf(output(file, text)).Events
	if len(evs) != 3 || evs[0].Remote != "203.0.113.1" || evs[1].Remote != "203.0.113.2" || evs[2].Remote != "" {
		t.Errorf("%+v", evs)
	}
}

// TestOneInstanceIsNotTheOnlyPeer: a connection for any peer has had one so
// far; a line without an address may be about the next.
func TestOneInstanceIsNotTheOnlyPeer(t *testing.T) {
	text := `"road"[1] 203.0.113.1 #1: responder established IKE SA; authenticated peer using authby=secret` + "\n" +
		`"road" #9: No IKEv2 connection found with compatible Traffic Selectors` + "\n"
	if evs := snapshotOf(output(file, text)).Events; len(evs) != 2 || evs[1].Remote != "" {
		t.Errorf("%+v", evs)
	}
}
