package auth

import (
	"cmp"
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// eapFailed is the authentication of a user inside IKE: EAP (RFC 7296, section
// 2.16), XAUTH, or the AAA server behind it.
var eapFailed = engine.Rule{
	ID:       "auth/eap-failed",
	Title:    "The extra user authentication (EAP, XAUTH, RADIUS) fails or is demanded unexpectedly",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaEvents},
	Explains: []string{"auth/refused-without-reason", "ike/half-open"},
	Judge:    judgeEAPFailed,
}

func judgeEAPFailed(c *engine.Case) engine.Verdict {
	e, ev := c.Printed(ipsec.EventEAPFailed)
	if ev == nil {
		if missing := c.ReasonUnseen(); missing != nil {
			return engine.Unobserved(missing...)
		}
		return engine.Silent("")
	}
	if s, told := c.PrintedThat(userRefused); told != nil {
		e, ev = s, told
	}
	v := c.Proven(e, ev, "the user authentication fails").With(fmt.Sprintf("%s: %s", e.Name, cmp.Or(ev.Reason, "EAP failed")))
	return v
}

// userRefused reports whether a line is that of the end that checked the user,
// which knows more than the one that was refused.
func userRefused(ev *ipsec.Event) bool {
	return ev.Kind == ipsec.EventEAPFailed && (strings.Contains(ev.Reason, "verification failed") || strings.Contains(ev.Reason, "no EAP key"))
}
