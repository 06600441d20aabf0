package platform

import (
	"fmt"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// cryptoBound says that a device encrypts as fast as it can: its processor is
// busy, and it is the processor that encrypts, or the cipher is a slow one.
var cryptoBound = engine.Rule{
	ID:       "platform/crypto-bound",
	Title:    "Encryption is limited by software crypto or a slow cipher",
	Severity: engine.Warning,
	Kind:     engine.Cause,
	Owner:    engine.OwnerEither,
	Needs:    []ipsec.Area{ipsec.AreaLoad, ipsec.AreaChildSAs},
	Explains: []string{"data/throughput-drop"},
	Judge:    judgeCryptoBound,
}

// The load in per cent from which encryption may be what limits a device, and
// below which it is not.
const (
	limitedFrom = 80
	idleBelow   = 50
)

func judgeCryptoBound(c *engine.Case) engine.Verdict {
	if !c.ChildUp() {
		return engine.Silent("")
	}
	known := false
	for _, e := range c.Ends() {
		percent, at, ok := e.CPU()
		known = known || ok
		if !ok || percent < limitedFrom {
			continue
		}
		if v, holds := slowCrypto(c, e, percent, at); holds {
			return v
		}
	}
	if !known {
		return engine.Unobserved("the load of the processor of " + c.Local.Called() + " while traffic flows")
	}
	return engine.Silent("the processor is not the limit")
}

// slowCrypto judges a busy end: by its engines, the process that takes the time,
// and the cipher in use.
func slowCrypto(c *engine.Case, e *engine.End, percent uint64, at ipsec.Ref) (engine.Verdict, bool) {
	v := engine.Hold(engine.Possible, engine.Show(e, engine.FromCounter, at, fmt.Sprintf("the processor is at %d %%", percent))).
		Owned(c.OwnerOf(e)).SettledBy("look at the load of " + e.Called() + " per core and per process while a large transfer runs")
	hardware, software, engines := e.Engines()
	slow := slowCipher(e)
	switch process := cryptoProcess(e); {
	case hardware == 0 && software > 0:
		v.Base = 75
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromState, engines, "the device has no engine but software"))
		v = v.With(e.Called() + " encrypts in software with the processor at " + fmt.Sprintf("%d %%", percent))
	case process != nil:
		v.Base = engine.Likely
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromCounter, process.Count.Ref(), "encryption takes the processor's time"))
		v = v.With(fmt.Sprintf("%s: the process %s takes %d %%", e.Called(), process.Name, process.Count.Or(0)))
	case slow != nil:
		v = v.With(e.Called() + " uses a slow cipher with the processor at " + fmt.Sprintf("%d %%", percent))
	default:
		return engine.Verdict{}, false
	}
	if slow != nil {
		v.Evidence = append(v.Evidence, engine.Show(e, engine.FromState, slow.Ref, "the SA uses "+slow.Proposal.Encryption))
	}
	return v, true
}

// slowCipher returns an SA of the end with a cipher that no processor speeds up,
// or nil.
func slowCipher(e *engine.End) *ipsec.ChildSA {
	for _, sa := range e.ChildrenUp() {
		name := strings.ToLower(sa.Proposal.Encryption)
		if strings.Contains(name, "3des") || strings.Contains(name, "des-ede") || strings.Contains(name, "camellia") {
			return sa
		}
	}
	return nil
}

// cryptoProcess returns the busiest process that encrypts, where it takes a
// third of the processor, or nil.
func cryptoProcess(e *engine.End) *ipsec.Named {
	const third = 33
	var found *ipsec.Named
	for i := range e.Snap.Load {
		n := &e.Snap.Load[i]
		name := strings.ToLower(n.Name)
		if n.Scope != "process per cent in one minute" || !strings.Contains(name, "crypto") && !strings.Contains(name, "encr") || n.Count.Or(0) < third {
			continue
		}
		if found == nil || n.Count.Or(0) > found.Count.Or(0) {
			found = n
		}
	}
	return found
}
