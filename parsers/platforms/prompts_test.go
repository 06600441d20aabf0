package platforms_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/platforms"
)

// prompts are first prompts of each platform's shell: names with dots,
// slashes, parentheses, blanks, "~", roles in a cluster, contexts and virtual
// domains.
var prompts = map[string][]string{
	"cisco-ios": {"hq-rtr1#", "hq.rtr1.example.com>", "router-1(LAB)#", "core/sw+1@x:2#", "very-long-name~#", "R1>"},
	"cisco-asa": {"fw#", "fw> ", "fw/customer-a# ", "fw/pri/act# ", "fw/admin/sec/stby# ", "asa.hq~1# "},
	"junos":     {"ops@br1-srx> ", "ops.a@br1.example.com> ", "ops@re0:rtr/1(LAB)> ", "ops@node~0>"},
	"fortios": {"br7-fgt # ", "br7-fgt $ ", "br7-fgt (root) # ", "(M) br7-fgt (customer a) # ", "br7.fgt(Primary) (vd-2) # ",
		"br7-fgt-with-a-very-long~ # ", "br7-fgt (Interim) # "},
	"panos":    {"ops@br3-pa> ", "ops@br3.pa(active)> ", "ops.b@PA_1(active-primary)> ", "ops@PA-1(non-functional)>"},
	"routeros": {"[ops@br4 gw] > ", "[ops@br4.gw(1)/x~] > ", "[ops@br4] <SAFE> > "},
}

// configuration are prompts of configuration modes, and questions what is
// never answered, behind the first prompt of each platform.
var (
	configuration = map[string][]string{
		"cisco-ios": {"hq-rtr1(config)#", "hq-rtr1(config-if)#"},
		"cisco-asa": {"fw(config)# ", "fw/pri/act(config-tunnel-ipsec)# "},
		"junos":     {"[edit]", "[edit security ike]", "ops@br1-srx# "},
		"fortios":   {"br7-fgt (interface) # ", "br7-fgt (vdom) # ", "br7-fgt (root) (console) # "},
		"panos":     {"[edit]", "ops@br3-pa# "},
	}
	questions = []string{"Proceed with reload? [confirm]", "Do you want to continue? (y/n)", "Save? [y/n] "}
	asks      = map[string][]string{"cisco-ios": {questions[0], "Enter dialog? [yes/no]: ", "Password: "}, "cisco-asa": {questions[0], "Password: "},
		"junos": {"Reboot the system ? [yes,no] (no) "}, "fortios": {questions[1], "Accept? (Press 'a' to accept):"},
		"panos": {"Do you want to continue? (y or n) "}, "routeros": {questions[2], "new password: "}}
)

// banner is full of what ends a prompt.
const banner = "\r\n##########\r\n#  keep out  #\r\n#> authorised only <#\r\n# $ # > % #\r\n##########\r\n"

// TestNoOutputIsTakenForItsEnd cuts the outputs of every platform, ours and
// those of the other platforms, at every byte, and feeds them in chunks of
// random size: nothing but the prompt ends an output, nothing is taken for a
// pager, a configuration mode or a question.
func TestNoOutputIsTakenForItsEnd(t *testing.T) {
	all := banner
	for _, p := range platforms.All() {
		all += outputs(t, p) + banner
	}
	shells := 0
	for _, p := range platforms.All() {
		if p.Dialect.Prompt == "" {
			continue
		}
		shells++
		own := outputs(t, p) + banner
		for i, first := range prompts[p.Name] {
			judge, err := collector.Tails(p.Dialect, first)
			if err != nil {
				t.Errorf("%s: %v", p.Name, err)
				continue
			}
			text := own
			if i == 0 {
				text = all
			}
			uncut(t, p, judge, text)
			if got := judge([]byte(text + first)); got != collector.TailPrompt {
				t.Errorf("%s: the prompt %q after an output is %q", p.Name, first, got)
			}
			chunks(t, p, judge, text)
		}
	}
	if shells < 6 {
		t.Errorf("only %d platforms have a prompt", shells)
	}
}

