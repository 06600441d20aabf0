package recognise_test

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/recognise"
)

const (
	asaIKE = "IKEv1 SAs:\n\n   Active SA: 1\nTotal IKE SA: 1\n\n1   IKE Peer: 198.51.100.1\n    Type    : L2L             Role    : initiator\n    Rekey   : no              State   : MM_WAIT_MSG2\n"
	iosIKE = "IPv4 Crypto ISAKMP SA\ndst             src             state          conn-id status\n198.51.100.1    192.0.2.1       MM_NO_STATE          0 ACTIVE (deleted)\n"
	flow   = "interface: outside\n    Crypto map tag: outside_map, seq num: 10, local addr: 192.0.2.1\n\n      local ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n      remote ident (addr/mask/prot/port): (10.2.0.0/255.255.0.0/0/0)\n      current_peer: 198.51.100.1\n\n      #pkts encaps: 14, #pkts encrypt: 14, #pkts digest: 14\n"
	strong = "hq: #7, CONNECTING, IKEv2, 1a2b3c4d5e6f7081_i* 0000000000000000_r\n  local  '%any' @ 192.0.2.1[500]\n  remote '%any' @ 198.51.100.1[500]\n  active:  IKE_VENDOR IKE_INIT\n"
)

func TestSplit(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"prompt and short command", "asa1# sh cry isa sa\n" + asaIKE + "asa1#\n", "asa1 cisco-asa show crypto isakmp sa 2"},
		{"failover in the prompt, two commands", "asa1/pri/act# show cry ikev1 sa det\n" + asaIKE + "asa1/pri/act# sh crypto ips sa\n" + flow, "asa1 cisco-asa show crypto ikev1 sa detail 2|asa1 cisco-asa show crypto ipsec sa 11"},
		{"same command on another platform", "r1#sh cry isa sa\n" + iosIKE, "r1 cisco-ios show crypto isakmp sa 2"},
		{"do in configuration mode", "Hub(config)#do sh cry isa sa\n" + iosIKE, "Hub cisco-ios show crypto isakmp sa 2"},
		{"carriage returns", strings.ReplaceAll("r1#sh cry isa sa\n"+iosIKE, "\n", "\r\n"), "r1 cisco-ios show crypto isakmp sa 2"},
		{"quoted in a mail", "> " + strings.ReplaceAll("r1#sh cry isa sa\n"+strings.TrimSpace(iosIKE), "\n", "\n> "), "r1 cisco-ios show crypto isakmp sa 2"},
		{"colours", "\x1b[32mroot@gw:~# \x1b[0mswanctl --list-sas\n" + strong, "gw strongswan swanctl --list-sas 2"},
		{"sudo", "admin@gw:~$ sudo swanctl --list-sas\n" + strong, "gw strongswan swanctl --list-sas 2"},
		{"echo without prompt", "show crypto isakmp sa\n" + iosIKE, "pasted cisco-ios show crypto isakmp sa 2"},
		{"no prompt at all", asaIKE, "pasted cisco-asa show crypto isakmp sa 1"},
		{"two outputs without prompts", asaIKE + "\n" + flow, "pasted cisco-asa show crypto isakmp sa 1|pasted cisco-asa show crypto ipsec sa detail 10"},
		{"pager", "asa1# sh cry ips sa\n" + strings.Replace(flow, "      #pkts", "<--- More --->\r              \r      #pkts", 1), "asa1 cisco-asa show crypto ipsec sa 2"},
		{"piped", "asa1# sh cry ips sa | i peer|encaps\n      current_peer: 198.51.100.1\n", "asa1 cisco-asa show crypto ipsec sa 2"},
		{"answered with nothing", "r1#sh cry isa sa\nr1#sh clock\n12:00:07.418 UTC Sun Mar 1 2026\nr1#", "r1 cisco-ios show crypto isakmp sa 2|r1 cisco-ios show clock 3"},
		{"echo below the prompt", "r1#show crypto isakmp sa\nshow crypto isakmp sa\n" + iosIKE + "r1#", "r1 cisco-ios show crypto isakmp sa 2"},
		{"cut off after the command", "r1#sh cry isa sa\n", ""},
		{"unknown command", "r1#show cdp neighbors\nDevice ID\nr2\n", "r1   2"},
		{"nothing we know", "Dear all,\nthe tunnel is down.\n", "pasted   1"},
		{"empty", "\n\n", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range recognise.Split("pasted", tt.text, platforms.All()) {
			got = append(got, strings.Join([]string{s.Device, s.Platform, s.Command, itoa(s.FirstLine)}, " "))
			if lines := strings.Split(tt.text, "\n"); s.FirstLine < 1 || s.FirstLine > len(lines) {
				t.Errorf("%s: first line %d of %d", tt.name, s.FirstLine, len(lines))
			}
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, strings.Join(got, "|"), tt.want)
		}
	}
}

