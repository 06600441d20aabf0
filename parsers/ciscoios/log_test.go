package ciscoios

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// logOf reads a log on a device whose clock is in November 2026.
func logOf(zone, log string) *ipsec.Snapshot {
	clock := "14:00:00.000 " + zone + " Wed Nov 25 2026\n"
	return parsers.Parse(Platform(), &collector.Capture{Device: "r1", Platform: "cisco-ios", Outputs: []collector.Output{
		{Command: "show clock", Status: collector.Answered, Text: clock},
		{Command: "show logging", Status: collector.Answered, Text: log + "\n"},
	}}, 0)
}

// TestLogTimes: the time of the device counts, in its zone; the time of a relay
// only where the device prints none.
func TestLogTimes(t *testing.T) {
	const failed = "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 203.0.113.9"
	for _, tt := range []struct{ zone, head, want string }{
		{"UTC", "*Nov 25 10:11:12.345: ", "2026-11-25T10:11:12.345Z"},
		{"UTC", ".Nov 25 10:11:12: ", "2026-11-25T10:11:12Z"},
		{"UTC", "*Dec  1 10:11:12.345: ", "2025-12-01T10:11:12.345Z"},
		{"CET", "000123: *Nov 25 10:11:12.345 CET: ", "2026-11-25T10:11:12.345+01:00"},
		{"CET", "*Oct 20 10:11:12.345 CEST: ", "2026-10-20T10:11:12.345+02:00"},
		{"CET", "*Nov 25 09:11:12.345 UTC: ", "2026-11-25T09:11:12.345Z"},
		{"CET", "*Nov 25 2026 10:11:12.345: ", "2026-11-25T10:11:12.345+01:00"},
		{"UTC", "Nov 25 10:11:14 hq 123: ", "2026-11-25T10:11:14Z"},
		{"UTC", "Nov 25 10:11:14 hq 123: Nov 25 10:11:12.345: ", "2026-11-25T10:11:12.345Z"},
		{"UTC", "Nov 25 10:11:14 192.0.2.1 123: hq: *Nov 25 10:11:12.345 UTC: ", "2026-11-25T10:11:12.345Z"},
		{"UTC", "Nov 25 10:11:14 hq ", "2026-11-25T10:11:14Z"},
		{"UTC", "<189>123: hq: 000456: *Nov 25 10:11:12.345: ", "2026-11-25T10:11:12.345Z"},
		{"UTC", "<189>1 2026-11-25T10:11:12.123+01:00 hq - - - - ", "2026-11-25T10:11:12.123+01:00"},
		{"CET", "2026-11-25T09:11:12Z hq 123: ", "2026-11-25T09:11:12Z"},
		{"UTC", "2026-11-25T10:11:14.5+01:00 hq 123: *Nov 25 09:11:12.345: ", "2026-11-25T09:11:12.345Z"},
		{"UTC", "3w2d: ", ""},
		{"UTC", "000012: *00:01:02.123: ", ""},
		{"UTC", "000012: ", ""},
	} {
		snap := logOf(tt.zone, tt.head+failed)
		if len(snap.Events) != 1 || snap.Events[0].Remote != "203.0.113.9" {
			t.Errorf("%q: %d events", tt.head, len(snap.Events))
			continue
		}
		got := ""
		if at, ok := snap.Events[0].At.Get(); ok {
			got = at.Format(time.RFC3339Nano)
		}
		if got != tt.want {
			t.Errorf("%q with a clock in %s: %q, want %q", tt.head, tt.zone, got, tt.want)
		}
	}
}

