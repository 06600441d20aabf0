package facts

import "ipsec-diag/parsers/ipsec"

func ikeSA(sa *ipsec.IKESA) fact {
	f := fact{"kind": "ike_sa", "state": sa.Word, "deleted": sa.State == ipsec.IKEDeleting}
	if sa.Word == "ACTIVE" || sa.Word == "STDBY" {
		// The member of a redundant pair that holds the SA, not its state.
		delete(f, "state")
	}
	f.text("status", sa.Member)
	see(f, "version", sa.Version)
	f.text("local", sa.Local.Address)
	f.text("remote", sa.Remote.Address)
	if sa.Local.Address == "" {
		f.text("peer", sa.Remote.Address)
	}
	f.number("local_port", int(sa.Local.Port))
	f.number("remote_port", int(sa.Remote.Port))
	f.text("id", sa.ID)
	f.text("role", string(sa.Role))
	ikeProposal(f, sa)
	see(f, "lifetime_s", sa.Lifetime)
	see(f, "active_s", sa.Age)
	see(f, "remaining_s", sa.Remaining)
	see(f, "local_spi", sa.LocalSPI)
	see(f, "remote_spi", sa.RemoteSPI)
	see(f, "local_id", sa.LocalID)
	see(f, "remote_id", sa.RemoteID)
	see(f, "fvrf", sa.FrontVRF)
	see(f, "ivrf", sa.InsideVRF)
	see(f, "capabilities", sa.Capabilities)
	see(f, "interface", sa.Interface)
	see(f, "dpd_s", sa.DPD)
	if rekeying, ok := sa.Rekeying.Get(); ok {
		f["rekey"] = map[bool]string{true: "yes", false: "no"}[rekeying]
	}
	return f
}

func ikeProposal(f fact, sa *ipsec.IKESA) {
	f.text("encryption", sa.Proposal.Encryption)
	f.number("keysize", sa.Proposal.KeyBits)
	f.text("hash", sa.Proposal.Integrity)
	f.text("prf", sa.Proposal.PRF)
	f.text("dh_group", sa.Proposal.KeyExchange)
	see(f, "auth", sa.Auth)
}

func session(s *ipsec.Session) fact {
	f := fact{"kind": "session"}
	f.text("interface", s.Interface)
	f.text("peer", s.Peer.Address)
	f.number("peer_port", int(s.Peer.Port))
	f.text("status", s.Word)
	// One duration under two names: the sources call it differently.
	see(f, "uptime_s", s.Uptime)
	see(f, "duration_s", s.Uptime)
	see(f, "profile", s.Profile)
	see(f, "fvrf", s.FrontVRF)
	see(f, "ivrf", s.InsideVRF)
	see(f, "phase1_id", s.RemoteID)
	see(f, "index", s.Index)
	see(f, "protocol", s.Protocol)
	see(f, "bytes_in", s.InBytes)
	see(f, "bytes_out", s.OutBytes)
	return f
}
