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
