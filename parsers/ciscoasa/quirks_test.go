package ciscoasa

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
)

const quirkFlow = `interface: outside
    Crypto map tag: outside_map, seq num: 10, local addr: 192.0.2.1

      access-list BRANCH extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0
      Protected vrf (ivrf): Global
      local ident (addr/mask/prot/port): (10.1.0.0/255.255.255.0/0/0)
      remote ident (addr/mask/prot/port): (10.2.0.0/255.255.255.0/0/0)
      current_peer: 198.51.100.1

      #pkts encaps: 4, #pkts encrypt: 4, #pkts digest: 4
      #pkts decaps: 5, #pkts decrypt: 5, #pkts verify: 5
      #PMTUs sent: 0, #PMTUs rcvd: 0, #decapsulated frgs needing reassembly: 0
      #TFC rcvd: 0, #TFC sent: 0
      #Valid ICMP Errors rcvd: 0, #Invalid ICMP Errors rcvd: 0
      #send errors: 15, #recv errors: 0

      local crypto endpt.: 192.0.2.1/4500, remote crypto endpt.: 198.51.100.1/4500
      path mtu 1500, ipsec overhead 86(52), media mtu 1500
      PMTU time remaining (sec): 0, DF policy: copy-df
      ICMP error validation: disabled, TFC packets: disabled
      current outbound spi: 6D9F8D3B
      current inbound spi : 0A1B2C3D

    inbound esp sas:
      spi: 0x0A1B2C3D (169552957)
         SA State: active
         transform: esp-aes-256 esp-sha-256-hmac no compression 
         in use settings ={L2L, Tunnel,  NAT-T-Encaps, PFS Group 14, IKEv2, }
         slot: 0, conn_id: 1, crypto-map: outside_map
         sa timing: remaining key lifetime (kB/sec): (2699423/25461)
         IV size: 16 bytes
         replay detection support: Y
         Anti replay bitmap: 
          0xFFFFFFFF 0xFFFFFFFF
    outbound esp sas:
      spi: 0x6D9F8D3B (1839172923)
         SA State: active
         transform: esp-aes-256 esp-sha-256-hmac no compression 
         in use settings ={L2L, Tunnel,  NAT-T-Encaps, PFS Group 14, IKEv2, }
         sa timing: remaining key lifetime (kB/sec): (2699423/25461)
`

// TestVariantsOfFlows: what differs between releases, terminals and pastes changes
// no value of a flow.
func TestVariantsOfFlows(t *testing.T) {
	for name, change := range map[string][2]string{
		"nothing":                      {"", ""},
		"no state line":                {"         SA State: active\n", ""},
		"by peer":                      {"interface: outside", "peer address: 198.51.100.1"},
		"another spelling":             {"decapsulated frgs", "decapsulated frags"},
		"older: no VRF":                {"      Protected vrf (ivrf): Global\n", ""},
		"older: no access list":        {"      access-list BRANCH extended permit ip 10.1.0.0 255.255.255.0 10.2.0.0 255.255.255.0\n", ""},
		"no indentation":               {"\n      ", "\n"},
		"lines divided by blanks":      {"\n", "\n\n"},
		"CR LF":                        {"\n", "\r\n"},
		"a pager":                      {"      current outbound spi", "<--- More --->\r              \r      current outbound spi"},
		"a pager on a line of its own": {"      current outbound spi", "<--- More --->\n      current outbound spi"},
		"a remark":                     {"#recv errors: 0", "#recv errors: 0 <-- look"},
		"padding":                      {"\n", strings.Repeat(" ", 40) + "\n"},
	} {
		text := quirkFlow
		if change[0] != "" {
			text = strings.ReplaceAll(quirkFlow, change[0], change[1])
		}
		s := configured(nil, "show crypto ipsec sa", text, false)
		if len(s.ChildSAs) != 1 || len(s.Unread) > 0 {
			t.Errorf("%s: %d flows, unread %v", name, len(s.ChildSAs), s.Unread)
			continue
		}
		sa := s.ChildSAs[0]
		if sa.State != ipsec.ChildInstalled || sa.Remote.Port != 4500 || sa.Peer.Address != "198.51.100.1" || sa.OutSPI[0] != "6d9f8d3b" || sa.InSPI[0] != "a1b2c3d" ||
			sa.Counters.SendErrors.Or(0) != 15 || !ipsec.Yes(sa.UDPEncap) || !ipsec.Yes(sa.PFS) || sa.ExpiresInIn[0].Or(0).Seconds() != 25461 || sa.KBytesOut[0].Or(0) != 2699423 {
			t.Errorf("%s: %+v", name, sa)
		}
	}
}

