package pipeline_test

import (
	"strings"
	"testing"

	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// TestSeveralDevices pastes an output of every platform below the prompt of a
// device of its own, all in one text: each device has its SAs and no others.
func TestSeveralDevices(t *testing.T) {
	agent := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All()}
	first := map[string]sample{}
	var paste strings.Builder
	for _, s := range samples(t) {
		name := "gw-" + s.p.Name
		if _, known := first[name]; known || strings.HasPrefix(s.command, "ip ") {
			continue
		}
		first[name] = s
		paste.WriteString(strings.ReplaceAll(session(s), s.prompt(), strings.Replace(s.prompt(), "hq", name, 1)))
	}
	loaded, err := agent.Load("-", strings.NewReader(paste.String()))
	if err != nil || len(loaded.Skipped) > 0 {
		t.Fatalf("error %v, skipped %q", err, loaded.Skipped)
	}
	for _, r := range loaded.Readings {
		s, known := first[r.Device.Name]
		if !known {
			t.Errorf("a device %q of %s", r.Device.Name, r.Device.Platform)
			continue
		}
		if got := factsOf(r.Snap); got != s.want || r.Platform.Name != s.p.Name {
			t.Errorf("%s: %s, %q\nwant %s\n got %s", r.Device.Name, r.Platform.Name, s.command, s.want, got)
		}
		delete(first, r.Device.Name)
	}
	for name := range first {
		t.Errorf("%s was not read", name)
	}
}

// TestPastedTwice: the same output twice in one paste shows the same SAs.
func TestPastedTwice(t *testing.T) {
	agent := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All()}
	for _, s := range samples(t) {
		loaded, err := agent.Load("-", strings.NewReader(session(s)+session(s)))
		if err != nil {
			t.Fatal(err)
		}
		var snaps []*ipsec.Snapshot
		for _, r := range loaded.Readings {
			snaps = append(snaps, r.Snap)
		}
		if got := factsOf(snaps...); got != s.want {
			t.Errorf("%s, %q of %s: %d SAs, want %d", s.p.Name, s.command, s.name, strings.Count(got, "\n")+1, strings.Count(s.want, "\n")+1)
		}
	}
}

// TestAbbreviated types every command of Cisco's platforms as people do.
func TestAbbreviated(t *testing.T) {
	agent := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All()}
	tried := 0
	for _, s := range samples(t) {
		words := strings.Fields(s.command)
		if !strings.HasPrefix(s.p.Name, "cisco-") || words[0] != "show" || strings.Contains(s.text, "hq-asa#") {
			continue
		}
		for i, w := range words {
			switch {
			case strings.ContainsAny(w, "0123456789."):
			case w == "detail" || w == "detailed" || w == "isakmp" || w == "ipsec" || w == "session":
				words[i] = w[:3]
			case len(w) > 3:
				words[i] = w[:min(3, len(w))]
			}
		}
		tried++
		loaded, err := agent.Load("-", strings.NewReader(s.prompt()+"sh"+strings.TrimPrefix(strings.Join(words, " "), "sho")+"\n"+s.text+s.prompt()+"\n"))
		if err != nil || len(loaded.Readings) != 1 || loaded.Readings[0].Device.Name != "hq" {
			t.Errorf("%s, %q as %q: %d readings, %v", s.p.Name, s.command, words, len(loaded.Readings), err)
			continue
		}
		if got := factsOf(loaded.Readings[0].Snap); got != s.want {
			t.Errorf("%s, %q as %q: read as %q, other SAs", s.p.Name, s.command, words, loaded.Readings[0].Capture.Outputs[0].Command)
		}
	}
	if tried < 20 {
		t.Errorf("only %d commands", tried)
	}
}

// TestCutAtTheTop: what stands before the first prompt is of the device of that
// prompt, where all prompts are of one.
func TestCutAtTheTop(t *testing.T) {
	agent := &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All()}
	const text = "198.51.100.1    192.0.2.9       QM_IDLE           1001 ACTIVE\n" +
		"r1#show clock\n12:00:07.418 UTC Sun Mar 1 2026\nr1#\n"
	loaded, err := agent.Load("-", strings.NewReader(text))
	if err != nil || len(loaded.Readings) != 1 || loaded.Readings[0].Device.Name != "r1" {
		t.Fatalf("%+v, %v", loaded, err)
	}
	two := text + "r2#show clock\n12:00:07.418 UTC Sun Mar 1 2026\nr2#\n"
	if loaded, err = agent.Load("-", strings.NewReader(two)); err != nil || len(loaded.Readings) != 3 {
		t.Errorf("of two devices nobody can tell: %+v, %v", loaded, err)
	}
}
