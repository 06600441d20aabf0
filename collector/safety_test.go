package collector_test

import (
	"regexp"
	"strings"
	"testing"

	"ipsec-diag/collector"
)

var platforms = []string{"cisco-ios", "cisco-asa", "strongswan", "libreswan", "vyos", "junos", "fortios", "panos", "routeros"}

// harmful are words that change a device, start a negotiation, print keys or
// start another program.
var harmful = regexp.MustCompile(`(?i)\b(conf(igure)?|clear|debug|undebug|write|copy|reload|delete|erase|test|monitor|set|unset|` +
	`commit|edit|execute|reset|ping|traceroute|tclsh|request|initiate|terminate|load|rekey|install|uninstall|flush|` +
	`add|del|update|running-config|startup-config|tech-support|more|pre-shared-key|key|restart|stop|start|enable-secret|` +
	`redirect|append|tee|sudo|sh|bash|rm|mv|vi|systemctl|swanctl --log|journalctl -f)\b`)

// harmless are the session's own settings that hold such a word.
var harmless = map[string]bool{
	"terminal no monitor": true,
	// FortiOS: "sudo" names the virtual domain that the command is for.
	"sudo <name> get system status": true, "sudo <name> get vpn ipsec tunnel summary": true,
	"sudo <name> get router info routing-table details <address>": true,
	// Lists what is switched on.
	"show debug": true,
	// Junos and PAN-OS: these are of the session and not of the configuration.
	"set cli screen-length 0": true, "set cli screen-width 511": true, "set cli complete-on-space off": true,
	"set cli scripting-mode on": true, "set cli pager off": true, "set cli terminal width 500": true,
	// One command word for word: crypto, interfaces, lists and routes; its keys are
	// removed in memory.
	"show running-config | section ^crypto|^interface|^ip access-list|^access-list|^ip nat|^ip route|^route-map|^hostname|^version": true,
	// ASA prints stars for the keys in these parts of its configuration.
	"show running-config crypto": true, "show running-config tunnel-group": true, "show running-config access-list": true,
	"show running-config object": true, "show running-config object-group": true, "show running-config nat": true,
}

func TestReadOnlyListHoldsNoHarm(t *testing.T) {
	for _, platform := range platforms {
		list := collector.ReadOnly(platform)
		if len(list) < 4 {
			t.Errorf("%s: only %d commands looked at", platform, len(list))
		}
		for _, text := range list {
			if word := harmful.FindString(text); word != "" && !harmless[text] {
				t.Errorf("%s: %q holds %q", platform, text, word)
			}
			if strings.Contains(text, "xfrm state") && !strings.Contains(text, "nokeys") {
				t.Errorf("%s: %q prints keys", platform, text)
			}
			if strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
				t.Errorf("%s: %q has stray blanks", platform, text)
			}
		}
	}
}

func TestHarmfulWordsAreSeen(t *testing.T) {
	for _, text := range []string{"clear crypto sa", "swanctl --initiate --child a", "configure terminal", "ip xfrm state flush"} {
		if !harmful.MatchString(text) {
			t.Errorf("%q is not seen as harmful", text)
		}
	}
}

func TestShowRefuses(t *testing.T) {
	ok := "show ip route 192.0.2.1"
	if _, err := collector.Show("cisco-ios", ok); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"", " ", ok + "\n", ok + "\nreload", ok + "\r", ok + ";reload", ok + " | redirect flash:x", ok + " ", " " + ok,
		"show  ip route 192.0.2.1", "show ip route 192.0.2.1 x", "show ip route `id`", "show ip route $(id)",
		"show ip route 192.0.2.1\x00", "show ip route 192.0.2.1\t", "show ip route 192.0.2.1\x03", "show ip route 192.0.2.1\x1b[A",
		"show running-config | section ^crypto", "show running-config | section crypto", "show running-config | redirect flash:x",
		"show running-config | section ^crypto|^interface|^ip access-list|^access-list|^ip nat|^ip route|^route-map|^hostname|^version | redirect flash:x",
		"show running-config | section ^crypto|^interface|^ip access-list|^access-list|^ip nat|^ip route|^route-map|^hostname|^version ",
		"show ip route １９２.0.2.1", "show ip route 192․0․2․1", "show ip route \u202e1.2.0.192", "ѕhow clock",
		"show ip route", "show ip route <address>", "show running-config", "SHOW CLOCK", "show clock?", "configure terminal",
		"clear crypto sa", "debug crypto isakmp", "exit\nexit", "do show clock", "terminal length 0 ", "enable 15",
	} {
		if c, err := collector.Show("cisco-ios", text); err == nil || c.String() != "" {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{
		"swanctl --list-sas;id", "swanctl --list-sas && id", "ip xfrm state", "tail -n 5 /etc/shadow", "tail -n -1 /var/log/charon.log",
		"ip route get 192.0.2.1 from 192.0.2.2", "cat /etc/ipsec.secrets", "sudo swanctl --list-sas",
		"tail -n 5 /var/log/../../etc/shadow", "swanctl --initiate --child net", "cat /proc/net/xfrm_stat /etc/shadow",
	} {
		if _, err := collector.Show("strongswan", text); err == nil {
			t.Errorf("%q passes", text)
		}
	}
	if _, err := collector.Show("unheard-of", "show clock"); err == nil {
		t.Error("a platform without a list may send")
	}
}
