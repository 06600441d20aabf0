package ciscoasa

import (
	"slices"
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// kinds reads a log and returns "kind peer" of each event.
func kinds(lines ...string) []string {
	var snap ipsec.Snapshot
	parseLog(scan.New("log", strings.Join(lines, "\n")), &snap)
	var out []string
	for _, e := range snap.Events {
		out = append(out, strings.TrimSpace(string(e.Kind)+" "+e.Remote))
	}
	return out
}

func TestPoliciesComparedAreRefusedOnlyWithoutSuccess(t *testing.T) {
	const (
		compared = "%ASA-5-713257: Phase 1 failure:  Mismatched attribute types for class Hash Alg:  Rcv'd: SHA  Cfg'd: MD5"
		up       = "%ASA-5-713119: Group = 198.51.100.1, IP = 198.51.100.1, PHASE 1 COMPLETED"
		payload  = "%ASA-3-713048: IP = 198.51.100.1, Error processing payload: Payload ID: 1"
		child    = "%ASA-5-713257: Group = 198.51.100.1, IP = 198.51.100.1, Phase 2 failure:  Mismatched attribute types for class Encapsulation Mode:  Rcv'd: Tunnel  Cfg'd: Transport"
	)
	tests := []struct{ lines, want []string }{
		{[]string{compared, up}, []string{"ike-established 198.51.100.1"}},
		{[]string{compared, compared, payload}, []string{"ike-proposal-refused 198.51.100.1", "ike-proposal-refused 198.51.100.1", "negotiation-failed 198.51.100.1"}},
		{[]string{compared, payload, up}, []string{"ike-proposal-refused 198.51.100.1", "negotiation-failed 198.51.100.1", "ike-established 198.51.100.1"}},
		{[]string{up, child, up}, []string{"ike-established 198.51.100.1", "child-proposal-refused 198.51.100.1", "ike-established 198.51.100.1"}},
		{[]string{compared}, []string{"ike-proposal-refused"}},
	}
	for _, tt := range tests {
		if got := kinds(tt.lines...); !slices.Equal(got, tt.want) {
			t.Errorf("%s\n got %q\nwant %q", strings.Join(tt.lines, "\n"), got, tt.want)
		}
	}
}

// Each message in the knowledge of the ASA that names a cause.
func TestMessages(t *testing.T) {
	tests := map[string]ipsec.EventKind{
		"%ASA-4-402120: IPSEC: Received an ESP packet (SPI= 0x1, sequence number= 0x2) from 198.51.100.1 (user= x) to 192.0.2.1 that failed authentication.":                                ipsec.EventIntegrityFailed,
		"%ASA-4-402115: IPSEC: Received a packet from 198.51.100.1 to 192.0.2.1 containing AH data instead of ESP data.":                                                                    ipsec.EventEncapsulationMismatch,
		"%ASA-4-713022: IP = 198.51.100.1, No Group found matching 198.51.100.1 for Pre-shared key peer 198.51.100.1":                                                                       ipsec.EventNoConnection,
		"%ASA-3-713042: IKE Initiator unable to find policy: Intf outside, Src: 10.1.0.1, Dst: 10.9.0.1":                                                                                    ipsec.EventChildFailed,
		"%ASA-4-713255: IP = 198.51.100.1, Received ISAKMP Aggressive Mode message 1 with unknown tunnel group name 'branch'":                                                               ipsec.EventNoConnection,
		"%ASA-3-713165: Group = x, IP = 198.51.100.1, Client IKE Auth mode differs from the group's configured Auth mode":                                                                   ipsec.EventAuthMethodRefused,
		"%ASA-3-713206: Tunnel Rejected: Conflicting protocols specified by tunnel-group and group-policy":                                                                                  ipsec.EventVersionRefused,
		"%ASA-4-713239: 198.51.100.1: Tunnel Rejected: The maximum tunnel count allowed has been reached":                                                                                   ipsec.EventLimitReached,
		"%ASA-3-751002: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:Unknown IKEv2 No preshared key or trustpoint configured for self in tunnel group 198.51.100.1":                 ipsec.EventNoKey,
		"%ASA-4-751009: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:Unknown IKEv2 Unable to find tunnel group for peer.":                                                           ipsec.EventNoConnection,
		"%ASA-3-751006: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:x IKEv2 Certificate authentication failed. Error: Certificate revoked":                                         ipsec.EventCertRevoked,
		"%ASA-4-750003: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:x IKEv2 Negotiation aborted due to ERROR: Maximum number of retransmissions reached":                           ipsec.EventGaveUp,
		"%ASA-4-750003: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:x IKEv2 Negotiation aborted due to ERROR: Some new text":                                                       ipsec.EventNegotiationFailed,
		"%ASA-5-750006: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:x IKEv2 SA UP. Reason: New Connection Established":                                                             ipsec.EventIKEEstablished,
		"%ASA-5-750007: Local:192.0.2.1:500 Remote:198.51.100.1:500 Username:x IKEv2 SA DOWN. Reason: peer request":                                                                         ipsec.EventDeleteReceived,
		"%ASA-4-752010: IKEv2 Doesn't have a proposal specified":                                                                                                                            ipsec.EventNegotiationFailed,
		"%ASA-3-717009: Certificate validation failed. CRL check failed":                                                                                                                    ipsec.EventRevocationUnknown,
		"%FTD-4-402117: IPSEC: Received a non-IPsec packet (protocol= ICMP) from 10.2.0.1 to 10.1.0.1.":                                                                                     ipsec.EventNotIPsec,
		"Mar  1 11:40:00 192.0.2.1 Mar 01 2026 11:40:00 hq-asa : %ASA-6-602304: IPSEC: An outbound LAN-to-LAN SA (SPI= 0xA) between 192.0.2.1 and 198.51.100.1 (user= x) has been deleted.": ipsec.EventChildClosed,
	}
	for line, want := range tests {
		if got := kinds(line); len(got) != 1 || !strings.HasPrefix(got[0]+" ", string(want)+" ") {
			t.Errorf("%s\n got %q, want %s", line, got, want)
		}
	}
}

// TestMessagesNameTheirPeer: the peer stands in the text where no prefix has it;
// what only counts the message above is no event.
func TestMessagesNameTheirPeer(t *testing.T) {
	for line, want := range map[string]string{
		"%ASA-3-713022: No Group found matching peer_ID or IP_address for Pre-shared key peer 203.0.113.9":                                             "no-connection 203.0.113.9",
		"%ASA-3-713138: Group branch not found and BASE GROUP default preshared key not configured":                                                    "no-connection",
		"%ASA-5-713157: Timed out on initial contact to server 203.0.113.9. Tunnel could not be established.":                                          "gave-up 203.0.113.9",
		"%ASA-5-713196: Remote L2L Peer 203.0.113.9 initiated a tunnel with same outer and inner addresses. Peer could be Originate Only.":             "negotiation-failed 203.0.113.9",
		"%ASA-3-713226: Connection failed with peer 203.0.113.9, no trust-point defined in tunnel-group x":                                             "no-private-key 203.0.113.9",
		"%ASA-3-713123: IP = 203.0.113.9, IKE lost contact with remote peer, deleting connection (keepalive type: DPD)\nlast message repeated 5 times": "peer-dead 203.0.113.9",
	} {
		if got := kinds(strings.Split(line, "\n")...); len(got) != 1 || got[0] != want {
			t.Errorf("%s\n got %q, want %q", line, got, want)
		}
	}
}

// TestTimeoutTellsTheStage: releases write the state with and without IKE_.
func TestTimeoutTellsTheStage(t *testing.T) {
	for state, want := range map[string]string{"MM_WAIT_MSG2": ipsec.ExchangeInit, "MM_WAIT_MSG6": ipsec.ExchangeAuth, "IKE_MM_WAIT_MSG6": ipsec.ExchangeAuth, "IKE_NEW_STATE": ""} {
		var snap ipsec.Snapshot
		parseLog(scan.New("log", "%ASA-5-713136: IP = 203.0.113.9, IKE session establishment timed out ["+state+"], aborting!"), &snap)
		if len(snap.Events) != 1 || snap.Events[0].Exchange != want {
			t.Errorf("%s: %+v, want exchange %q", state, snap.Events, want)
		}
	}
}

// TestPacketMessages: what the firewall drops is an event with the ends of the
// packet; only IKE and ESP are told to be for a gateway.
func TestPacketMessages(t *testing.T) {
	for _, tt := range []struct {
		text    string
		want    ipsec.Event
		ofHosts bool
	}{
		{`%ASA-4-106023: Deny udp src outside:198.51.100.88/500 dst outside:192.0.2.1/500 by access-group "outside_in" [0x0, 0x0]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "198.51.100.88", Local: "192.0.2.1", Protocol: 17, Port: 500, Subject: "access-group outside_in"}, false},
		{`%ASA-4-106023: Deny protocol 50 src outside:198.51.100.88 dst outside:192.0.2.1 by access-group "outside_in" [0x0, 0x0]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "198.51.100.88", Local: "192.0.2.1", Protocol: 50, Subject: "access-group outside_in"}, false},
		{`%ASA-4-106023: Deny tcp src outside:10.2.0.9/51022(LOCAL\someone) dst inside:10.1.0.5/443 by access-group "outside_in" [0x0, 0x0]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 6, Port: 443, Subject: "access-group outside_in"}, true},
		{`%ASA-4-106023: Deny icmp src outside:10.2.0.9 dst inside:10.1.0.5 (type 8, code 0) by access-group "outside_in" [0x0, 0x0]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 1, Subject: "access-group outside_in"}, true},
		{`%ASA-4-106023: Deny tcp src outside:2001:db8:2::9/51022 dst inside:2001:db8:1::5/443 by access-group "outside_in" [0x0, 0x0]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "2001:db8:2::9", Local: "2001:db8:1::5", Protocol: 6, Port: 443, Subject: "access-group outside_in"}, true},
		{`%ASA-6-106100: access-list outside_in denied tcp outside/10.2.0.9(51022) -> inside/10.1.0.5(443) hit-cnt 1 first hit [0xa, 0xb]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 6, Port: 443, Subject: "access-group outside_in"}, true},
		{`%ASA-6-106100: access-list outside_in denied icmp outside/10.2.0.9(8) -> inside/10.1.0.5(0) hit-cnt 1 first hit [0xa, 0xb]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 1, Subject: "access-group outside_in"}, true},
		{`%ASA-6-106100: access-list outside_in permitted tcp outside/10.2.0.9(51022) -> inside/10.1.0.5(443) hit-cnt 1 first hit [0xa, 0xb]`, ipsec.Event{}, false},
		{`%ASA-4-106103: access-list FILTER denied udp for user 'BRANCH' outside/10.2.0.9(51022) -> inside/10.1.0.5(53) hit-cnt 1 first hit [0xa, 0xb]`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 17, Port: 53, Subject: "access-group FILTER"}, true},
		{`%ASA-6-106015: Deny TCP (no connection) from 10.2.0.9/51022 to 10.1.0.5/443 flags SYN ACK  on interface outside`,
			ipsec.Event{Kind: ipsec.EventOutOfState, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 6, Port: 443, Subject: "outside"}, true},
		{`%ASA-2-106001: Inbound TCP connection denied from 10.2.0.9/51022 to 10.1.0.5/443 flags SYN  on interface outside`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 6, Port: 443, Subject: "outside"}, true},
		{`%ASA-1-106021: Deny icmp reverse path check from 10.2.0.9 to 10.1.0.5 on interface outside`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 1, Subject: "reverse path check on outside"}, true},
		{`%ASA-3-710003: UDP access denied by ACL from 198.51.100.88/500 to outside:192.0.2.1/500`,
			ipsec.Event{Kind: ipsec.EventFilterDenied, Remote: "198.51.100.88", Local: "192.0.2.1", Protocol: 17, Port: 500, Subject: "outside"}, false},
		{`%ASA-3-305005: No translation group found for icmp src inside:10.1.0.5 dst outside:10.2.0.9 (type 8, code 0)`,
			ipsec.Event{Kind: ipsec.EventTranslationFailed, Remote: "10.1.0.5", Local: "10.2.0.9", Protocol: 1, Subject: "inside"}, true},
		{`%ASA-3-305006: regular translation creation failed for tcp src inside:10.1.0.5/51022 dst outside:10.2.0.9/443`,
			ipsec.Event{Kind: ipsec.EventTranslationFailed, Remote: "10.1.0.5", Local: "10.2.0.9", Protocol: 6, Port: 443, Subject: "inside"}, true},
		{`%ASA-5-305013: Asymmetric NAT rules matched for forward and reverse flows; Connection for tcp src outside:10.2.0.9/51022 dst inside:10.1.0.5/443 denied due to NAT reverse path failure`,
			ipsec.Event{Kind: ipsec.EventTranslationFailed, Remote: "10.2.0.9", Local: "10.1.0.5", Protocol: 6, Port: 443, Subject: "outside"}, true},
	} {
		var snap ipsec.Snapshot
		text := scan.New("log", tt.text)
		parseLog(text, &snap)
		if unread, _ := text.Unread(); len(unread) > 0 || len(snap.Events) != 1 {
			if len(unread) > 0 || tt.want.Kind != "" || len(snap.Events) > 0 {
				t.Errorf("%s: %d unread, %d events", tt.text, len(unread), len(snap.Events))
			}
			continue
		}
		got := snap.Events[0]
		if got.Kind != tt.want.Kind || got.Remote != tt.want.Remote || got.Local != tt.want.Local || got.Protocol != tt.want.Protocol ||
			got.Port != tt.want.Port || got.Subject != tt.want.Subject || got.OfHosts() != tt.ofHosts {
			t.Errorf("%s:\n got %+v, of hosts %v\nwant %+v", tt.text, got, got.OfHosts(), tt.want)
		}
	}
}

// TestDataPlaneAndNegotiation: messages that are no refusal still say what they
// know.
func TestDataPlaneAndNegotiation(t *testing.T) {
	const head = "Group = 198.51.100.1, IP = 198.51.100.1, "
	for _, tt := range []struct{ text, want string }{
		{"%ASA-4-402118: IPSEC: Received an ESP packet (SPI= 0xA1, sequence number= 0x2) from 198.51.100.1 (user= x) to 192.0.2.1 containing an illegal IP fragment of length 20 with offset 8.", "fragment-refused 198.51.100.1 a1 "},
		{"%ASA-4-402121: IPSEC: Received an ESP packet (SPI=0xA1, sequence number=0x2) from 198.51.100.1 (user= x) to 192.0.2.1 that was dropped by IPsec (bad length).", "ipsec-drop 198.51.100.1 a1 "},
		{"%ASA-4-402122: IPSEC: Received a cleartext packet from 10.1.0.5 to 10.2.0.9 that was to be encapsulated in IPsec that was dropped by IPsec (no SA).", "ipsec-drop   "},
		{"%ASA-6-602104: IPSEC: Received an ICMP Destination Unreachable from 203.0.113.9 with suggested PMTU of 1400; PMTU unchanged for SA with peer 198.51.100.1, SPI 0xA1, tunnel name x, because suggested PMTU is equal to the PMTU.", "path-mtu 198.51.100.1 a1 "},
		{"%ASA-6-602101: PMTU-D packet 1500 bytes greater than effective mtu 1438, dest_addr=10.2.0.9, src_addr=10.1.0.5, prot=TCP", "path-mtu   "},
		{"%ASA-5-713049: " + head + "Security negotiation complete for LAN-to-LAN Group (198.51.100.1)  Initiator, Inbound SPI = 0xa0, Outbound SPI = 0xa1", "child-established 198.51.100.1 a1 child"},
		{"%ASA-5-713073: " + head + "Responder forcing change of IPSec rekeying duration from 28800 to 3600 seconds", "parameter-overridden 198.51.100.1  child"},
		{"%ASA-5-713075: " + head + "Overriding Initiator's IPSec rekeying duration from 28800 to 3600 seconds", "parameter-overridden 198.51.100.1  child"},
		{"%ASA-4-713133: " + head + "Mismatch: Overriding phase 2 DH Group(DH group 5) with phase 1 group(DH group 2)", "parameter-overridden 198.51.100.1  child"},
		{"%ASA-6-713122: " + head + "Keep-alives configured on but peer does not support keep-alives (type = None)", "liveness-refused 198.51.100.1  informational"},
		{"%ASA-7-713222: " + head + "Static Crypto Map check, map = outside_map, seq = 10, ACL does not match proxy IDs src:10.9.0.0 dst:10.1.0.0", "selectors-refused 198.51.100.1  child"},
		{"%ASA-7-713223: " + head + "Static Crypto Map check, map = outside_map, seq = 10, no ACL configured", "config-rejected 198.51.100.1  child"},
		{"%ASA-7-713224: " + head + "Static Crypto Map Check by-passed: Crypto map entry incomplete!", "config-rejected 198.51.100.1  child"},
	} {
		var snap ipsec.Snapshot
		parseLog(scan.New("log", tt.text), &snap)
		if len(snap.Events) != 1 {
			t.Errorf("%s: %d events", tt.text, len(snap.Events))
			continue
		}
		if e := snap.Events[0]; strings.Join([]string{string(e.Kind), e.Remote, e.SPI, e.Exchange}, " ") != tt.want {
			t.Errorf("%s: %+v, want %s", tt.text, e, tt.want)
		}
	}
}

// TestCryptoMapWalk: that an entry of the map does not fit is no refusal where a
// later one does; where none does it explains the refusal.
func TestCryptoMapWalk(t *testing.T) {
	const (
		head    = "Group = 198.51.100.1, IP = 198.51.100.1, "
		passed  = "%ASA-7-713222: " + head + "Static Crypto Map check, map = outside_map, seq = 10, ACL does not match proxy IDs src:10.9.0.0 dst:10.1.0.0"
		fits    = "%ASA-7-713225: " + head + "Static Crypto Map check, map outside_map, seq = 20 is a successful match"
		refused = "%ASA-3-713061: " + head + "Rejecting IPSec tunnel: no matching crypto map entry for remote proxy 10.9.0.0/255.255.0.0/0/0 local proxy 10.1.0.0/255.255.0.0/0/0 on interface outside"
		both    = "%ASA-5-713049: " + head + "Security negotiation complete for LAN-to-LAN Group (198.51.100.1)  Initiator, Inbound SPI = 0xa0, Outbound SPI = 0xa1"
		done    = "%ASA-5-713120: " + head + "PHASE 2 COMPLETED (msgid=1)"
	)
	for _, tt := range []struct{ lines, want []string }{
		{[]string{passed, fits}, nil},
		{[]string{passed, passed, refused}, []string{"selectors-refused 198.51.100.1"}},
		{[]string{passed}, []string{"selectors-refused 198.51.100.1"}},
		{[]string{passed, both, done}, []string{"child-established 198.51.100.1"}},
		{[]string{both, done, done}, []string{"child-established 198.51.100.1", "child-established 198.51.100.1"}},
	} {
		if got := kinds(tt.lines...); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.lines, got, tt.want)
		}
	}
	var snap ipsec.Snapshot
	parseLog(scan.New("log", passed+"\n"+refused), &snap)
	if e := snap.Events[0]; len(e.Configured) != 1 || e.Configured[0] != "map = outside_map, seq = 10: ACL does not match proxy IDs" {
		t.Errorf("the refusal is explained by %q", e.Configured)
	}
}