// TestSystemMessages: what each message of the knowledge means; an empty kind
// makes no event.
func TestSystemMessages(t *testing.T) {
	for _, tt := range []struct {
		text string
		want ipsec.Event
	}{
		{"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Aggressive mode failed with peer at 203.0.113.9", ipsec.Event{Kind: ipsec.EventNegotiationFailed, Remote: "203.0.113.9", Exchange: "init"}},
		{"%CRYPTO-6-IKMP_NOT_ENCRYPTED: IKE packet from 203.0.113.9 was not encrypted and it should've been.", ipsec.Event{Kind: ipsec.EventNegotiationFailed, Remote: "203.0.113.9"}},
		{"%CRYPTO-4-IKMP_NO_ID_CERT_DN_MATCH: ID of CN=a (type 9) and certificate DN with CN=b", ipsec.Event{Kind: ipsec.EventIdentityRefused, RemoteID: "CN=a", Exchange: "auth"}},
		{"%CRYPTO-4-IKMP_NO_ID_CERT_ADDR_MATCH: ID of 203.0.113.9 (type 1) and certificate addr with 203.0.113.8", ipsec.Event{Kind: ipsec.EventIdentityRefused, Remote: "203.0.113.9", RemoteID: "203.0.113.9", Exchange: "auth"}},
		{"%CRYPTO-5-IKMP_INVAL_CERT: Certificate received from 203.0.113.9 is bad: certificate invalid", ipsec.Event{Kind: ipsec.EventCertUntrusted, Remote: "203.0.113.9"}},
		{"%CRYPTO-5-IKMP_AG_MODE_DISABLED: Unable to initiate or respond to Aggressive Mode while disabled", ipsec.Event{Kind: ipsec.EventModeRefused, Exchange: "init"}},
		{"%CRYPTO-6-IKMP_CRYPT_FAILURE: IKE (connection id 7) unable to encrypt packet", ipsec.Event{Kind: ipsec.EventNegotiationFailed}},
		{"%CRYPTO-6-IKMP_CRYPT_FAILURE: IKE (connection id 7) unable to decrypt packet", ipsec.Event{Kind: ipsec.EventUndecryptable}},
		{"%CRYPTO-4-IKE_DENY_SA_REQ: IKE denied an INCOMING SA request from 203.0.113.9 to 192.0.2.1 due to IKE SA LIMIT REACHED", ipsec.Event{Kind: ipsec.EventLimitReached, Local: "192.0.2.1", Remote: "203.0.113.9", Exchange: "init"}},
		{"%CRYPTO-4-IKE_DENY_SA_REQ: IKE denied an OUTGOING SA request from 192.0.2.1 to 203.0.113.9 due to SYSTEM RESOURCES", ipsec.Event{Kind: ipsec.EventLimitReached, Local: "192.0.2.1", Remote: "203.0.113.9", Exchange: "init"}},
		// That the sibling words its reasons alike is not certain.
		{"%CRYPTO-5-IKMP_SETUP_FAILURE: IKE SETUP FAILED for local:192.0.2.1 local_id:192.0.2.1 remote:203.0.113.9 remote_id:b.example.com IKE profile:None fvrf:None fail_reason:Proposal failure fail_class_cnt:4",
			ipsec.Event{Kind: ipsec.EventNegotiationFailed, Local: "192.0.2.1", Remote: "203.0.113.9", RemoteID: "b.example.com", Exchange: "init"}},
		{"%CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is DOWN. Peer 2001:db8::20:500 Id: 2001:db8::20", ipsec.Event{Kind: ipsec.EventTunnelDown, Remote: "2001:db8::20", RemoteID: "2001:db8::20"}},
		{"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP. Peer 203.0.113.9:4500 fvrf: WAN ivrf: BLUE Id: 203.0.113.9", ipsec.Event{Kind: ipsec.EventTunnelUp, Remote: "203.0.113.9", RemoteID: "203.0.113.9"}},
		{"%IKEV2-5-RECV_CONNECTION_REQUEST: Received a IKE_INIT_SA request", ipsec.Event{Kind: ipsec.EventResponding, Exchange: "init"}},
		{"%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Failed to locate an item in the database", ipsec.Event{Kind: ipsec.EventIdentityRefused, Exchange: "auth"}},
		{"%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Failed to receive the AUTH msg before the timer expired", ipsec.Event{Kind: ipsec.EventHalfOpenGone, Exchange: "auth"}},
		{"%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Maximum number of retransmissions reached", ipsec.Event{Kind: ipsec.EventGaveUp}},
		{"%CERM-4-TUNNEL_LIMIT: Maximum tunnel limit of 225 reached for Crypto functionality", ipsec.Event{Kind: ipsec.EventLimitReached}},
		{"%PKI-4-CRLHTTPFETCHFAIL: CRL Request for trustpoint \"CA1\" returned 404", ipsec.Event{Kind: ipsec.EventRevocationUnknown}},
		{"%PKI-3-CERTIFICATE_REVOKED: Certificate chain validation has failed.  The certificate (SN: 02) is revoked", ipsec.Event{Kind: ipsec.EventCertRevoked}},
		{"%PKI-6-CERTIFRENEWAUTO: Renewing the router certificate for trustpoint CA1", ipsec.Event{}},
		{"%SEC-6-IPACCESSLOGP: list 101 denied udp 203.0.113.17(4500) (GigabitEthernet1 0011.2233.4455) -> 192.0.2.1(4500), 1 packet", ipsec.Event{Kind: ipsec.EventFilterDenied, Local: "192.0.2.1", Remote: "203.0.113.17", Subject: "list 101", Protocol: 17, Port: 4500}},
		{"%FMANFP-6-IPACCESSLOGNP: R0/0: fman_fp_image: list 101 denied 50 203.0.113.17 -> 192.0.2.1, 1 packet", ipsec.Event{Kind: ipsec.EventFilterDenied, Local: "192.0.2.1", Remote: "203.0.113.17", Subject: "list 101", Protocol: 50}},
		{"%SEC-6-IPACCESSLOGP: list INSIDE denied tcp 10.2.0.9(51022) -> 10.1.0.5(443), 1 packet", ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 6, Port: 443, Subject: "list INSIDE"}},
		{"%SEC-6-IPACCESSLOGP: list INSIDE permitted tcp 10.2.0.9(51022) -> 10.1.0.5(443), 1 packet", ipsec.Event{}},
		{"%SEC-6-IPACCESSLOGDP: list INSIDE denied icmp 10.2.0.9 (GigabitEthernet2 0011.2233.4455) -> 10.1.0.5 (8/0), 3 packets", ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 1, Subject: "list INSIDE"}},
		{"%SEC-6-IPACCESSLOGNP: list 102 denied 47 10.2.0.9 -> 10.1.0.5, 1 packet", ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 47, Subject: "list 102"}},
		{"%SEC-6-IPACCESSLOGS: list 10 denied 10.2.0.9 1 packet", ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Subject: "list 10"}},
		{"%IPV6_ACL-6-ACCESSLOGP: list V6IN/20 denied tcp 2001:db8:2::9(51022) -> 2001:db8:1::5(443), 1 packet", ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "2001:db8:2::9", Local: "2001:db8:1::5", Protocol: 6, Port: 443, Subject: "list V6IN"}},
		{"%FW-6-DROP_PKT: Dropping tcp session 10.2.0.9:51022 10.1.0.5:443 on zone-pair OUT-IN class class-default due to  DROP action found in policy-map with ip ident 0", ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 6, Port: 443, Subject: "zone pair OUT-IN"}},
		{"%IOSXE-6-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:001 TS:00000000000000000001 %FW-6-DROP_PKT: Dropping udp pkt from GigabitEthernet1 10.2.0.9:51022 => 10.1.0.5:53(target:class)-(OUT-IN:class-default) due to Policy drop:classify result with ip ident 0", ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 17, Port: 53, Subject: "zone pair OUT-IN"}},
		{"%OSPF-5-ADJCHG: Process 1, Nbr 10.255.0.2 on Tunnel10 from FULL to DOWN, Neighbor Down: Dead timer expired", ipsec.Event{Kind: ipsec.EventNeighbourDown, Neighbour: "10.255.0.2", Subject: "Tunnel10", State: "DOWN"}},
		{"%OSPFv3-5-ADJCHG: Process 1, Nbr 10.255.0.2 on Tunnel10 from LOADING to FULL, Loading Done", ipsec.Event{Kind: ipsec.EventNeighbourUp, Neighbour: "10.255.0.2", Subject: "Tunnel10", State: "FULL"}},
		{"%OSPF-5-ADJCHG: Process 1, Nbr 10.255.0.2 on Tunnel10 from INIT to EXSTART, 2-Way Received", ipsec.Event{}},
		{"%DUAL-5-NBRCHANGE: EIGRP-IPv4 100: Neighbor 172.16.0.1 (Tunnel0) is down: holding time expired", ipsec.Event{Kind: ipsec.EventNeighbourDown, Neighbour: "172.16.0.1", Subject: "Tunnel0", State: "down"}},
		{"%DUAL-5-NBRCHANGE: IP-EIGRP(0) 100: Neighbor 172.16.0.1 (Tunnel0) is up: new adjacency", ipsec.Event{Kind: ipsec.EventNeighbourUp, Neighbour: "172.16.0.1", Subject: "Tunnel0", State: "up"}},
		{"%BGP-5-ADJCHANGE: neighbor 172.16.0.1 vpn vrf BLUE Down BGP Notification sent", ipsec.Event{Kind: ipsec.EventNeighbourDown, Neighbour: "172.16.0.1", State: "Down"}},
		{"%BGP-3-NOTIFICATION: sent to neighbor 172.16.0.1 4/0 (hold time expired) 0 bytes", ipsec.Event{Kind: ipsec.EventNeighbourDown, Neighbour: "172.16.0.1", State: "Down"}},
		{"%DMVPN-5-NHRP_NHS_DOWN: Tunnel0: Next Hop Server : (Tunnel: 172.16.0.1 NBMA: 203.0.113.2 ) for (Tunnel: 172.16.0.2 NBMA: 192.0.2.1) is DOWN, Reason: External(NHRP: no error)",
			ipsec.Event{Kind: ipsec.EventNeighbourDown, Neighbour: "172.16.0.1", Remote: "203.0.113.2", Local: "192.0.2.1", Subject: "Tunnel0", State: "DOWN"}},
		{"%DMVPN-5-NHRP_NHC_UP: Tunnel0: Next Hop Client : (Tunnel: 172.16.0.2 NBMA: 203.0.113.2 ) for (Tunnel: 172.16.0.1 NBMA: 192.0.2.1) is UP",
			ipsec.Event{Kind: ipsec.EventNeighbourUp, Neighbour: "172.16.0.2", Remote: "203.0.113.2", Local: "192.0.2.1", Subject: "Tunnel0", State: "UP"}},
		{"%NHRP-3-PAKREPLY: Receive Registration Reply packet with error - unique address registered already(14)", ipsec.Event{Kind: ipsec.EventNeighbourRefused}},
		{"%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel0, changed state to down", ipsec.Event{Kind: ipsec.EventInterfaceChange, Subject: "Tunnel0", State: "down"}},
		{"%LINK-5-CHANGED: Interface Tunnel0, changed state to administratively down", ipsec.Event{Kind: ipsec.EventInterfaceChange, Subject: "Tunnel0", State: "administratively down"}},
		{"%IKEV2-5-SA_REJECTED: SA rejected, maximum incoming SA negotiation limit reached", ipsec.Event{Kind: ipsec.EventLimitReached}},
		{"%IOSXE-3-PLATFORM: F0: cpp_cp: QFP:0.0 Thread:000 TS:00000000000000000000 %IPSEC-3-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet, dest_addr= 192.0.2.1, src_addr= 203.0.113.9, prot= 47", ipsec.Event{Kind: ipsec.EventNotIPsec, Local: "192.0.2.1", Remote: "203.0.113.9"}},
		{"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for\n\tdestaddr=192.0.2.1, prot=50, spi=0xA(10), srcaddr=203.0.113.9", ipsec.Event{Kind: ipsec.EventInvalidSPI, Local: "192.0.2.1", Remote: "203.0.113.9", SPI: "a"}},
		{"%CRYPTO-4-RECVD_PKT_INV_IDENTITY: identity doesn't match negotiated identity\n(ip) dest_addr= 10.1.0.9, src_addr= 10.2.0.9, prot= 1\n(ident) local=192.0.2.1, remote=203.0.113.9\nlocal_proxy=10.1.0.0/255.255.0.0/0/0, remote_proxy=10.9.0.0/255.255.0.0/0/0",
			ipsec.Event{Kind: ipsec.EventInnerOutside, Local: "192.0.2.1", Remote: "203.0.113.9"}},
		{"ISAKMP:(1001): retransmitting phase 2 QM_IDLE      -1234 ...", ipsec.Event{Kind: ipsec.EventRetransmit, Exchange: "child"}},
		{"IPSEC(validate_transform_proposal): peer address 203.0.113.9 not found", ipsec.Event{Kind: ipsec.EventChildFailed, Remote: "203.0.113.9", Exchange: "child"}},
		{"Cannot find crypto swsb : in ipsec_process_proposal (), 1590", ipsec.Event{Kind: ipsec.EventChildFailed, Exchange: "child"}},
		{"ISAKMP:(1001):deleting SA reason \"No reason\" state (I) QM_IDLE       (peer 203.0.113.9)", ipsec.Event{Kind: ipsec.EventIKEClosed, Remote: "203.0.113.9"}},
		{"ISAKMP:(1001):deleting SA reason \"P1 delete notify (in)\" state (R) QM_IDLE       (peer 203.0.113.9)", ipsec.Event{Kind: ipsec.EventDeleteReceived, Remote: "203.0.113.9", Exchange: "informational"}},
		{"ISAKMP:(0):deleting SA reason \"Phase1 SA policy proposal not accepted\" state (R) MM_NO_STATE (peer 203.0.113.9)", ipsec.Event{Kind: ipsec.EventIKEProposalRefused, Remote: "203.0.113.9", Exchange: "init"}},
		{"ISAKMP:(1001):deleting SA reason \"Recevied fatal informational\" state (I) MM_KEY_EXCH (peer 203.0.113.9)", ipsec.Event{Kind: ipsec.EventNegotiationFailed, Remote: "203.0.113.9", Exchange: "auth"}},
		{"ISAKMP:(1001): processing vendor id payload", ipsec.Event{}},
		{"ISAKMP:(1001):Old State = IKE_I_MM5  New State = IKE_I_MM6", ipsec.Event{}},
		{"Rollback:Acquired Configuration lock.", ipsec.Event{}},
		{"ISAKMP:(0):peer does not do paranoid keepalives.", ipsec.Event{}},
		{"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at 203.0.113.9\nNov 25 10:11:42 hq last message repeated 5 times", ipsec.Event{Kind: ipsec.EventNegotiationFailed, Remote: "203.0.113.9", Exchange: "child"}},
	} {
		checkMessage(t, tt.text, tt.want)
	}
}

