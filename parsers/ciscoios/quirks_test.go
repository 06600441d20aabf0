package ciscoios

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
)

// TestGroupEncryptedTransport: a member of a GETVPN has one SPI for both
// directions and no peer of its own.
func TestGroupEncryptedTransport(t *testing.T) {
	s := read(t, nil, "show crypto ipsec sa", `
interface: GigabitEthernet1
    Crypto map tag: getvpn-map, local addr 192.0.2.1

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (10.0.0.0/255.0.0.0/0/0)
   remote ident (addr/mask/prot/port): (10.0.0.0/255.0.0.0/0/0)
   Group: GETVPN-GROUP
   current_peer 0.0.0.0 port 848
     PERMIT, flags={}
    #pkts encaps: 4, #pkts encrypt: 4, #pkts digest: 4
    #pkts decaps: 5, #pkts decrypt: 5, #pkts verify: 5
    #send errors 0, #recv errors 0

     local crypto endpt.: 192.0.2.1, remote crypto endpt.: 0.0.0.0
     current outbound spi: 0xA1B2C3D4(2712847316)

     inbound esp sas:
      spi: 0xA1B2C3D4(2712847316)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        sa timing: remaining key lifetime (sec): (3000)
        Status: ACTIVE(ACTIVE)

     outbound esp sas:
      spi: 0xA1B2C3D4(2712847316)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        sa timing: remaining key lifetime (sec): 3000
        Status: ACTIVE (ACTIVE)
`)
	if len(s.ChildSAs) != 1 || len(s.Unread) > 0 {
		t.Fatalf("%d flows, unread %v", len(s.ChildSAs), s.Unread)
	}
	sa := s.ChildSAs[0]
	if sa.State != ipsec.ChildInstalled || sa.InSPI[0] != "a1b2c3d4" || sa.OutSPI[0] != "a1b2c3d4" || sa.Peer.Address != "0.0.0.0" || sa.Counters.Decaps.Or(0) != 5 {
		t.Errorf("%+v", sa)
	}
	for i, d := range append(sa.ExpiresInIn, sa.ExpiresInOut...) {
		if d.Or(0).Seconds() != 3000 {
			t.Errorf("lifetime %d is %v", i, d)
		}
	}
}

// TestVariantsOfLines: brackets, blanks and colons that differ between releases
// change no value.
func TestVariantsOfLines(t *testing.T) {
	const block = `
interface: Virtual-Access1
    Crypto map tag: Virtual-Access1-head-0, local addr 192.0.2.1
   protected vrf: BLUE
   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
   remote ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
   current_peer 203.0.113.1 port 4500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: 4, #pkts encrypt: 4, #pkts digest: 4
    #pkts decaps: 5, #pkts decrypt: 5, #pkts verify: 5
    #send errors 15, #recv errors 0
     local crypto endpt.: 192.0.2.1, remote crypto endpt.: 203.0.113.1
     current outbound spi: 0xA1(161)
     inbound esp sas:
      spi: 0xB2(178)
        transform: esp-gcm 256 ,
        in use settings ={Tunnel UDP-Encaps, }
        conn id: 2001, flow_id: CSR:1, sibling_flags FFFFFFFF80000048, crypto map: Virtual-Access1-head-0, initiator : True
        sa timing: remaining key lifetime (k/sec): (4607999/3437)
     outbound esp sas:
      spi: 0xA1(161)
        transform: esp-gcm 256 ,
        in use settings ={Tunnel UDP-Encaps, }
        sa timing: remaining key lifetime (k/sec): (4607999/3437)
`
	for name, change := range map[string][2]string{
		"nothing":                   {"", ""},
		"a round bracket":           {"flags={origin_is_acl,}", "flags=(origin_is_acl,}"},
		"doubled brackets":          {"flags={origin_is_acl,}", "flags={{origin_is_acl,}}"},
		"no blank before the peer":  {"remote crypto endpt.: 203", "remote crypto endpt.:203"},
		"a remark":                  {"#send errors 15, #recv errors 0", "#send errors 15, #recv errors 0 <-- 15 send errors"},
		"a blank before the number": {"spi: 0xB2(178)", "spi: 0xB2 (178)"},
		"a cut initiator":           {"initiator : True", "initiator : "},
		"another engine":            {"flow_id: CSR:1", "flow_id: Motorola SEC 1.0:1"},
		"no indentation":            {"\n    ", "\n"},
		"tabs":                      {"\n     ", "\n\t "},
		"lines divided by blanks":   {"\n", "\n\n"},
		"CR LF":                     {"\n", "\r\n"},
		"padding":                   {"\n", strings.Repeat(" ", 40) + "\n"},
	} {
		text := block
		if change[0] != "" {
			text = strings.ReplaceAll(block, change[0], change[1])
		}
		s := read(t, nil, "show crypto ipsec sa", text)
		if len(s.ChildSAs) != 1 || len(s.Unread) > 0 {
			t.Errorf("%s: %d flows, %d lines unread: %v", name, len(s.ChildSAs), len(s.Unread), s.Unread)
			continue
		}
		sa := s.ChildSAs[0]
		if sa.Peer.Port != 4500 || sa.Remote.Address != "203.0.113.1" || sa.Counters.SendErrors.Or(0) != 15 || sa.InSPI[0] != "b2" || sa.OutSPI[0] != "a1" ||
			!ipsec.Yes(sa.UDPEncap) || sa.VRF.Or("") != "BLUE" || sa.KBytesIn[0].Or(0) != 4607999 || sa.State != ipsec.ChildInstalled {
			t.Errorf("%s: %+v", name, sa)
		}
	}
}

