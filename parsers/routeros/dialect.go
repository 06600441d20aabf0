package routeros

import "ipsec-diag/collector"

// dialect is the command line of RouterOS: one exec channel per command, where
// nothing is paged, coloured or redrawn. The prompt serves devices whose
// transport is a shell.
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:  "routeros",
		Transport: "exec",
		Appliance: true,
		Ident:     `^SSH-2\.0-ROSSH`,
		Probe:     "/system resource print",
		Proof:     `(?m)^\s*platform: MikroTik`,
		Prompt:    `^(\[[^\s@\]]{1,64}@[^\]\r\n]{1,64}\] (?:<SAFE> )?)(>) ?$`,
		UserMark:  ">", PrivilegedMark: ">",
		Pager:     `-- \[Q quit\|[^\]]*\]$`,
		PagerKey:  " ",
		Refusals:  refusals(),
		Leave:     "/quit",
		Questions: `(?i)(\[y/n\]:?|(?-i:\(y/n\))|password:) ?$`,
	}
}

func refusals() []collector.Refusal {
	return []collector.Refusal{
		{Class: "unknown-command", Text: `^bad command name`},
		{Class: "unknown-command", Text: `^(syntax error|input does not match|expected end of command|no such item|unknown parameter)`},
		{Class: "incomplete-command", Text: `^(expected command name|missing value)`},
		{Class: "not-authorised", Text: `^(not enough permissions|not permitted)`},
	}
}
