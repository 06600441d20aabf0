package junos

import (
	"ipsec-diag/collector"
	"ipsec-diag/parsers/linux"
)

// dialect is the operational mode of Junos: one exec channel per command, which
// has no prompt, no pager and no line editing. The prompt serves devices whose
// transport is a shell. An account that lands in the Unix shell (root) has no
// commands of Junos.
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:  "junos",
		Transport: "exec",
		Appliance: true,
		Ident:     `^SSH-(2\.0|1\.99)-OpenSSH_[0-9.]+( FIPS)?$`,
		Probe:     linux.Probe,
		// The probe is no command of Junos, which says so in its own way.
		Proof:        `(?m)^\s*(error: )?(unknown command|syntax error, expecting <command>|syntax error)\b`,
		Prompt:       `^([A-Za-z0-9_.-]{1,64}@[A-Za-z0-9_.:/+~()-]{1,128})(>) ?$`,
		AbovePrompt:  `^\{[a-z-]+(:[a-z0-9]+)?\}$`,
		ConfigPrompt: `^(\[edit[^\]]*\]|[A-Za-z0-9_.-]{1,64}@\S{1,128}#) ?$`,
		UserMark:     ">", PrivilegedMark: ">",
		Setup:     []string{"set cli screen-length 0", "set cli screen-width 511", "set cli complete-on-space off"},
		Pager:     `---\(more( \d+%)?\)---\s*$`,
		PagerKey:  " ",
		Refusals:  refusals(),
		Leave:     "exit",
		Questions: `(?i)(\[yes,no\] \(\w+\)|\[y/n\]|\(yes/no\)\??|continue\?) ?$`,
	}
}

func refusals() []collector.Refusal {
	return []collector.Refusal{
		{Class: "unknown-command", Text: `^\s*(error: )?unknown command`},
		{Class: "unknown-command", Text: `^\s*(error: )?syntax error`},
		{Class: "unknown-command", Text: `: Command not found`},
		{Class: "incomplete-command", Text: `^\s*(error: )?(missing (mandatory )?argument|.* is ambiguous)`},
		{Class: "not-authorised", Text: `^\s*(error: )?permission denied`},
		{Class: "unknown-command", Text: `^\s*error: command is not valid on`},
		{Class: "unknown-command", Text: `^\s*error: (the )?[a-z-]+ subsystem not (running|responding)`},
	}
}