func checkMessage(t *testing.T, text string, want ipsec.Event) {
	t.Helper()
	snap := logOf("UTC", "*Nov 25 10:11:12.345: "+text)
	if len(snap.Unread) > 0 {
		t.Errorf("%s: line %d is not read", text, snap.Unread[0].Ref.First)
	}
	if want.Kind == "" || len(snap.Events) != 1 {
		if want.Kind != "" || len(snap.Events) > 0 {
			t.Errorf("%s: %d events, want a %q", text, len(snap.Events), want.Kind)
		}
		return
	}
	got := snap.Events[0]
	if want.Kind == ipsec.EventFilterDenied || want.State != "" {
		checkPacket(t, text, got, want)
	}
	if got.Kind != want.Kind || got.Local != want.Local || got.Remote != want.Remote || got.RemoteID != want.RemoteID || got.Exchange != want.Exchange || got.SPI != want.SPI {
		t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
	}
	if lines := int32(strings.Count(text, "\n")); !strings.Contains(text, "repeated") && got.Ref.Last != 1+lines {
		t.Errorf("%s: ends on line %d, want %d", text, got.Ref.Last, 1+lines)
	}
}

// TestWhoDeleted: the SA that goes after a DELETE of the peer was deleted by it.
func TestWhoDeleted(t *testing.T) {
	snap := logOf("UTC", "ISAKMP:(1001): processing DELETE payload. message ID = -10\nISAKMP:(1001):deleting SA reason \"No reason\" state (I) QM_IDLE (peer 203.0.113.9)\n"+
		"ISAKMP:(1002):deleting SA reason \"By user command\" state (I) QM_IDLE (peer 203.0.113.8)")
	if len(snap.Events) != 2 || snap.Events[0].Kind != ipsec.EventDeleteReceived || snap.Events[1].Kind != ipsec.EventIKEClosed {
		t.Errorf("events: %+v", snap.Events)
	}
}

