package pipeline

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"ipsec-diag/collector"
	"ipsec-diag/engine"
	"ipsec-diag/engine/mtu"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
)

// The stimulus of a tunnel: a small ping, one of the largest packet that should
// fit, and one more size. It is enough for counters (engine.LeastStimulus) and no
// load for anybody.
const (
	smallPing  = 100
	smallCount = 5
	largeCount = 3
	mostProbed = 2 // tunnels of a device
)

// notSent is the command under which the capture keeps why no ping was sent.
const notSent = "ping"

// probe has the device in question send pings through its tunnels, between the two
// samples. Nothing that fails here costs the diagnosis.
func (a *Agent) probe(ctx context.Context, s *collector.Session, r *Reading, first *ipsec.Snapshot) {
	if !a.Probe || a.round.firsts == nil || r.Device.Name != a.round.subject || s.Err() != nil || ctx.Err() != nil {
		return
	}
	if form := collector.Pings(r.Platform.Name); form.Small == "" {
		r.noPing("not supported on " + r.Platform.Title + "; by hand: " + form.ByHand)
		return
	}
	probed := 0
	for i := range first.ChildSAs {
		sa := &first.ChildSAs[i]
		if !sa.State.Up() || !a.meant(sa, r) || probed == mostProbed {
			continue
		}
		p, why := a.pingFor(sa, r.Platform.Name, first)
		if why != "" {
			r.noPing("not sent to " + sa.Remote.Address + ": " + why)
			continue
		}
		probed++
		a.stimulate(ctx, s, r, p, sa, first)
	}
}

// noPing keeps why no ping was sent, each reason once.
func (r *Reading) noPing(why string) {
	for i := range r.Capture.Outputs {
		if r.Capture.Outputs[i].Command == notSent && r.Capture.Outputs[i].Reason == why {
			return
		}
	}
	r.Capture.Outputs = append(r.Capture.Outputs, collector.Output{Command: notSent, Status: collector.Refused, Reason: why, ExitCode: -1})
}

// stimulate sends the pings for one flow: a large one only where a small one came
// back, because nothing could be compared otherwise.
func (a *Agent) stimulate(ctx context.Context, s *collector.Session, r *Reading, p collector.Ping, sa *ipsec.ChildSA, first *ipsec.Snapshot) {
	p.Size, p.Count = smallPing, smallCount
	small := a.ping(ctx, s, r, p)
	if small == nil || small.Received.Or(0) == 0 || collector.Pings(r.Platform.Name).Large == "" {
		return
	}
	size, missing := mtu.Of(&engine.End{Name: r.Device.Name, Snap: first}, sa, 0)
	if missing != "" {
		r.noPing("no large packet to " + sa.Remote.Address + ": " + missing)
		return
	}
	p.Size, p.Count, p.DF = size.Result.Inner, largeCount, true
	large := a.ping(ctx, s, r, p)
	if p.Size = nextSize(large, p.Size); p.Size > 0 {
		a.ping(ctx, s, r, p)
	}
}

// nextSize is the size of the one further step: what was told to fit, or one octet
// more than what did. Zero is none: what was lost in silence is not tried again.
func nextSize(large *ipsec.Probe, size int) int {
	if large == nil {
		return 0
	}
	if told, ok := large.MTU.Get(); ok && told >= collector.LeastPing && told < size {
		return told
	}
	if large.Answered() {
		return size + 1
	}
	return 0
}

// ping sends one ping, keeps the answer and returns it as it is read; nil where
// there is none.
func (a *Agent) ping(ctx context.Context, s *collector.Session, r *Reading, p collector.Ping) *ipsec.Probe {
	cmd, err := collector.Probe(r.Platform.Name, p)
	if err != nil {
		r.noPing(err.Error())
		return nil
	}
	if s.Err() != nil || ctx.Err() != nil {
		return nil
	}
	a.progress(r.Device.Name, fmt.Sprintf("%s (asked for by --probe)", cmd))
	out := s.Run(ctx, cmd)
	r.Capture.Outputs = append(r.Capture.Outputs, out)
	read := parsers.Parse(r.Platform, &collector.Capture{Outputs: []collector.Output{out}}, 0).Probes
	if len(read) == 0 {
		return nil
	}
	return &read[0]
}

// planPings are the pings that a run with --probe would send. Addresses and sizes
// come from what the device and its peer show.
func planPings(p *parsers.Platform) []Planned {
	form := collector.Pings(p.Name)
	if form.Small == "" {
		return []Planned{{Command: "(nothing)", Why: "a ping is not supported on this platform; by hand: " + form.ByHand, When: "probe"}}
	}
	fill := func(text, size string, count int) string {
		return strings.NewReplacer("{size}", size, "{count}", strconv.Itoa(count)).Replace(text)
	}
	each := fmt.Sprintf("for at most %d tunnels that are up", mostProbed)
	out := []Planned{{Command: fill(form.Small, strconv.Itoa(smallPing-form.Uncounted), smallCount), Why: "traffic for the counters, and whether an answer comes back; " + each + "; needs " + form.Right, When: "probe"}}
	if form.Large == "" {
		return out
	}
	return append(out,
		Planned{Command: fill(form.Large, "<size>", largeCount), Why: "the largest packet that should fit, computed from the suite; only where a small one came back", When: "probe"},
		Planned{Command: fill(form.Large, "<size>", largeCount), Why: "one octet more, or the MTU that was told", When: "probe"})
}