func itoa(n int) string {
	return strings.TrimLeft(string([]byte{byte('0' + n/10), byte('0' + n%10)}), "0")
}

func TestFromFileName(t *testing.T) {
	tests := []struct{ path, device, command string }{
		{"hq.show_crypto_isakmp_sa.txt", "hq", "show crypto isakmp sa"},
		{"case/hq.example.com.show_route_198.51.100.7.txt", "hq.example.com", "show route 198.51.100.7"},
		{"site/hq/show_vpn-sessiondb_detail_l2l.txt", "hq", "show vpn-sessiondb detail l2l"},
		{"case/gw.swanctl_load_all.txt", "gw", "swanctl load all"},
		{"gw/swanctl_--list-sas.txt", "gw", "swanctl --list-sas"},
		{"east.console.txt", "east", "console"},
		{"r3.log.txt", "r3", "log"},
		{"r3.running_config.txt", "r3", "running config"},
		{"show_version.txt", "", "show version"},
		{"paste.txt", "paste", ""},
		{"hq.show_clock.txt.gz", "hq", "show clock"},
		{`C:\captures\hq\show_clock.txt`, "hq", "show clock"},
	}
	for _, tt := range tests {
		if device, command := recognise.FromFileName(tt.path); device != tt.device || command != tt.command {
			t.Errorf("FromFileName(%q) = %q, %q; want %q, %q", tt.path, device, command, tt.device, tt.command)
		}
	}
}

// TestSplitPastes: several outputs in one text, and what no platform knows.
func TestSplitPastes(t *testing.T) {
	bundle := func(command string) string { return "\n------------------ " + command + " ------------------\n\n" }
	tests := []struct{ name, text, want string }{
		{"support bundle", bundle("show crypto isakmp sa") + iosIKE + bundle("show colour") + "mauve\n" + bundle("show clock") + "12:00:07.418 UTC Sun Mar 1 2026\n",
			"cisco-ios show crypto isakmp sa|? show colour|cisco-ios show clock"},
		{"headings of tail", "==> swanctl --list-sas <==\n" + strong + "\n==> date <==\nTue Nov 24 03:59:15 UTC 2026\n", "strongswan swanctl --list-sas|strongswan date"},
		{"echoes of a script", "+ swanctl --list-sas\n" + strong + "+ date\nTue Nov 24 03:59:15 UTC 2026\n", "strongswan swanctl --list-sas|strongswan date"},
		{"unknown command without a prompt", "show crypto isakmp sa\n" + iosIKE + "show colour\nIPv4 Crypto ISAKMP SA\n", "cisco-ios show crypto isakmp sa|? show colour"},
		{"unknown command, output like another's", "r1#show colour\n" + iosIKE, "? show colour"},
		{"unknown ending of a known command", "r1#show crypto isakmp sa active\n" + iosIKE, "cisco-ios show crypto isakmp sa"},
		{"options of a known command", "ana@hq:~$ sudo swanctl --initiate --child lan 2>&1 | tail -3\n[IKE] scheduling rekeying in 14399s\n[IKE] received TS_UNACCEPTABLE notify, no CHILD_SA built\n[IKE] failed to establish CHILD_SA, keeping IKE_SA\n", "strongswan swanctl --initiate"},
		{"a short output behind a long one", strings.Repeat(flow+"\n", 20) + iosIKE, "cisco-asa show crypto ipsec sa detail|cisco-ios show crypto isakmp sa"},
		{"mail with prose", "Hello,\n\n> r1#sh cry isa sa\n" + quoted(iosIKE) + "\nRegards\n", "? |cisco-ios show crypto isakmp sa"},
		{"line numbers", "1: r1#sh cry isa sa\n2: IPv4 Crypto ISAKMP SA\n3: dst             src             state          conn-id status\n4: 198.51.100.1    192.0.2.1       MM_NO_STATE          0 ACTIVE\n", "cisco-ios show crypto isakmp sa"},
		{"a log keeps its times", "Mar  1 11:59:01 gw charon: 10[IKE] initiating IKE_SA hq[1] to 198.51.100.1\nMar  1 11:59:05 gw charon: 11[IKE] retransmit 1 of request with message ID 0\nMar  1 11:59:12 gw charon: 12[IKE] retransmit 2 of request with message ID 0\n", "strongswan journalctl|Mar  1 11:59:01"},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range recognise.Split("pasted", tt.text, platforms.All()) {
			if s.Platform == "" {
				got = append(got, "? "+s.Typed)
				continue
			}
			got = append(got, s.Platform+" "+s.Command)
			if strings.HasPrefix(tt.name, "a log") {
				got[0] = s.Platform + " " + strings.Fields(s.Command)[0]
				got = append(got, s.Text[:15])
			}
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, strings.Join(got, "|"), tt.want)
		}
	}
}

func quoted(text string) string {
	return "> " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n> ") + "\n"
}
