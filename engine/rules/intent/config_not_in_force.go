package intent

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// configNotInForce says that a connection stands in a configuration file and
// the daemon, asked for its connections, does not list it, or that nothing refers
// to a proposal.
var configNotInForce = engine.Rule{
	ID:       "intent/config-not-in-force",
	Title:    "A connection or proposal is written down but not in force: not loaded, or nothing refers to it",
	Severity: engine.Critical,
	Kind:     engine.Cause,
	Owner:    engine.OwnerLocal,
	Needs:    []ipsec.Area{ipsec.AreaPeers},
	Explains: []string{"intent/configured-not-up", "ike/not-attempted", "ike/no-matching-connection", "ike/no-response", "ike/proposal-mismatch"},
	Judge:    judgeConfigNotInForce,
}

func judgeConfigNotInForce(c *engine.Case) engine.Verdict {
	if c.IKEUp() || c.ChildUp() {
		return engine.Silent("an SA is up")
	}
	compared := false
	for _, e := range c.Ends() {
		if v, holds := unusedProposal(c, e); holds {
			return v
		}
		compared = compared || knowsUse(e)
		listing := loadedList(e)
		if listing == nil || !readsFile(e) {
			continue
		}
		compared = true
		p := onlyWritten(e)
		if p == nil || ipsec.Yes(p.Disabled) || e.ServiceDown() {
			continue
		}
		v := engine.Hold(engine.Certain, engine.Show(e, engine.FromConfig, p.Ref, "the connection stands in the file"),
			engine.Show(e, engine.FromState, ipsec.Ref{Command: listing.Command, First: 1, Last: 1}, "the daemon does not list it")).
			Owned(c.OwnerOf(e)).With(fmt.Sprintf("%s: %s is written in %s and not loaded", e.Name, p.Name, p.Ref.Command)).
			SettledBy("list the loaded connections of " + e.Name + " and look for " + p.Name)
		if len(strings.TrimSpace(listing.Text())) == 0 {
			v.Evidence = v.Evidence[:1]
		}
		if listing.Unread > 0 {
			return v.Capped(engine.CapKeyUnknown)
		}
		return v.By(engine.LocalFact)
	}
	if !compared {
		return engine.Unobserved("the configuration file of an end and the list of its loaded connections")
	}
	return engine.Silent("what is written down is in force")
}

// isFile reports whether a command shows a configuration file, which a daemon
// need not have loaded. The running configuration of a router is in force.
func isFile(command string) bool {
	return strings.Contains(command, ".conf") || command == "swanctl conf" || command == "ipsec conf"
}

// loadedList returns the whole answer of the daemon to the question for its
// connections, or nil.
func loadedList(e *engine.End) *ipsec.Source {
	if !e.Read() {
		return nil
	}
	for _, src := range e.Snap.Sources {
		if src.Answer == ipsec.Answered && !isFile(src.Command) && slices.Contains(src.Reveals, ipsec.AreaPeers) && src.Unread <= src.Read {
			return src
		}
	}
	return nil
}

func readsFile(e *engine.End) bool {
	return slices.ContainsFunc(e.Snap.Sources, func(src *ipsec.Source) bool {
		return isFile(src.Command) && src.Answer == ipsec.Answered && slices.Contains(src.Reveals, ipsec.AreaPeers)
	})
}

// onlyWritten returns the end's connection that no loaded one serves, or nil.
func onlyWritten(e *engine.End) *ipsec.Peer {
	var found *ipsec.Peer
	for _, p := range e.Peers {
		if !isFile(p.Ref.Command) {
			return nil
		}
		if found == nil {
			found = p
		}
	}
	return found
}