// TestPayloadLines: the lines of a payload belong to the debug text above them
// and to nothing else.
func TestPayloadLines(t *testing.T) {
	snap := logOf("UTC", "ISAKMP (0:1001): ID payload\n\tnext-payload : 8\n\ttype         : 1\n  address      : 192.0.2.1\nISAKMP:(1001):Total payload length: 12\n  address      : 192.0.2.2")
	if len(snap.Unread) != 1 || snap.Unread[0].Ref.First != 6 {
		t.Errorf("unread: %v", snap.Unread)
	}
}

// checkPacket compares what lines about packets and neighbours say more.
func checkPacket(t *testing.T, text string, got, want ipsec.Event) {
	t.Helper()
	if got.Subject != want.Subject || got.State != want.State || got.Neighbour != want.Neighbour || got.Protocol != want.Protocol || got.Port != want.Port {
		t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
	}
}

// TestMonitorsAndEngine: what a track object and the crypto engine say are
// events, with what the object watches.
func TestMonitorsAndEngine(t *testing.T) {
	snap := logOf("UTC", "*Nov 25 10:11:12.345: %TRACK-6-STATE: 1 ip sla 1 reachability Up -> Down\n"+
		"*Nov 25 10:12:12.345: %TRACKING-5-STATE: 1 ip sla 1 reachability Down->Up\n"+
		"*Nov 25 10:13:12.345: %VPN_HW-1-PACKET_ERROR: slot: 0 Packet Encryption/Decryption error, Output Authentication error(0x20000000)")
	want := []ipsec.EventKind{ipsec.EventMonitorDown, ipsec.EventMonitorUp, ipsec.EventEngineError}
	if len(snap.Events) != len(want) {
		t.Fatalf("%d events, want %d", len(snap.Events), len(want))
	}
	for i, kind := range want {
		if snap.Events[i].Kind != kind || kind != ipsec.EventEngineError && snap.Events[i].Subject != "1 ip sla 1 reachability" {
			t.Errorf("event %d is %s about %q, want %s", i, snap.Events[i].Kind, snap.Events[i].Subject, kind)
		}
	}
}

