package simulator

import (
	"strings"

	"ipsec-diag/collector"
)

// Manners are how the command line of a platform talks.
type manners struct {
	// hello is what is shown before the first prompt.
	hello string
	// user and privileged end the prompt, which before and behind surround.
	before, behind   string
	user, privileged string
	// more is the pager's text, erase what takes it away again.
	more, erase string
	// pagerOff switches the pager off; quietly are further settings of the
	// session that are accepted.
	pagerOff string
	quietly  []string
	// invalid and refuse are what an unknown and a forbidden command get.
	invalid, refuse string
	// marker says that invalid stands below a mark that points at the word.
	marker bool
	// bye is said when the session is left.
	bye string
	// redraw is the setting that ends the redrawing of the line at every
	// character; the line is redrawn until then.
	redraw string
	// free says that there is no privilege to ask for.
	free bool
}

// backspaces erases n columns as a line printer does.
func backspaces(n int) string {
	return strings.Repeat("\b", n) + strings.Repeat(" ", n-1) + strings.Repeat("\b", n)
}

// mannersOf returns how a platform talks; its name is empty for those that
// have no command line of their own.
func mannersOf(platform, user string) (m manners, hasShell bool) {
	switch platform {
	case "cisco-ios":
		return manners{hello: "\r\n", user: ">", privileged: "#", more: " --More-- ", erase: backspaces(9), pagerOff: "terminal length 0",
			quietly: []string{"terminal width 511", "terminal no monitor"}, marker: true,
			invalid: "% Invalid input detected at '^' marker.\r\n\r\n", refuse: "Command authorization failed.\r\n\r\n"}, true
	case "cisco-asa":
		return manners{hello: "Type help or '?' for a list of available commands.\r\n", user: "> ", privileged: "# ", more: "<--- More --->",
			erase: "\r" + strings.Repeat(" ", 14) + "\r", pagerOff: "terminal pager 0", marker: true,
			invalid: "ERROR: % Invalid input detected at '^' marker.\r\n", refuse: "ERROR: Command authorization failed\r\n", bye: "\r\nLogoff\r\n\r\n"}, true
	case "junos":
		return manners{before: "{master:0}\r\n" + user + "@", privileged: "> ", more: "---(more)---", erase: "\x1b[12D" + strings.Repeat(" ", 12) + "\x1b[12D", free: true,
			pagerOff: "set cli screen-length 0", quietly: []string{"set cli screen-width 511", "set cli complete-on-space off"}, marker: true,
			invalid: "unknown command.\r\n", refuse: "error: permission denied\r\n"}, true
	case "fortios":
		return manners{privileged: " # ", more: "--More-- ", erase: "\r" + strings.Repeat(" ", 9) + "\r", free: true,
			invalid: "Unknown action 0\r\n\r\n", refuse: "Command fail. Return code -37\r\n\r\n"}, true
	case "panos":
		return manners{before: user + "@", privileged: "> ", more: "lines 1-23 ", erase: "\r\x1b[K", free: true, pagerOff: "set cli pager off",
			quietly: []string{"set cli scripting-mode on", "set cli terminal width 500"}, redraw: "set cli scripting-mode on",
			invalid: "Unknown command: \r\n", refuse: "Server error : permission denied\r\n"}, true
	case "routeros":
		return manners{before: "[" + user + "@", behind: "] ", privileged: "> ", more: "-- [Q quit|D dump|down]", erase: "\r\x1b[K", free: true,
			invalid: "bad command name (line 1 column 1)\r\n", refuse: "not enough permissions (9)\r\n"}, true
	}
	return manners{}, false
}

// appliance reports whether exec channels of a platform reach its own command
// line and work, one after the other.
func appliance(platform string) bool { return platform == "junos" || platform == "routeros" }

// unix reports whether a platform is a Unix host.
func unix(platform string) bool {
	return platform == "strongswan" || platform == "libreswan" || platform == "vyos"
}

// ask runs one command of an appliance on a channel of its own: what it says
// stands in the output, and the exit status is zero whatever it is.
func (c *connection) ask(s *shell, line string) bool {
	command := strings.Join(strings.Fields(line), " ")
	s.rows = 0
	if _, err := collector.Show(c.device.Platform, command); err != nil {
		return c.send(s.channel, s.m.invalid)
	}
	return s.run1(line)
}
