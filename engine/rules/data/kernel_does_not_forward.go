package data

import (
	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// kernelDoesNotForward says that a host decrypts packets and its kernel is set
// not to forward them.
var kernelDoesNotForward = engine.Rule{
	ID:       "data/kernel-does-not-forward",
	Title:    "Kernel settings (forwarding, reverse-path filter) stop decrypted packets",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaForwarding, ipsec.AreaChildSAs},
	Explains: []string{"data/receives-only", "data/peer-does-not-return"},
	Judge:    judgeKernelDoesNotForward,
}

func judgeKernelDoesNotForward(c *engine.Case) engine.Verdict {
	if !onLinux(&c.Local) && !onLinux(&c.Remote) {
		return engine.Inapplicable("no end that was read is a Linux host")
	}
	if missing := c.LacksAny(ipsec.AreaForwarding, ipsec.AreaChildSAs); missing != nil {
		return engine.Unobserved(missing...)
	}
	for _, e := range c.Ends() {
		if !e.Read() || !ipsec.No(e.Snap.Forwarding) {
			continue
		}
		for _, f := range flowsOf(c, e) {
			if keepsSilent(f) {
				return engine.Hold(engine.Certain,
					engine.Show(e, engine.FromConfig, e.Snap.Forwarding.Ref(), "forwarding is off"),
					shown(e, f, "packets are decrypted and nothing comes back")).
					By(engine.LocalFact).Owned(c.OwnerOf(e)).With("net.ipv4.ip_forward is 0 at " + e.Name)
			}
		}
		return engine.Silent("forwarding is off, but no packet waits for it")
	}
	return engine.Silent("the kernel forwards packets")
}

// onLinux reports whether an end's packets are forwarded by a Linux kernel. An
// end that was not read may be of any kind.
func onLinux(e *engine.End) bool {
	if !e.Read() {
		return true
	}
	switch e.Snap.Platform {
	case "strongswan", "libreswan", "vyos":
		return true
	}
	return false
}