// TestFailover: only the member that becomes active takes over.
func TestFailover(t *testing.T) {
	for text, want := range map[string]int{
		"%HSRP-5-STATECHANGE: GigabitEthernet1 Grp 1 state Standby -> Active": 1,
		"%HSRP-5-STATECHANGE: GigabitEthernet1 Grp 1 state Speak -> Standby":  0,
		"%REDUNDANCY-3-SWITCHOVER: RP switchover (PEER_DOWN)":                 1,
	} {
		snap := logOf("UTC", "*Nov 25 10:11:12.345: "+text)
		if len(snap.Events) != want || want == 1 && snap.Events[0].Kind != ipsec.EventFailover {
			t.Errorf("%s: %d events, want %d", text, len(snap.Events), want)
		}
	}
}

// TestTunnelKeepalive: the keepalive of a tunnel is read from both places that
// show it; that of another interface is one of its medium.
func TestTunnelKeepalive(t *testing.T) {
	for _, tt := range []struct {
		command, text string
		every         time.Duration
		retries       int
		known         bool
	}{
		{"show running-config", "interface Tunnel0\n ip address 10.0.0.1 255.255.255.252\n keepalive 5 4\n!\nend\n", 5 * time.Second, 4, true},
		{"show running-config", "interface Tunnel0\n keepalive\n!\nend\n", 10 * time.Second, 3, true},
		{"show running-config", "interface Serial0\n keepalive 5\n!\nend\n", 0, 0, false},
		{"show interfaces", "Tunnel0 is up, line protocol is up \n  Hardware is Tunnel\n  Keepalive set (10 sec), retries 3\n", 10 * time.Second, 3, true},
		{"show interfaces", "Tunnel0 is up, line protocol is up \n  Hardware is Tunnel\n  Keepalive not set\n", 0, 0, true},
		{"show interfaces", "GigabitEthernet1 is up, line protocol is up \n  Hardware is iGbE\n  Keepalive set (10 sec)\n", 0, 0, false},
	} {
		snap := parsers.Parse(Platform(), &collector.Capture{Device: "r1", Outputs: []collector.Output{{Command: tt.command, Status: collector.Answered, Text: tt.text}}}, 0)
		row := snap.Interfaces[0]
		every, known := row.Keepalive.Get()
		if every != tt.every || known != tt.known || row.KeepaliveRetries.Or(0) != tt.retries {
			t.Errorf("%s %q: every %s (known %v), %d retries", tt.command, tt.text, every, known, row.KeepaliveRetries.Or(0))
		}
	}
}
