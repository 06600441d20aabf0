package facts_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ipsec-diag/collector"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/facts"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

const corpus = "../../../shared/corpus"

// corpusNames are the corpus' names of our platforms.
var corpusNames = map[string]string{"cisco-ios": "cisco_ios", "cisco-asa": "cisco_asa", "strongswan": "strongswan", "libreswan": "libreswan",
	"junos": "juniper_junos", "fortios": "fortinet_fortios", "panos": "paloalto_panos", "routeros": "mikrotik_routeros", "vyos": "vyos"}

// TestScoreCorpus parses every corpus output that a step reads and prints the
// score of the corpus' own program. It fails when a parser panics or nothing
// was read. FACTS=file keeps the facts.
func TestScoreCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("skipped: no corpus (%v)", err)
	}
	path := filepath.Join(t.TempDir(), "facts.jsonl")
	if keep := os.Getenv("FACTS"); keep != "" {
		path = keep
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, p := range platforms.All() {
		total += writeFacts(t, p, file)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if total == 0 {
		t.Fatal("no output of the corpus was read")
	}
	score, err := exec.Command("python3", corpus+"/score.py", path, "--only-present", "--worst", "40").CombinedOutput()
	t.Logf("%d files\n%s", total, score)
	if err != nil {
		t.Skipf("skipped: the scorer does not run here: %v", err)
	}
}

func writeFacts(t *testing.T, p *parsers.Platform, file *os.File) (files int) {
	root := filepath.Join(corpus, "outputs", corpusNames[p.Name])
	paths, err := filepath.Glob(filepath.Join(root, "*", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		command := strings.ReplaceAll(filepath.Base(filepath.Dir(path)), "_", " ")
		if p.StepFor(command) == nil {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		snap := parsers.Parse(p, &collector.Capture{Platform: p.Name, Outputs: []collector.Output{{Command: command, Status: collector.Answered, Text: string(text)}}}, 0)
		rel, _ := filepath.Rel(filepath.Join(corpus, "outputs"), path)
		line, err := json.Marshal(map[string]any{"file": rel, "facts": facts.Lines(snap)})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(file, "%s\n", line)
		reportUnread(t, rel, snap)
		files++
	}
	return files
}

// reportUnread prints the lines nobody read, with UNREAD=1.
func reportUnread(t *testing.T, rel string, snap *ipsec.Snapshot) {
	if os.Getenv("UNREAD") == "" {
		return
	}
	for _, u := range snap.Unread {
		t.Logf("%s:%d: %s", rel, u.Ref.First, u.Text)
	}
}