// TestCutFlow: a flow that ends behind its counters is no flow without an SA.
func TestCutFlow(t *testing.T) {
	cut, _, _ := strings.Cut(quirkFlow, "      local crypto endpt.")
	sa := configured(nil, "show crypto ipsec sa", cut, true).ChildSAs[0]
	if sa.State != ipsec.ChildUnknown || sa.Counters.Decaps.Or(0) != 5 {
		t.Errorf("%+v", sa)
	}
}

// TestNoSAs: both versions say so, and nothing is left unread.
func TestNoSAs(t *testing.T) {
	for command, text := range map[string]string{
		"show crypto isakmp sa": "\nThere are no IKEv1 SAs\n\nThere are no IKEv2 SAs\n", "show crypto ikev1 sa": "There are no IKEv1 SAs\n",
		"show crypto ikev2 sa": "\nThere are no IKEv2 SAs\n", "show crypto ipsec sa": "\nThere are no ipsec sas\n", "show isakmp sa": "There are no isakmp sas\n",
	} {
		s := configured(nil, command, text, false)
		if len(s.IKESAs)+len(s.ChildSAs) > 0 || len(s.Unread) > 0 {
			t.Errorf("%s: %d SAs, unread %v", command, len(s.IKESAs)+len(s.ChildSAs), s.Unread)
		}
	}
}

// TestSessionsWithEmptyValues: a value may be missing, and another pair follow on
// its line; the counts of sections need not be those that are shown.
func TestSessionsWithEmptyValues(t *testing.T) {
	s := configured(nil, "show vpn-sessiondb detail l2l", `
Session Type: LAN-to-LAN Detailed

Connection   : 
Index        : 1                      IP Addr      : 198.51.100.1
Protocol     : IKEv1 IPsec
Encryption   : AES256                 Hashing      : SHA1
Bytes Tx     : 1484156000000          Bytes Rx     : 875049248
Login Time   : 14:32:03 UTC Wed Mar 20 2024
Duration     : 0h:00m:04s
IKEv1 Tunnels: 1
IPsec Tunnels: 5

IPsec:
  Tunnel ID    : 1.2
  Local Addr   : 10.1.0.0/255.255.255.0/0/0
  Remote Addr  : 10.2.0.0/255.255.255.0/0/0
  Encryption   : AES256                 Hashing      : SHA1                   
  Encapsulation: Tunnel                 PFS Group    : 2                      
  Rekey Int (T): 28800 Seconds          Rekey Left(T): 28790 Seconds          
  Rekey Int (D): 4608000 K-Bytes        Rekey Left(D): 0 K-Bytes        
  Idle Time Out: 30 Minutes             Idle TO Left : 30 Minutes             
  Bytes Tx     : 100                    Bytes Rx     : 200                    
  Pkts Tx      : 3                      Pkts Rx      : 4                      
Connection   : 198.51.100.2
Index        : 2                      IP Addr      : 198.51.100.2
`, false)
	if len(s.Sessions) != 2 || len(s.ChildSAs) != 1 || len(s.Unread) > 0 {
		t.Fatalf("%d sessions, %d flows, unread %v", len(s.Sessions), len(s.ChildSAs), s.Unread)
	}
	one, sa := s.Sessions[0], s.ChildSAs[0]
	if one.Peer.Address != "198.51.100.1" || one.OutBytes.Or(0) != 1484156000000 || sa.Counters.InPackets.Or(0) != 4 || sa.RemoteTS[0].String() != "10.2.0.0/24" {
		t.Errorf("%+v\n%+v", one, sa)
	}
}