// TestRowsWithoutTheirHeading: rows of IKEv1 SAs alone, as a filter leaves them,
// with a stale one in front and an IPv6 one on a line of its own.
func TestRowsWithoutTheirHeading(t *testing.T) {
	s := read(t, nil, "show crypto isakmp sa", `203.0.113.1     192.0.2.1       MM_NO_STATE          0 ACTIVE (deleted)
203.0.113.1     192.0.2.1       MM_KEY_EXCH       1002 ACTIVE
2001:db8::10  2001:db8::20  QM_IDLE  1003 ACTIVE
`)
	var got []string
	for _, sa := range s.IKESAs {
		got = append(got, sa.Word+" "+string(sa.State))
	}
	want := []string{"MM_NO_STATE", "MM_KEY_EXCH", "QM_IDLE"}
	if len(got) != 3 || len(s.Unread) > 0 {
		t.Fatalf("%q, unread %v", got, s.Unread)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]+" ") {
			t.Errorf("row %d: %q, want %q", i, got[i], want[i])
		}
	}
	if s.IKESAs[0].State != ipsec.IKEDeleting {
		t.Errorf("the deleted row is %s", s.IKESAs[0].State)
	}
}

// TestSelectorsOfASession: newer releases print the selectors of a Child SA as a
// table of several rows; the numbers behind the slashes are ports.
func TestSelectorsOfASession(t *testing.T) {
	s := read(t, nil, "show crypto ikev2 session", ` IPv4 Crypto IKEv2 Session

Session-id:3, Status:UP-ACTIVE, IKE count:1, CHILD count:1

Tunnel-id Local                 Remote                fvrf/ivrf            Status
1         192.0.2.1/500         203.0.113.1/500       none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:14, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/735 sec
Child sa:
          local selector       ->      remote selector
          10.1.0.0/0 - 10.1.0.255/65535    ->    10.2.0.0/0 - 10.2.0.255/65535
          10.3.0.10/0 - 10.3.0.20/65535    ->    10.2.0.0/0 - 10.2.0.255/65535
          ESP spi in/out: 0x232CB82D/0x30767B6E
`)
	if len(s.ChildSAs) != 1 || len(s.Unread) > 0 {
		t.Fatalf("%d Child SAs, unread %v", len(s.ChildSAs), s.Unread)
	}
	sa := s.ChildSAs[0]
	if len(sa.LocalTS) != 2 || sa.LocalTS[0].String() != "10.1.0.0/24" || sa.LocalTS[1].String() != "10.3.0.10-10.3.0.20" || sa.RemoteTS[1].String() != "10.2.0.0/24" || sa.InSPI[0] != "232cb82d" {
		t.Errorf("%+v", sa)
	}
}

// TestShortTitles: people write the commands without "crypto" above a paste. The
// ASA has commands of these names, so that IOS must read them, too.
func TestShortTitles(t *testing.T) {
	for command, text := range map[string]string{
		"show isakmp sa":        "IPv4 Crypto ISAKMP SA\ndst             src             state          conn-id status\n203.0.113.1     192.0.2.1       QM_IDLE           1002 ACTIVE\n",
		"show isakmp sa detail": "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.\n1002  192.0.2.1       203.0.113.1            ACTIVE aes  sha    psk  14 23:59:39 D\n",
	} {
		s := read(t, nil, command, text)
		if len(s.IKESAs) != 1 || len(s.Unread) > 0 {
			t.Errorf("%s: %d IKE SAs, unread %v", command, len(s.IKESAs), s.Unread)
		}
	}
}
