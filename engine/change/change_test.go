package change_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/change"
	"ipsec-diag/engine/rules"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

const config = `Current configuration : 900 bytes
version 15.9
hostname r1
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 14
crypto ipsec transform-set T esp-aes 256 esp-sha-hmac
crypto map M 10 ipsec-isakmp
 set peer 203.0.113.2
 set transform-set T
 match address L
ip access-list extended L
 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.0
 crypto map M
end
`

const isakmpUp = `IPv4 Crypto ISAKMP SA
dst             src             state          conn-id status
203.0.113.2     198.51.100.1    QM_IDLE           1001 ACTIVE
`

// look judges one device's outputs: command, text, command, text.
func look(t *testing.T, pairs ...string) []*engine.Diagnosis {
	t.Helper()
	c := &collector.Capture{Device: "r1", Platform: "cisco-ios"}
	for i := 0; i+1 < len(pairs); i += 2 {
		c.Outputs = append(c.Outputs, collector.Output{Command: pairs[i], Status: collector.Answered, Text: pairs[i+1]})
	}
	snap := parsers.Parse(platforms.Find("cisco-ios"), c, 0)
	var out []*engine.Diagnosis
	for _, one := range engine.Assemble(time.Time{}, []engine.Reading{{Name: "r1", Snap: snap}}, nil, "") {
		out = append(out, engine.Diagnose(one, rules.All()))
	}
	if len(out) != 1 {
		t.Fatalf("%d tunnels, want 1", len(out))
	}
	return out
}

func TestBetween(t *testing.T) {
	const running, isakmp = "show running-config", "show crypto isakmp sa"
	before := look(t, running, config, isakmp, isakmpUp)
	for name, c := range map[string]struct {
		after []*engine.Diagnosis
		want  []string // "what: was > now"
		not   string   // part of what is not compared
	}{
		"nothing": {look(t, running, config, isakmp, strings.ReplaceAll(isakmpUp, "1001", "1002")), nil, ""},
		"SA gone": {look(t, running, config, isakmp, isakmpUp[:strings.Index(isakmpUp, "203")]), []string{"verdict: ", "IKE SA with 203.0.113.2: established > "}, ""},
		"networks and key length": {look(t, running, strings.NewReplacer("10.2.0.0 0.0.255.255", "10.9.0.0 0.0.255.255", "encr aes 256", "encr aes").Replace(config), isakmp, isakmpUp),
			[]string{"connection M 10: IKE proposals: aes-256 ", "connection M 10: networks of M 10: 10.1.0.0/16 === 10.2.0.0/16 > 10.1.0.0/16 === 10.9.0.0/16", "ike algorithms 10: ", "list L: permit 10.1.0.0/16 to 10.2.0.0/16: yes > ", "list L: permit 10.1.0.0/16 to 10.9.0.0/16:  > yes"}, ""},
		"not read": {look(t, isakmp, isakmpUp), nil, "the configured-peers, read only before"},
	} {
		t.Run(name, func(t *testing.T) {
			list := change.Between(before, c.after)
			if len(list) != 1 {
				t.Fatalf("%d tunnels, want 1", len(list))
			}
			var got []string
			for _, one := range list[0].Changes {
				got = append(got, one.What+": "+one.Was+" > "+one.Now)
			}
			for _, want := range c.want {
				if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
					t.Errorf("no change %q in\n%s", want, strings.Join(got, "\n"))
				}
			}
			if len(got) != len(c.want) {
				t.Errorf("%d changes, want %d:\n%s", len(got), len(c.want), strings.Join(got, "\n"))
			}
			if !strings.Contains(strings.Join(list[0].NotCompared, "\n"), c.not) || c.not == "" && len(list[0].NotCompared) > 0 {
				t.Errorf("not compared: %q, want %q", list[0].NotCompared, c.not)
			}
		})
	}
}
