package rbac

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// A reader is a small model of how a device reads what is pasted: it returns
// whether a command may run.
type reader func(t *testing.T, text, command string) bool

var readers = map[string]reader{
	"cisco-ios": func(t *testing.T, text, command string) bool {
		byTacacs, byView := readTacacs(t, text, command), readView(text, command)
		// A view has these two without being told, and takes any value.
		// No view shows a filtered configuration.
		free := command == "enable" || command == "exit" || strings.HasPrefix(command, "terminal ") || strings.Contains(command, "|")
		if byTacacs != byView && !free {
			t.Errorf("%q: TACACS+ says %v, the view %v", command, byTacacs, byView)
		}
		return byTacacs
	},
	"cisco-asa":  readTacacs,
	"junos":      readClass,
	"strongswan": readSudoers,
	"libreswan":  readSudoers,
	"vyos":       readSudoers,
}

// strange are commands that no platform may run.
var strange = []string{
	"configure terminal", "show running-config", "show crypto key mypubkey rsa", "show crypto ipsec sa detail extra", "show versions",
	"clear crypto sa", "reload", "show", "terminal length 24", "enable 15", "copy running-config tftp:", "debug crypto isakmp",
	"show configuration", "request system reboot", "set cli screen-length 24", "show route 192.0.2.1 | save x", "show route all",
	"ip xfrm state", "ip route get 192.0.2.1 from 192.0.2.2", "swanctl --terminate --ike x", "cat /etc/ipsec.secrets", "cat /etc/shadow",
	"tail -n 2000 /etc/shadow", "swanctl --load-all", "ip", "bash", "journalctl -u strongswan", "changeto context a b",
}

func text(t *testing.T, p *parsers.Platform) string {
	t.Helper()
	out, ok := For(p)
	if !ok {
		t.Fatalf("nothing can be written for %s", p.Name)
	}
	return out
}

// TestEveryPlannedCommandIsAllowedAndNothingElse reads what is written as the
// platform would.
func TestEveryPlannedCommandIsAllowedAndNothingElse(t *testing.T) {
	for _, p := range platforms.All() {
		read, byCommand := readers[p.Name]
		written := text(t, p)
		if !byCommand {
			continue // rights by area: see below
		}
		allowed := 0
		for _, planned := range planned(p) {
			if !read(t, written, planned) {
				t.Errorf("%s: %q is planned and not allowed", p.Name, planned)
			}
			allowed++
		}
		if allowed < 5 {
			t.Errorf("%s: only %d commands looked at", p.Name, allowed)
		}
		for _, command := range append(others(p), strange...) {
			if !slices.Contains(planned(p), command) && read(t, written, command) {
				t.Errorf("%s: %q is allowed and not planned", p.Name, command)
			}
		}
	}
}

// planned are the lines of a run, with values for what varies.
func planned(p *parsers.Platform) []string {
	agent := &pipeline.Agent{Platforms: platforms.All(), Sample: 1}
	var out []string
	for _, line := range agent.Plan(inventory.Device{Context: "customer-a"}, p) {
		if line.Command != "" {
			out = append(out, strings.ReplaceAll(line.Command, "<peer>", "2001:db8::1"))
		}
	}
	return out
}

// others are the commands of all other platforms, and each own one with a word
// more and a word less.
func others(p *parsers.Platform) []string {
	var out []string
	for _, other := range platforms.All() {
		for _, c := range planned(other) {
			words := strings.Fields(c)
			if other.Name == p.Name {
				out = append(out, c+" x", strings.Join(words[:len(words)-1], " "))
			} else {
				out = append(out, c)
			}
		}
	}
	return slices.DeleteFunc(out, func(c string) bool {
		// What goes by the argument alone, and what is the same on both.
		return c == "" || strings.HasPrefix(c, "show ip route") || slices.Contains(planned(p), c)
	})
}

var (
	tacacsCommand = regexp.MustCompile(`(?s)  cmd = (\S+) \{\n(.*?)\n  \}`)
	permit        = regexp.MustCompile(`permit "([^"]*)"`)
)

