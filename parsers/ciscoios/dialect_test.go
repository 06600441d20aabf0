package ciscoios

import (
	"regexp"
	"testing"

	"ipsec-diag/collector"
)

func TestDialectPrompts(t *testing.T) {
	d := dialect()
	prompt, config := regexp.MustCompile(d.Prompt), regexp.MustCompile(d.ConfigPrompt)
	for line, want := range map[string][2]bool{
		"R1#":                    {true, false},
		"R1>":                    {true, false},
		"hq.example-rtr_1# ":     {true, false},
		"router-1(LAB)#":         {true, false},
		"R1(config)#":            {true, true},
		"R1(config-if)# ":        {true, true},
		"R1(cfg-crypto-trans)#":  {true, true},
		"R1(ca-trustpoint)#":     {true, true},
		"    #pkts encaps: 1, #": {false, false},
		"# welcome #":            {false, false},
		"rommon 1 >":             {false, false},
	} {
		if got := [2]bool{prompt.MatchString(line), config.MatchString(line)}; got != want {
			t.Errorf("%q: prompt, configuration mode = %v", line, got)
		}
	}
}

func TestDialectRefusals(t *testing.T) {
	d := dialect()
	for line, class := range map[string]string{
		"% Invalid input detected at '^' marker.":                               "unknown-command",
		"% Incomplete command.":                                                 "incomplete-command",
		"Command authorization failed.":                                         "not-authorised",
		"% Authorization failed.":                                               "not-authorised",
		"*Nov 25 10:00:00.000: %AAA-3-X: % Authorization failed for 192.0.2.9":  "",
		"% SSH: Command authorization failed, as the log of another device has": "",
	} {
		if got := refusalClass(d.Refusals, line); got != class {
			t.Errorf("%q: class %q", line, got)
		}
	}
}

func refusalClass(all []collector.Refusal, line string) string {
	for _, r := range all {
		if regexp.MustCompile("(?i)" + r.Text).MatchString(line) {
			return r.Class
		}
	}
	return ""
}

func TestDialectSendsOnlyWhatIsListed(t *testing.T) {
	d := dialect()
	for _, text := range append(d.Setup, d.Enable, d.Leave, d.Probe) {
		if _, err := collector.Show(d.Platform, text); err != nil {
			t.Error(err)
		}
	}
}

func TestDialectProof(t *testing.T) {
	proof := regexp.MustCompile(dialect().Proof)
	for text, want := range map[string]bool{
		"Cisco IOS XE Software, Version 17.09.04a":                           true,
		"Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M)":           true,
		"Cisco Internetwork Operating System Software \nIOS (tm) C2600":      true,
		"Cisco IOS XR Software, Version 7.3.2":                               false,
		"Cisco Nexus Operating System (NX-OS) Software":                      false,
		"\nCisco Adaptive Security Appliance Software Version 9.12(4) <x>\n": false,
	} {
		if proof.MatchString(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
