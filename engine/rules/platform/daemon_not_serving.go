package platform

import (
	"cmp"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// daemonNotServing says that the IKE daemon of an end does not run, does not
// answer or could not open its ports.
var daemonNotServing = engine.Rule{
	ID:       "platform/daemon-not-serving",
	Title:    "The IKE daemon is not running or cannot open its ports",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Explains: []string{"intent/config-not-in-force", "intent/configured-not-up", "ike/not-attempted", "ike/no-response", "fleet/device-wide"},
	Judge:    judgeDaemonNotServing,
}

func judgeDaemonNotServing(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if v, down := serviceDown(c, e); down {
			return v
		}
	}
	for _, e := range c.Ends() {
		if v, down := noPorts(c, e); down {
			return v
		}
		if v, down := stopped(c, e); down {
			return v
		}
	}
	for _, e := range c.Ends() {
		if e.Serves() {
			return engine.Silent("")
		}
	}
	return engine.Unobserved(c.LacksAny(ipsec.AreaIKESAs)...)
}

// serviceDown judges an end whose daemon's own tool could not reach it.
func serviceDown(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	if !e.ServiceDown() {
		return engine.Verdict{}, false
	}
	ref := e.Snap.ServiceDown.Ref()
	proof := engine.Show(e, engine.FromState, ref, "the daemon cannot be reached by its own tool")
	if src := e.Snap.Source(ref.Command); src != nil && strings.TrimSpace(src.Text()) == "" {
		proof.Text = []string{cmp.Or(strings.TrimSpace(src.Reason), string(src.Answer))}
	}
	v := engine.Hold(engine.Certain, proof)
	if ev := engine.Last(e.Events, ipsec.EventDaemonStopped); ev != nil {
		v.Evidence = append(v.Evidence, engine.FromEvent(e, ev, "the daemon stopped"))
	}
	return v.By(engine.LocalFact).Owned(c.OwnerOf(e)).With("the IKE daemon of " + e.Name + " does not answer"), true
}

// noPorts judges an end whose daemon could not open its UDP ports. IKE that
// passed later shows that it could after all, as does a port of the other
// address family.
func noPorts(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	i := lastAt(e.Events, ipsec.EventPortTaken)
	if i < 0 || ikeLater(e.Events[i+1:]) || notIKE(e.Events[i]) || holdsIKE(e) {
		return engine.Verdict{}, false
	}
	ev := e.Events[i]
	return engine.Hold(engine.Certain, engine.FromEvent(e, ev, "the daemon cannot open its UDP ports")).
		By(engine.PrintedByVerifier).Owned(c.OwnerOf(e)).With(e.Name + ": " + cmp.Or(ev.Reason, "a UDP port could not be opened")), true
}

// notIKE reports whether a port is missing that IKE over IPv4 does not need:
// one of IPv6, or that of Cisco's old IPsec over UDP.
func notIKE(ev *ipsec.Event) bool {
	return strings.Contains(ev.Reason, "IPSec UDP") ||
		strings.Contains(ev.Reason, "IPv6") && !strings.Contains(ev.Reason, "IPv4") && !strings.Contains(ev.Reason, "any socket")
}

// holdsIKE reports whether the device has an established IKE SA with anybody:
// its ports are open.
func holdsIKE(e *engine.End) bool {
	return slices.ContainsFunc(e.Snap.IKESAs, func(sa ipsec.IKESA) bool { return sa.State.Up() })
}

// stopped judges an end whose log ends with the stop of the daemon.
func stopped(c *engine.Case, e *engine.End) (engine.Verdict, bool) {
	i := lastAt(e.Events, ipsec.EventDaemonStopped)
	if i < 0 || e.Serves() || lastAt(e.Events[i+1:], ipsec.EventDaemonStarted) >= 0 || ikeLater(e.Events[i+1:]) {
		return engine.Verdict{}, false
	}
	return engine.Hold(engine.Strong, engine.FromEvent(e, e.Events[i], "the daemon stopped and did not start again")).
		Owned(c.OwnerOf(e)).With("the IKE daemon of " + e.Name + " stopped").
		SettledBy("ask " + e.Name + " whether the daemon runs now"), true
}

func lastAt(events []*ipsec.Event, kind ipsec.EventKind) int {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Kind == kind {
			return i
		}
	}
	return -1
}

// ikeLater reports whether IKE messages came in: the daemon serves.
func ikeLater(events []*ipsec.Event) bool {
	return engine.Last(events, ipsec.EventResponding, ipsec.EventIKEEstablished, ipsec.EventChildEstablished,
		ipsec.EventNotifyReceived, ipsec.EventPeerRetransmit) != nil
}
