package parsers

import (
	"slices"
	"strings"

	"ipsec-diag/collector"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/ping"
	"ipsec-diag/parsers/scan"
)

// Parse reads every output of one pass of a capture into a snapshot. Outputs
// that were refused or timed out leave a source without content, so that what
// they would have shown stays unknown. It never fails.
func Parse(p *Platform, c *collector.Capture, pass int) *ipsec.Snapshot {
	snap := &ipsec.Snapshot{Device: c.Device, Platform: p.Name}
	for i := range c.Outputs {
		if out := &c.Outputs[i]; out.Pass == pass {
			parseOutput(p, out, snap)
		}
	}
	if p.Finish != nil {
		if pass > 0 {
			snap.Interfaces = interfaces(p, c)
		}
		p.Finish(snap)
	}
	return snap
}

// interfaces returns those of the first pass. They tell this device's side of
// an SA, and a later pass does not ask for them again.
func interfaces(p *Platform, c *collector.Capture) []ipsec.Interface {
	first := &ipsec.Snapshot{}
	for i := range c.Outputs {
		out := &c.Outputs[i]
		if step := p.StepFor(out.Command); out.Pass == 0 && step != nil && slices.Contains(step.Reveals, ipsec.AreaInterfaces) {
			parseOutput(p, out, first)
		}
	}
	return first.Interfaces
}

func parseOutput(p *Platform, out *collector.Output, snap *ipsec.Snapshot) {
	src := ipsec.NewSource(out.Command, said(out))
	src.Answer, src.Reason, src.At = ipsec.Answer(out.Status), out.Reason, out.Started
	src.EndUnseen, src.Took = out.EndUnseen, out.Took
	src.SetKeys(out.Keys.At)
	snap.Sources = append(snap.Sources, src)
	if sent, ok := collector.ReadPing(p.Name, out.Command); ok {
		readPing(sent, src, snap)
		return
	}
	step := p.StepFor(out.Command)
	if step == nil {
		text := scan.New(out.Command, out.Text)
		var unread []ipsec.Unread
		unread, src.Unread = text.Unread()
		snap.Unread = append(snap.Unread, unread...)
		return
	}
	src.Reveals = step.Reveals
	switch out.Status {
	case collector.Failed:
		failed(step, out, snap)
		return
	case collector.Refused:
		return
	}
	text := TextOf(src)
	before := len(snap.Events)
	step.Parse(text, snap)
	if before <= len(snap.Events) {
		oldestFirst(snap.Events[before:])
	}
	if step.Shows != nil {
		src.Reveals = append([]ipsec.Area{}, step.Shows(text)...)
	}
	unread, content := text.Unread()
	src.Unread, src.Read = len(unread), content-len(unread)
	snap.Unread = append(snap.Unread, unread...)
	if step.Reveals != nil && snap.Clock.Known() && snap.ClockRead.IsZero() {
		snap.ClockRead, snap.ClockTook = out.Started, out.Took
	}
}

// readPing reads the answer to a ping. A refused one says nothing about packets:
// its source is kept, and no probe.
func readPing(sent collector.Ping, src *ipsec.Source, snap *ipsec.Snapshot) {
	if src.Answer == ipsec.Refused {
		return
	}
	text := TextOf(src)
	ping.Parse(text, sent, snap)
	unread, content := text.Unread()
	src.Unread, src.Read = len(unread), content-len(unread)
	snap.Unread = append(snap.Unread, unread...)
}

// TextOf returns the output of a source as a parser reads it: without a last line
// that was cut off in the middle, and open where more may follow. For those that
// read an output again, for what refers to other outputs.
func TextOf(src *ipsec.Source) *scan.Text {
	text := scan.New(src.Command, src.Text())
	if src.Answer != ipsec.Answered && !strings.HasSuffix(src.Text(), "\n") {
		text.HideLast()
	}
	if src.Answer != ipsec.Answered || src.EndUnseen {
		text.OpenEnd()
	}
	return text
}

// said returns what can be quoted: the reason of a command that failed without
// output is all it said.
func said(out *collector.Output) string {
	if out.Status == collector.Failed && strings.TrimSpace(out.Text) == "" {
		return out.Reason
	}
	return out.Text
}

// failed reads a command that ran and failed, where the failure tells
// something.
func failed(step *Step, out *collector.Output, snap *ipsec.Snapshot) {
	text := scan.New(out.Command, said(out))
	if step.Down != nil && text.Len() > 0 && !snap.ServiceDown.Known() && step.Down(out.Text+"\n"+out.Reason) {
		at := text.Ref(0, text.Len()-1)
		for n := text.Len() - 1; n >= 0; n-- {
			if step.Down(text.Line(n)) {
				at = text.At(n)
			}
		}
		snap.ServiceDown = ipsec.Saw(true, at)
	}
	if step.Fails != nil {
		step.Fails(text, snap)
	}
}

