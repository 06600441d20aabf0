package panos

import "ipsec-diag/collector"

// dialect is the operational mode of PAN-OS. In scripting mode the line editor
// echoes a command once instead of redrawing it with every character.
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:  "panos",
		Transport: "shell",
		Appliance: true,
		// PAN-OS calls itself an OpenSSH of this number.
		Ident:        `^SSH-2\.0-OpenSSH_12\.1$`,
		Probe:        "show system info",
		Proof:        `(?m)^sw-version: `,
		Prompt:       `^([A-Za-z0-9_.-]{1,64}@[A-Za-z0-9][A-Za-z0-9_.-]{0,63}(?:\([a-z-]{1,24}\))?)(>) ?$`,
		ConfigPrompt: `^(\[edit[^\]]*\]|[A-Za-z0-9_.-]{1,64}@\S{1,90}#) ?$`,
		UserMark:     ">", PrivilegedMark: ">",
		Setup:     []string{"set cli scripting-mode on", "set cli pager off", "set cli terminal width 500"},
		Pager:     `^(lines \d+-\d+|--more--) ?$`,
		PagerKey:  " ",
		Refusals:  refusals(),
		Leave:     "exit",
		Role:      `\((active|passive|active-primary|active-secondary|non-functional|suspended|initial|tentative)\)`,
		Questions: `(?i)(\(y or n\)|\[y/n\]|(?-i:\(y/n\))|\(yes/no\)) ?$`,
	}
}

func refusals() []collector.Refusal {
	return []collector.Refusal{
		{Class: "unknown-command", Text: `^\s*Unknown command:`},
		{Class: "unknown-command", Text: `^\s*Invalid syntax\.`},
		{Class: "incomplete-command", Text: `^\s*(Incomplete|Ambiguous) command`},
		{Class: "not-authorised", Text: `^\s*Server error`},
		{Class: "not-authorised", Text: `^\s*(Permission denied|You are not authorized)`},
	}
}
