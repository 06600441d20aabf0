package auth

import (
	"fmt"
	"slices"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// refusedWithoutReason is a refused authentication as the refused end sees it.
// AUTHENTICATION_FAILED is unspecific on purpose (RFC 7296, section 2.21.2):
// key, identity, certificate and EAP look alike.
var refusedWithoutReason = engine.Rule{
	ID:       "auth/refused-without-reason",
	Title:    "Authentication fails and the reason is visible only at the other end",
	Severity: engine.Critical,
	Kind:     engine.Symptom,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"intent/configured-not-up"},
	Judge:    judgeRefusedWithoutReason,
}

func judgeRefusedWithoutReason(c *engine.Case) engine.Verdict {
	if e, ev := c.PrintedThat(refusedAuth); ev != nil && !passedAfter(e, ev) {
		v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "the peer refuses the authentication")).By(engine.PrintedByVerifier)
		v.Since = e.FirstOf(ev.Kind)
		return askOther(c, e, v)
	}
	if e, ev := c.Printed(ipsec.EventAuthFailed); ev != nil && !c.IKEUp() {
		v := engine.Hold(engine.Strong, engine.FromEvent(e, ev, "authentication fails, the reason is not printed"))
		v.Since = e.FirstOf(ev.Kind)
		return askOther(c, e, v)
	}
	if missing := c.LacksAny(ipsec.AreaEvents); missing != nil {
		return engine.Unobserved(missing...)
	}
	return engine.Silent("")
}

// refusedAuth reports whether a line is a received refusal of this end's
// authentication: in the exchange itself, or afterwards when the initiator
// rejects the responder.
func refusedAuth(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventNotifyReceived && ev.Exchange != ipsec.ExchangeChild && ev.Exchange != ipsec.ExchangeInit &&
		slices.Contains([]string{"AUTHENTICATION_FAILED", "INVALID_HASH_INFORMATION", "INVALID_CERTIFICATE", "CERTIFICATE_UNAVAILABLE", "INVALID_SIGNATURE"}, ev.Notify)
}

// passedAfter reports whether a refused hash of IKEv1, which may be one of quick
// mode, is followed by quick mode: that needs an IKE SA (RFC 2409, section 5.5).
func passedAfter(e *engine.End, refusal *ipsec.Event) bool {
	if refusal.Notify != "INVALID_HASH_INFORMATION" {
		return false
	}
	fresh := e.Fresh()
	at := slices.Index(fresh, refusal)
	return slices.ContainsFunc(fresh[at+1:], func(ev *ipsec.Event) bool { return ev.Exchange == ipsec.ExchangeChild })
}

func askOther(c *engine.Case, e *engine.End, v engine.Verdict) engine.Verdict {
	other := c.Other(e)
	return v.With(fmt.Sprintf("%s refuses %s", other.Called(), e.Name)).
		SettledBy(fmt.Sprintf("read the log of %s at the time of an attempt: %s", other.Called(), other.CommandFor(ipsec.AreaEvents)))
}
