package rbac

import (
	"fmt"
	"strings"
)

// loginClass is a class without permissions: it has these commands and those
// that every class has (help, quit, set cli).
func loginClass(commands []string) (string, bool) {
	var terms []string
	for _, c := range commands {
		terms = append(terms, "(^"+expression(strings.Fields(c))+"$)")
	}
	var b strings.Builder
	b.WriteString("# A class without permissions, and exactly these commands.\n")
	fmt.Fprintf(&b, "set system login class %s idle-timeout 10\n", account)
	fmt.Fprintf(&b, "set system login class %s allow-commands \"%s\"\n", account, strings.Join(terms, "|"))
	fmt.Fprintf(&b, "set system login class %s deny-configuration \".*\"\n", account)
	fmt.Fprintf(&b, "set system login user %s class %s\n", account, account)
	return b.String(), true
}
