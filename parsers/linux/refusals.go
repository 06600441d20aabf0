package linux

import "ipsec-diag/collector"

// Refusals are the texts with which a shell or sudo refuses a command. They are
// looked for on standard error. That an IKE daemon does not serve ("failed: No
// such file or directory", "Connection refused") is not a refusal but a finding,
// which the steps' Down recognises.
func Refusals() []collector.Refusal {
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
