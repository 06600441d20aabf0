package rbac

import (
	"fmt"
	"strings"
)

// tacacs is a group of tac_plus: the first word is the command, the others are
// its arguments, which the device ends with "<cr>".
func tacacs(commands []string) (string, bool) {
	var order []string
	byVerb := map[string][]string{}
	for _, c := range commands {
		words := strings.Fields(c)
		if byVerb[words[0]] == nil {
			order = append(order, words[0])
		}
		byVerb[words[0]] = append(byVerb[words[0]], expression(words[1:]))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# TACACS+ (tac_plus): every command is asked for, these are permitted.\ngroup = %s {\n  default service = deny\n  service = exec {\n    priv-lvl = 15\n  }\n", account)
	for _, verb := range order {
		fmt.Fprintf(&b, "  cmd = %s {\n", verb)
		for _, arguments := range byVerb[verb] {
			end := " ?<cr>"
			if arguments == "" {
				end = "<cr>"
			}
			fmt.Fprintf(&b, "    permit \"^%s(%s)?$\"\n", arguments, end)
		}
		b.WriteString("    deny .*\n  }\n")
	}
	b.WriteString("}\n")
	return b.String(), true
}

// parserView is IOS' own way. A view includes a command with the words given
// and no keyword behind them. A value follows the command, whatever it is: the
// length and width of the session's own terminal are free, too.
func parserView(commands []string) (string, bool) {
	var b strings.Builder
	fmt.Fprintf(&b, "! Without TACACS+: a view of its own (needs \"aaa new-model\"; enter it as \"enable view\").\nparser view %s\n secret CHOOSE-A-SECRET\n", account)
	for _, c := range commands {
		if c == "enable" || c == "exit" || strings.Contains(c, "|") {
			// Part of every view; or a filtered configuration, of which a view only
			// shows what it may configure.
			continue
		}
		words := strings.Fields(c)
		for len(words) > 1 && varies(words[len(words)-1]) {
			words = words[:len(words)-1]
		}
		fmt.Fprintf(&b, " commands exec include %s\n", strings.Join(words, " "))
	}
	fmt.Fprintf(&b, "username %s view %s secret CHOOSE-A-SECRET\n", account, account)
	return b.String(), true
}

// varies reports whether a word is a value and no keyword.
func varies(word string) bool {
	return strings.HasPrefix(word, "<") || strings.Trim(word, "0123456789") == ""
}

// asaPrivilege says what local privileges of an ASA cannot do.
func asaPrivilege([]string) (string, bool) {
	return "! Local privileges of an ASA go by the first word behind \"show\": \"privilege show level 5 mode exec\n" +
		"! command crypto\" would allow all of \"show crypto\". Only TACACS+ allows exactly these commands.\n", true
}
