package collector_test

import "ipsec-diag/collector"

var ciscoRefusals = []collector.Refusal{
	{Class: "unknown-command", Text: `^\s*(ERROR: )?% ?Invalid input`},
	{Class: "not-authorised", Text: `^\s*(ERROR: )?(% ?)?(Command authorization failed|This command is not authorized)`},
}

// dialects are small ones of the test's own: the platforms' dialects stand in
// a later room.
var dialects = map[string]collector.Dialect{
	"cisco-ios": {
		Platform: "cisco-ios", Transport: "shell", Ident: `^SSH-2\.0-Cisco-`,
		Prompt: `^([A-Za-z0-9][A-Za-z0-9_.:/+@~()-]{0,62})([>#]) ?$`, ConfigPrompt: `^\S+\(config[^)]*\)# ?$`,
		UserMark: ">", PrivilegedMark: "#", Enable: "enable", SecretPrompt: `(?i)^password: ?$`,
		Setup: []string{"terminal length 0", "terminal width 511", "terminal no monitor"},
		Pager: ` ?--More-- ?$`, PagerKey: " ", Refusals: ciscoRefusals, Leave: "exit",
		Questions: `(?i)(\[confirm\]|\[yes/no\]:?) ?$`,
		Probe:     "show version", Proof: `(?m)^Cisco IOS Software`,
	},
	"cisco-asa": {
		Platform: "cisco-asa", Transport: "shell", Ident: `^SSH-2\.0-Cisco-`,
		Prompt: `^([A-Za-z0-9][A-Za-z0-9_.:/+@~-]{0,126})([>#]) ?$`, ConfigPrompt: `^\S+\(config[^)]*\)# ?$`,
		UserMark: ">", PrivilegedMark: "#", Enable: "enable", SecretPrompt: `(?i)^password: ?$`,
		Setup: []string{"terminal pager 0"},
		Pager: `<--- More --->\s*$`, PagerKey: " ", Refusals: ciscoRefusals, Leave: "exit",
		Probe: "show version", Proof: `(?m)^Cisco Adaptive Security Appliance`,
	},
	"strongswan": {
		Platform: "strongswan", Transport: "exec", Ident: `^SSH-2\.0-OpenSSH`,
		Refusals: []collector.Refusal{
			{Class: "unknown-command", Text: `command not found`},
			{Class: "not-authorised", Text: `password is required`},
			{Class: "not-authorised", Text: `Permission denied`},
			{Class: "not-authorised", Text: `^Hint: You are currently not seeing`},
		},
		Probe: "swanctl --version", Proof: `(?m)^strongSwan `,
	},
}
