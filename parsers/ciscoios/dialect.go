package ciscoios

import "ipsec-diag/collector"

// dialect is the command line of IOS and IOS-XE. Host names may hold dots,
// slashes, blanks and parentheses ("prompt %h(LAB)%p"), so configuration mode is told
// by the words IOS puts in its parentheses, not by the parentheses.
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:       "cisco-ios",
		Transport:      "shell",
		Appliance:      true,
		Ident:          `^SSH-(2\.0|1\.99)-Cisco-`,
		Probe:          "show version",
		Proof:          `(?m)^(Cisco IOS (XE )?Software|Cisco IOS-XE|Cisco Internetwork Operating System Software|IOS \(tm\))`,
		Prompt:         `^([A-Za-z0-9(](?:[][A-Za-z0-9_.:/+@~() -]{0,61}[][A-Za-z0-9_.:/+@~()-])?)([>#]) ?$`,
		ConfigPrompt:   `^\S[^#>]{0,62}\((config|cfg|ca|cs|ipsec|crypto|conf)[^)]*\)# ?$`,
		UserMark:       ">",
		PrivilegedMark: "#",
		Enable:         "enable",
		SecretPrompt:   `(?i)^(enable )?password: ?$`,
		UserPrompt:     `(?i)^(user ?name|login): ?$`,
		Message:        `%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: `,
		// After enable: a login of privilege 0 may not set the terminal.
		Setup: []string{"terminal length 0", "terminal width 511", "terminal no monitor"},
		// The length of a line; not tried on hardware.
		TypeAhead: 254,
		Pager:     ` ?--More-- ?$`,
		PagerKey:  " ",
		Refusals:  refusals(),
		Leave:     "exit",
		// A question ends its line with the choice, which is how it differs from
		// an output that speaks of one. "PFS (Y/N): N" of an IPsec SA may be cut
		// after its choice: a question has small letters.
		Questions: `(?i)(\[confirm\]|\[yes/no\]:?|\[y/n\]:?|(?-i:\(y/n\))\??:?|\(yes/no\)\??:?) ?$`,
	}
}

// refusals are anchored at the start of the line: a log line may quote them.
func refusals() []collector.Refusal {
	return []collector.Refusal{
		{Class: "unknown-command", Text: `^\s*% ?Invalid input detected`},
		{Class: "unknown-command", Text: `^\s*% ?Unknown command`},
		{Class: "unknown-command", Text: `^\s*% ?Unrecognized command`},
		{Class: "unknown-command", Text: `^\s*% ?Bad IP address or host name`},
		{Class: "incomplete-command", Text: `^\s*% ?Incomplete command`},
		{Class: "incomplete-command", Text: `^\s*% ?Ambiguous command`},
		{Class: "not-authorised", Text: `^\s*(% ?)?Command authorization failed`},
		{Class: "not-authorised", Text: `^\s*% ?This command is not authorized`},
		{Class: "not-authorised", Text: `^\s*% ?Permission denied`},
		{Class: "not-authorised", Text: `^\s*% ?Authorization failed`},
		{Class: "not-authorised", Text: `^\s*% ?Access denied`},
	}
}
