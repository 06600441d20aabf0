package libreswan

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
)

// finish completes a snapshot with what its outputs say about each other.
func finish(snap *ipsec.Snapshot) {
	orientConfig(snap)
	linux.KeyPeers(snap, linux.FileSecrets(snap))
	endsOfPeers(snap)
	linux.JoinKernel(snap)
	listsOfPeers(snap)
	groupsOfRefusals(snap)
	linux.OneLog(snap)
	linux.DateEvents(snap)
}

// endsOfPeers gives SAs without addresses those of their connection: a list of
// states alone does not print them.
func endsOfPeers(snap *ipsec.Snapshot) {
	byName := map[string]*ipsec.Peer{}
	for i := range snap.Peers {
		byName[snap.Peers[i].Name] = &snap.Peers[i]
	}
	for i := range snap.IKESAs {
		if p := byName[snap.IKESAs[i].Name]; p != nil {
			ends(&snap.IKESAs[i].Local, &snap.IKESAs[i].Remote, p)
		}
	}
	for i := range snap.ChildSAs {
		sa := &snap.ChildSAs[i]
		p := byName[sa.IKEName]
		if p == nil {
			continue
		}
		ends(&sa.Local, &sa.Remote, p)
		for k := range p.Policies {
			if p.Policies[k].Name == sa.Name && sa.LocalTS == nil && sa.RemoteTS == nil {
				sa.LocalTS, sa.RemoteTS = p.Policies[k].LocalTS, p.Policies[k].RemoteTS
			}
		}
	}
}

func ends(local, remote *ipsec.Endpoint, p *ipsec.Peer) {
	if len(p.LocalAddrs) == 1 {
		local.Address = known(local.Address, p.LocalAddrs[0])
	}
	if len(p.RemoteAddrs) == 1 {
		remote.Address = known(remote.Address, p.RemoteAddrs[0])
	}
}

// listsOfPeers gives refusals of proposals what the connection is configured
// with, where the log does not reach back to its loading.
func listsOfPeers(snap *ipsec.Snapshot) {
	for i := range snap.Events {
		ev := &snap.Events[i]
		if len(ev.Configured) > 0 || len(ev.Received) == 0 || ev.Connection == "" {
			continue
		}
		for k := range snap.Peers {
			p := &snap.Peers[k]
			switch {
			case p.Name != ev.Connection || isFromFile(p): // a file has its own spelling
			case ev.Kind == ipsec.EventIKEProposalRefused:
				ev.Configured = p.Proposals
			case ev.Kind == ipsec.EventChildProposalRefused && len(p.Policies) == 1:
				ev.Configured = p.Policies[0].Proposals
			}
		}
	}
}

// groupsOfRefusals names the group as what a refusal is about where nothing
// else is left: the connection's Child SA was up, so its algorithms are agreed,
// and its successor is offered without a key exchange. pluto prints its own
// list as it is for the first Child SA, which never has one (RFC 7296, 1.2).
func groupsOfRefusals(snap *ipsec.Snapshot) {
	wasUp := map[string]bool{}
	for i := range snap.Events {
		ev := &snap.Events[i]
		wasUp[ev.Connection] = wasUp[ev.Connection] || ev.Kind == ipsec.EventChildEstablished
		if ev.Subject != laterExchange {
			continue
		}
		ev.Subject = ""
		if wasUp[ev.Connection] && len(ev.Configured) > 0 && !namesGroup(ev.Received) && !namesGroup(ev.Configured) && !withoutPFS(snap, ev.Connection) {
			ev.Subject = "PFS group"
		}
	}
}

func namesGroup(proposals []string) bool {
	for _, p := range proposals {
		_, list, _ := strings.Cut(p, ":")
		for word := range strings.SplitSeq(list, "/") {
			if kindOf(word) == "DH" {
				return true
			}
		}
	}
	return false
}

// withoutPFS reports whether a connection is known to have none.
func withoutPFS(snap *ipsec.Snapshot, connection string) bool {
	return slices.ContainsFunc(snap.Peers, func(p ipsec.Peer) bool {
		return p.Name == connection && slices.ContainsFunc(p.Policies, func(policy ipsec.Policy) bool { return policy.PFS.Or("") == "none" })
	})
}
