package strongswan

import "ipsec-diag/collector"

// dialect is a Linux host: one exec channel per command, so no prompt, no
// pager and no privilege to ask for ("sudo -n" is the device's setting).
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:  "strongswan",
		Transport: "exec",
		Ident:     `^SSH-2\.0-(OpenSSH|dropbear)`,
		Probe:     "swanctl --version",
		Proof:     `(?m)^strongSwan `,
		Refusals:  refusals(),
	}
}

// refusals are looked for on standard error. That charon does not serve
// ("connecting to ... failed: No such file or directory", "Connection refused")
// is not a refusal but a finding, which the steps' Down recognises.
func refusals() []collector.Refusal {
	return []collector.Refusal{
		{Class: "unknown-command", Text: `command not found`},
		{Class: "unknown-command", Text: `: not found$`},
		{Class: "not-authorised", Text: `sudo: .*(password is required|terminal is required)`},
		{Class: "not-authorised", Text: `is not in the sudoers file`},
		{Class: "not-authorised", Text: `is not allowed to (execute|run)`},
		{Class: "not-authorised", Text: `Permission denied`},
		{Class: "not-authorised", Text: `Operation not permitted`},
		{Class: "not-authorised", Text: `insufficient permissions`},
		// journalctl answers an outsider with exit status 0 and no entries.
		{Class: "not-authorised", Text: `^Hint: You are currently not seeing messages`},
	}
}
