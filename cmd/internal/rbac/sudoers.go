package rbac

import (
	"fmt"
	"slices"
	"strings"
)

// programs are where the programs of a Linux host lie; sudoers wants paths.
var programs = map[string]string{
	"cat": "/usr/bin/cat", "date": "/usr/bin/date", "ip": "/usr/sbin/ip", "ipsec": "/usr/sbin/ipsec",
	"journalctl": "/usr/bin/journalctl", "nft": "/usr/sbin/nft", "swanctl": "/usr/sbin/swanctl", "tail": "/usr/bin/tail",
}

// sudoers allows each command with exactly its arguments. One with an address
// is an expression, which needs sudo 1.9.10.
func sudoers(commands []string) (string, bool) {
	var lines []string
	for _, c := range commands {
		words := strings.Fields(c)
		path, known := programs[words[0]], strings.HasPrefix(words[0], "/")
		if known {
			path = words[0]
		}
		if path == "" {
			return "", false
		}
		lines = append(lines, strings.TrimSpace(path+" "+arguments(words[1:])))
	}
	return fmt.Sprintf("# /etc/sudoers.d/%s (check with visudo -c; adjust the paths; sudo 1.9.10 or later for the lines with ^).\n"+
		"Cmnd_Alias IPSEC_DIAG = \\\n    %s\n%s ALL=(root) NOPASSWD: IPSEC_DIAG\n", account, strings.Join(lines, ", \\\n    "), account), true
}

// arguments are those of a command in sudoers' notation. In an expression
// nothing but "#" needs protection (sudoers(5), "Regular expressions").
func arguments(words []string) string {
	if slices.ContainsFunc(words, func(w string) bool { return patterns[w] != "" }) {
		return "^" + expression(words) + "$"
	}
	return special.Replace(strings.Join(words, " "))
}

// special are the characters that sudoers gives a meaning in arguments.
var special = strings.NewReplacer(`\`, `\\`, ",", `\,`, ":", `\:`, "=", `\=`)
