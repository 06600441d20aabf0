package parsers

import "testing"

// TestStepFor: a name in brackets stands for any, as a word or at its end.
func TestStepFor(t *testing.T) {
	p := &Platform{Steps: []Step{{Command: "show ip route <peer>"}}, Also: []Step{{Command: "cat /etc/swanctl/conf.d/<file>"}}}
	for command, want := range map[string]string{
		"show ip route 192.0.2.1": "show ip route <peer>", "SHOW ip route 192.0.2.1": "show ip route <peer>", "show ip route": "", "show ip route a b": "",
		"cat /etc/swanctl/conf.d/hq.conf": "cat /etc/swanctl/conf.d/<file>", "cat /etc/swanctl/conf.d/": "", "cat /etc/shadow": "",
	} {
		got := ""
		if s := p.StepFor(command); s != nil {
			got = s.Command
		}
		if got != want {
			t.Errorf("StepFor(%q) is %q, want %q", command, got, want)
		}
	}
}
