package ciscoasa

import "ipsec-diag/collector"

// dialect is the command line of the ASA. The prompt may carry the context and
// the failover state ("fw/ctx/pri/act#"). "terminal width" is a configuration
// command on an ASA and therefore not among the set-up commands.
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:       "cisco-asa",
		Transport:      "shell",
		Appliance:      true,
		Ident:          `^SSH-(2\.0|1\.99)-Cisco-`,
		Probe:          "show version",
		Proof:          `(?m)^Cisco Adaptive Security Appliance Software`,
		Prompt:         `^([A-Za-z0-9][A-Za-z0-9_.:/+@~-]{0,126})([>#]) ?$`,
		ConfigPrompt:   `^\S{1,127}\((config|cfg|ca|cs|ipsec|crypto|conf)[^)]*\)# ?$`,
		UserMark:       ">",
		PrivilegedMark: "#",
		Enable:         "enable",
		SecretPrompt:   `(?i)^(enable )?password: ?$`,
		UserPrompt:     `(?i)^(user ?name|login): ?$`,
		Message:        `%[A-Z][A-Z0-9_-]*-[0-7]-[A-Z0-9_]+: `,
		Setup:          []string{"terminal pager 0"},
		Pager:          `<--- More --->\s*$`,
		PagerKey:       " ",
		Refusals:       refusals(),
		Leave:          "exit",
		Role:           `(/(pri|sec))?/(act|stby)(NoFailover)?([>#]|$)`,
		Contexts: collector.Contexts{
			Mode: "show mode", Multiple: `(?mi)^Security context mode: multiple`,
			Enter: "changeto context <name>", Prompt: `^<host>/<context>(/[a-z/]+)?[>#] ?$`,
		},
		Questions: `(?i)(\[confirm\]|\[yes/no\]:?|\[y/n\]:?|(?-i:\(y/n\))\??:?|\[y\]es/\[n\]o:?) ?$`,
	}
}

// refusals are anchored at the start of the line: a log line may quote them.
func refusals() []collector.Refusal {
	return []collector.Refusal{
		{Class: "unknown-command", Text: `^\s*(ERROR: )?% ?Invalid input`},
		{Class: "unknown-command", Text: `^\s*(ERROR: )?% ?Unrecognized command`},
		{Class: "unknown-command", Text: `^\s*(ERROR: )?% ?Invalid Hostname`},
		{Class: "incomplete-command", Text: `^\s*(ERROR: )?% ?Incomplete command`},
		{Class: "incomplete-command", Text: `^\s*(ERROR: )?% ?Ambiguous command`},
		{Class: "not-authorised", Text: `^\s*(ERROR: )?(% ?)?Command authorization failed`},
		{Class: "not-authorised", Text: `^\s*(ERROR: )?(% ?)?Authorization denied`},
		{Class: "not-authorised", Text: `^\s*(ERROR: )?Command not (valid|authorized) in current`},
	}
}
