package engine

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// This file answers who closed the tunnel: somebody, or something.

// operatorWords are what devices print as the reason of a closing that somebody,
// or a script of his, asked for: the ASA ("Administrator Reset"), IOS and Junos
// ("cleared by user"), strongSwan's two control interfaces.
var operatorWords = []string{"administrator reset", "admin reset", "cleared by user", "vici terminate ", "received stroke: terminate"}

// ByOperator reports whether an event says that a command at this end closed the
// tunnel.
func ByOperator(ev *ipsec.Event) bool {
	reason := strings.ToLower(ev.Reason)
	for _, w := range operatorWords {
		if strings.Contains(reason, w) {
			return true
		}
	}
	return false
}

// oneMoment is by how much the stamps of a DELETE differ at both ends, beside
// what is not known of the clocks.
const oneMoment = 2 * time.Second

// ClosedByOperator returns the end whose log shows that somebody closed the
// tunnel, and the line: that of the closing itself, or for a DELETE that arrived
// the line of the other end that sent it. Both are nil where nothing shows it.
func (c *Case) ClosedByOperator(e *End, down *ipsec.Event) (*End, *ipsec.Event) {
	if ByOperator(down) {
		return e, down
	}
	at, timed := e.At(down)
	other := c.Other(e)
	if down.Kind != ipsec.EventDeleteReceived || !timed {
		return nil, nil
	}
	within := oneMoment
	for _, end := range []*End{e, other} {
		unsure, _ := end.ClockWithin()
		within += unsure
	}
	for _, ev := range other.Own(other.Events) {
		if then, ok := other.At(ev); ok && EndsTunnel(ev) && ByOperator(ev) && then.Sub(at).Abs() <= within {
			return other, ev
		}
	}
	return nil, nil
}

// NotByOperator returns the lives but those that somebody ended by a command at
// either end: these show nothing of a fault.
func (c *Case) NotByOperator(e *End, all []Life) []Life {
	var out []Life
	for _, l := range all {
		if l.Down != nil {
			if at, _ := c.ClosedByOperator(e, l.Down); at != nil {
				continue
			}
		}
		out = append(out, l)
	}
	return out
}