func readTacacs(t *testing.T, text, command string) bool {
	verb, rest, _ := strings.Cut(command, " ")
	for _, block := range tacacsCommand.FindAllStringSubmatch(text, -1) {
		if block[1] != verb {
			continue
		}
		for _, p := range permit.FindAllStringSubmatch(block[2], -1) {
			if compiled(t, p[1]).MatchString(strings.TrimSpace(rest + " <cr>")) {
				return true
			}
		}
	}
	return false
}

func readView(text, command string) bool {
	for line := range strings.Lines(text) {
		included, ok := strings.CutPrefix(strings.TrimSpace(line), "commands exec include ")
		rest, under := strings.CutPrefix(command, included)
		rest = strings.TrimSpace(rest)
		if ok && under && (rest == "" || regexp.MustCompile(`^([0-9]+|[0-9a-f.]*[.:][0-9a-f.:]*)$`).MatchString(rest)) {
			return true
		}
	}
	return false
}

var allowCommands = regexp.MustCompile(`allow-commands "([^"]*)"`)

func readClass(t *testing.T, text, command string) bool {
	m := allowCommands.FindStringSubmatch(text)
	if m == nil || strings.Contains(m[1], " | ") || strings.Contains(text, "permissions [") {
		t.Fatalf("no class of exact commands in\n%s", text)
	}
	return compiled(t, m[1]).MatchString(command)
}

func readSudoers(t *testing.T, text, command string) bool {
	program, args, _ := strings.Cut(command, " ")
	body := text[strings.Index(text, "= \\\n")+3 : strings.Index(text, account+" ALL=")]
	for line := range strings.SplitSeq(body, ", \\\n") {
		path, rule, _ := strings.Cut(strings.Trim(line, " \\\n"), " ")
		if path != program && filepath.Base(path) != program {
			continue
		}
		if strings.HasPrefix(rule, "^") && compiled(t, rule).MatchString(args) {
			return true
		}
		if strings.NewReplacer(`\\`, `\`, `\,`, ",", `\:`, ":", `\=`, "=").Replace(rule) == args && rule != "" {
			return true
		}
	}
	return false
}

func compiled(t *testing.T, expression string) *regexp.Regexp {
	t.Helper()
	re, err := regexp.CompilePOSIX(expression)
	if err != nil {
		t.Fatalf("%q: %v", expression, err)
	}
	return re
}

// TestRightsByArea: where rights go by area nothing but reading is given.
func TestRightsByArea(t *testing.T) {
	for name, want := range map[string][]string{
		"fortios":  {"set sysgrp read\n", "set vpngrp read\n", "set netgrp read\n"},
		"panos":    {"cli devicereader\n"},
		"routeros": {"policy=ssh,read,!", ",!write,", ",!sensitive,", ",!test,", ",!policy,"},
	} {
		written := text(t, platforms.Find(name))
		for _, w := range want {
			if !strings.Contains(written, w) {
				t.Errorf("%s: %q is missing in\n%s", name, w, written)
			}
		}
		if strings.Contains(written, "write\n") || strings.Contains(written, "read-write") || strings.Contains(written, "super") {
			t.Errorf("%s may do more than read:\n%s", name, written)
		}
	}
	for name, write := range map[string]writer{"fortios": accessProfile, "panos": adminRole, "routeros": userGroup, "sudoers": sudoers} {
		if out, ok := write([]string{"execute reboot"}); ok {
			t.Errorf("%s writes a command of an unknown area:\n%s", name, out)
		}
	}
}

// TestSudoersIsValid asks visudo, where there is one.
func TestSudoersIsValid(t *testing.T) {
	visudo, err := exec.LookPath("visudo")
	if err != nil {
		t.Skipf("skipped: no visudo (%v)", err)
	}
	file := filepath.Join(t.TempDir(), "sudoers")
	if err := os.WriteFile(file, []byte(text(t, platforms.Find("strongswan"))), 0o440); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(visudo, "-c", "-f", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
