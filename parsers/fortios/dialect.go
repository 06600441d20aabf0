package fortios

import "ipsec-diag/collector"

// dialect is the command line of FortiOS. There is no way to switch the pager
// off for one session only: the setting ("config system console") is stored,
// so the pager is answered instead. A configuration mode has the same prompt as
// a virtual domain ("FGT (interface) #"), so that only a change of the learned
// prompt tells. The post-login disclaimer is accepted, nothing else is.
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:  "fortios",
		Transport: "shell",
		Appliance: true,
		// FortiOS makes up a name of letters, digits, "-" and "_" for each build.
		Ident:        `^SSH-2\.0-(FortiSSH\S*|[A-Za-z0-9_-]{5,16})$`,
		Probe:        "get system status",
		Proof:        `(?m)^Version: Forti[A-Z]`,
		Prompt:       `^((?:\([A-Z]\) ?)?[A-Za-z0-9][A-Za-z0-9_.~-]{0,62}(?: ?\([A-Za-z0-9_. -]{1,64}\)){0,2} )([#$]) ?$`,
		ConfigPrompt: `^(\([A-Z]\) ?)?<host>( ?\([^()]*\))* [#$] ?$`,
		UserMark:     "$", PrivilegedMark: "#",
		Pager:      `--More-- ?$`,
		PagerKey:   " ",
		Disclaimer: `\(Press 'a' to accept\):? ?$`, DisclaimerKey: "a",
		Refusals: refusals(),
		Leave:    "exit",
		Role:     `\((Primary|Secondary|Master|Slave)\)`,
		Contexts: collector.Contexts{
			Mode: "get system status", Multiple: `(?mi)^Virtual domain configuration: (multiple|enable|split-task)`,
			Prefix: "sudo <name> ",
		},
		Questions: `(?i)((?-i:\(y/n\))|\[y/n\]|\(yes/no\)|\(press 'a' to accept\):?) ?$`,
	}
}

func refusals() []collector.Refusal {
	return []collector.Refusal{
		{Class: "unknown-command", Text: `^\s*(-?\d+: )?Unknown action`},
		{Class: "unknown-command", Text: `^command parse error before`},
		{Class: "unknown-command", Text: `^Command fail\. Return code -?(61|1)\b`},
		{Class: "incomplete-command", Text: `^(Incomplete command|Ambiguous command)`},
		{Class: "not-authorised", Text: `^Command fail\. Return code -?\d+`},
		{Class: "not-authorised", Text: `^(Permission denied|You do not have permission|Permission deny)`},
	}
}