// uncut looks at every cut, with the part of the text before it that can matter.
func uncut(t *testing.T, p *parsers.Platform, judge func([]byte) collector.Tail, text string) {
	t.Helper()
	for n := 1; n <= len(text); n += stride {
		from := max(0, n-600)
		if got := judge([]byte(text[from:n])); got != collector.TailOpen {
			t.Errorf("%s: cut after %q: %q", p.Name, text[max(0, n-60):n], got)
			return
		}
	}
}

func chunks(t *testing.T, p *parsers.Platform, judge func([]byte) collector.Tail, text string) {
	t.Helper()
	random := rand.New(rand.NewPCG(11, 13))
	for range 20 {
		for at := 1 + random.IntN(1460); at < len(text); at += 64 + random.IntN(1397) {
			if got := judge([]byte(text[:at])); got != collector.TailOpen {
				t.Fatalf("%s: chunk that ends in %q: %q", p.Name, text[max(0, at-60):at], got)
			}
		}
	}
}

// outputs are all fixtures of a platform as they come over the line.
func outputs(t *testing.T, p *parsers.Platform) string {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join("..", strings.ReplaceAll(p.Name, "-", ""), "testdata", "*.tx*"))
	var b strings.Builder
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if strings.HasPrefix(line, "-- ") || strings.HasPrefix(line, "#! ") || strings.Contains(line, "- More -") || strings.Contains(line, "--More--") {
				continue // no output, or the residue of a pager
			}
			b.WriteString(strings.TrimRight(line, "\r\n") + "\r\n")
		}
	}
	if b.Len() < 500 {
		t.Fatalf("%s: only %d bytes of output looked at", p.Name, b.Len())
	}
	return b.String()
}

// TestCorpusIsNotTakenForItsEnd does the same with outputs of real devices.
func TestCorpusIsNotTakenForItsEnd(t *testing.T) {
	const corpus = "../../../shared/corpus/outputs"
	folders := map[string]string{"cisco-ios": "cisco_ios", "cisco-asa": "cisco_asa", "junos": "juniper_junos",
		"fortios": "fortinet_fortios", "panos": "paloalto_panos", "routeros": "mikrotik_routeros"}
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("skipped: no corpus (%v)", err)
	}
	for name, folder := range folders {
		p := platforms.Find(name)
		judge, err := collector.Tails(p.Dialect, prompts[name][0])
		if err != nil {
			t.Fatal(err)
		}
		files, _ := filepath.Glob(filepath.Join(corpus, folder, "*", "*.txt"))
		bytes := 0
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n", "\r\n")
			if strings.Contains(text, "More--") || strings.Contains(text, "More --") || strings.Contains(text, "(config") {
				continue
			}
			uncut(t, p, judge, text)
			bytes += len(text)
		}
		t.Logf("%s: %d files, cut at each of %d bytes", name, len(files), bytes)
	}
}

// TestDangerStops: behind a prompt of every platform a configuration mode and
// a question are seen for what they are.
func TestDangerStops(t *testing.T) {
	for _, p := range platforms.All() {
		if p.Dialect.Prompt == "" {
			continue
		}
		judge, err := collector.Tails(p.Dialect, prompts[p.Name][0])
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range configuration[p.Name] {
			if got := judge([]byte("x\r\n" + line)); got != collector.TailConfig {
				t.Errorf("%s: %q is %q", p.Name, line, got)
			}
			if _, err := collector.Tails(p.Dialect, line); err == nil && p.Name != "fortios" {
				t.Errorf("%s: a session may begin in %q", p.Name, line)
			}
		}
		if len(asks[p.Name]) == 0 {
			t.Errorf("%s: no question looked at", p.Name)
		}
		for _, line := range asks[p.Name] {
			if got := judge([]byte("x\r\n" + line)); got != collector.TailQuestion {
				t.Errorf("%s: %q is %q", p.Name, line, got)
			}
		}
	}
}

// TestNoPromptInABanner: lines of a banner are no first prompts of a platform
// whose prompt holds more than a name.
func TestNoPromptInABanner(t *testing.T) {
	for _, p := range platforms.All() {
		for line := range strings.Lines(banner) {
			line = strings.TrimSpace(line)
			if p.Dialect.Prompt == "" || line == "" {
				continue
			}
			if _, err := collector.Tails(p.Dialect, line); err == nil {
				t.Errorf("%s: %q is taken for a prompt", p.Name, line)
			}
		}
	}
}