// StepFor returns the step that reads a command's output, or nil. Commands
// with a placeholder match any word in its place.
func (p *Platform) StepFor(command string) *Step {
	for _, list := range [][]Step{p.Steps, p.Also} {
		for i := range list {
			if sameCommand(list[i].Command, command) {
				return &list[i]
			}
		}
	}
	return nil
}

// Order returns the place of a command among the platform's steps: those it
// collects first, then those it also reads. Unknown commands come last.
func (p *Platform) Order(command string) int {
	step := p.StepFor(command)
	for i := range p.Steps {
		if step == &p.Steps[i] {
			return i
		}
	}
	for i := range p.Also {
		if step == &p.Also[i] {
			return len(p.Steps) + i
		}
	}
	return len(p.Steps) + len(p.Also)
}

// sameCommand compares word by word; a word in angle brackets stands for any,
// and one that ends in brackets for any that begins like it: /etc/ipsec.d/<file>.
func sameCommand(pattern, command string) bool {
	want, got := strings.Fields(pattern), strings.Fields(command)
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if before, _, open := strings.Cut(w, "<"); open && strings.HasSuffix(w, ">") {
			if before != "" && (len(got[i]) <= len(before) || !strings.EqualFold(got[i][:len(before)], before)) {
				return false
			}
			continue
		}
		if !strings.EqualFold(w, got[i]) {
			return false
		}
	}
	return true
}

// Expand returns the step's command for each peer address, or the command
// itself when it has no placeholder.
func (s *Step) Expand(peers []string) []string {
	if !strings.Contains(s.Command, "<peer>") {
		return []string{s.Command}
	}
	var out []string
	for _, peer := range peers {
		out = append(out, strings.ReplaceAll(s.Command, "<peer>", peer))
	}
	return out
}

// Later returns the second sample of a device completed with what only the
// first pass collected: a second pass repeats the commands whose counters
// matter and nothing else.
func Later(first, second *ipsec.Snapshot) *ipsec.Snapshot {
	out := *second
	again := map[string]bool{}
	for _, src := range second.Sources {
		again[src.Command] = true
	}
	for _, src := range first.Sources {
		if !again[src.Command] {
			out.Sources = append(out.Sources, src)
		}
	}
	out.Unread = slices.Clip(out.Unread)
	for _, u := range first.Unread {
		if !again[u.Ref.Command] {
			out.Unread = append(out.Unread, u)
		}
	}
	out.Hostname, out.Version, out.Clock, out.ClockRead, out.ClockSynced, out.Started =
		first.Hostname, first.Version, first.Clock, first.ClockRead, first.ClockSynced, first.Started
	out.ClockTook = first.ClockTook
	if second.Started.Known() {
		out.Started = second.Started
	}
	if !out.Forwarding.Known() {
		out.Forwarding = first.Forwarding
	}
	if !out.Standby.Known() {
		out.Standby = first.Standby
	}
	keepSAs(&out, first, second)
	out.Peers, out.Certificates, out.Routes, out.Interfaces = first.Peers, first.Certificates, first.Routes, first.Interfaces
	out.Events, out.Exchanges = first.Events, first.Exchanges
	if second.Observed(ipsec.AreaEvents) {
		out.Events = second.Events // a log that was read again begins where it did
	}
	out.Probes = append(slices.Clip(first.Probes), second.Probes...)
	keepTables(&out, first)
	if out.Sessions == nil {
		out.Sessions = first.Sessions
	}
	if out.Drops == nil {
		out.Drops = first.Drops
	}
	return &out
}

// keepTables keeps what the second pass does not ask for.
func keepTables(out, first *ipsec.Snapshot) {
	out.RoutingTable, out.AccessLists, out.NATRules = first.RoutingTable, first.AccessLists, first.NATRules
	out.Translations, out.RevocationLists = first.Translations, first.RevocationLists
	out.Suites, out.Neighbours, out.Load = first.Suites, first.Neighbours, first.Load
	out.KernelPolicies = first.KernelPolicies
}

// keepSAs keeps the SAs of the first pass where the second did not list them:
// what was not asked again has not gone.
func keepSAs(out, first, second *ipsec.Snapshot) {
	if ipsec.Yes(second.ServiceDown) {
		return
	}
	if !second.Observed(ipsec.AreaIKESAs) {
		out.IKESAs = first.IKESAs
	}
	if !second.Observed(ipsec.AreaChildSAs) {
		out.ChildSAs = first.ChildSAs
	}
}
