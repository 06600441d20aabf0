package rbac

import (
	"fmt"
	"slices"
	"strings"
)

// fortiAreas are the access groups of FortiOS behind the beginnings of commands.
var fortiAreas = []struct{ command, group string }{
	{"get system status", "sysgrp"},
	{"get router ", "netgrp"},
	{"get vpn ", "vpngrp"},
}

// accessProfile reads the areas that the commands need: FortiOS gives rights by
// area and not by command.
func accessProfile(commands []string) (string, bool) {
	var groups []string
	for _, c := range commands {
		if c == "exit" {
			continue
		}
		i := slices.IndexFunc(fortiAreas, func(a struct{ command, group string }) bool { return strings.HasPrefix(c, a.command) })
		if i < 0 {
			return "", false
		}
		if g := fortiAreas[i].group; !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# FortiOS gives rights by area, not by command: these are the areas that the commands need, to read.\nconfig system accprofile\n    edit %q\n", account)
	for _, g := range groups {
		fmt.Fprintf(&b, "        set %s read\n", g)
	}
	fmt.Fprintf(&b, "    next\nend\nconfig system admin\n    edit %q\n        set accprofile %q\n        set trusthost1 ADDRESS-OF-THIS-MACHINE 255.255.255.255\n    next\nend\n", account, account)
	return b.String(), true
}

// onlyReads reports whether every command begins with one of the words.
func onlyReads(commands []string, begin ...string) bool {
	return !slices.ContainsFunc(commands, func(c string) bool {
		return !slices.ContainsFunc(begin, func(b string) bool { return strings.HasPrefix(c, b) })
	})
}

// adminRole is the least of PAN-OS' roles of the command line.
func adminRole(commands []string) (string, bool) {
	if !onlyReads(commands, "show ", "set cli ", "exit") {
		return "", false
	}
	return fmt.Sprintf("# PAN-OS gives rights by role, not by command: the role that reads one device.\n"+
		"set shared admin-role %s role device cli devicereader\n"+
		"set mgt-config users %s permissions role-based custom profile %s\n", account, account, account), true
}

// policies are those of a user group of RouterOS; what is not given is taken.
var policies = []string{"local", "telnet", "ftp", "reboot", "write", "policy", "test", "winbox", "password", "web", "sniff", "sensitive", "api", "romon", "rest-api"}

// userGroup may log in by SSH and read. Without "sensitive" keys and secrets
// stay hidden, whatever is printed.
func userGroup(commands []string) (string, bool) {
	if slices.ContainsFunc(commands, func(c string) bool { return c != "/quit" && !strings.Contains(c, " print") }) {
		return "", false
	}
	return fmt.Sprintf("# RouterOS gives rights by policy, not by command: log in by SSH and read, without keys and secrets.\n"+
		"/user group add name=%s policy=ssh,read,!%s\n"+
		"/user add name=%s group=%s address=ADDRESS-OF-THIS-MACHINE/32\n", account, strings.Join(policies, ",!"), account, account), true
}
