package facts

import (
	"fmt"
	"strings"

	"ipsec-diag/parsers/ipsec"
)

func childSA(sa *ipsec.ChildSA) fact {
	f := fact{"kind": "ipsec_sa"}
	f.text("id", sa.ID)
	f.text("status", sa.Word)
	see(f, "interface", sa.Interface)
	see(f, "crypto_map", sa.Map)
	see(f, "seq", sa.Sequence)
	see(f, "vrf", sa.VRF)
	f.text("peer", sa.Peer.Address)
	f.number("peer_port", int(sa.Peer.Port))
	if sa.Peer.Address == "" {
		f.text("peer", sa.Remote.Address)
	}
	f.text("local_ep", sa.Local.Address)
	f.text("remote_ep", sa.Remote.Address)
	selectors(f, "local_ts", sa.LocalTS)
	selectors(f, "remote_ts", sa.RemoteTS)
	list(f, "spi_in", sa.InSPI)
	list(f, "spi_out", sa.OutSPI)
	if sa.State == ipsec.ChildAbsent && !sa.ActiveSAs.Known() {
		f["spi_out"] = "0" // how the absence is printed
	}
	childProposal(f, sa)
	counters(f, &sa.Counters)
	lifetimes(f, sa)
	return f
}

func list(f fact, key string, values []string) {
	if len(values) > 0 {
		f[key] = values
	}
}

func selectors(f fact, key string, values []ipsec.Selector) {
	var out []string
	for _, v := range values {
		out = append(out, selector(v))
	}
	list(f, key, out)
}

// selector writes a selector so that it keeps what was printed: a host inside
// its network ("10.1.0.1/255.255.255.0/0/0" of the ASA), and the ports of a
// range that is no prefix.
func selector(v ipsec.Selector) string {
	slashes := strings.Count(v.Text, "/")
	if (slashes == 3 || slashes == 1 && v.Protocol == 0) && !strings.ContainsAny(v.Text, " -()[]|") {
		return v.Text
	}
	if _, prefix := v.Prefix(); v.Valid() && !prefix && v.Protocol == 0 {
		return fmt.Sprintf("%s/%d - %s/%d", v.From, v.FromPort, v.To, v.ToPort)
	}
	return v.String()
}

func childProposal(f fact, sa *ipsec.ChildSA) {
	f.text("transform", sa.Proposal.Text)
	f.text("encryption", sa.Proposal.Encryption)
	f.number("keysize", sa.Proposal.KeyBits)
	f.text("hash", sa.Proposal.Integrity)
	if !strings.HasPrefix(sa.Proposal.KeyExchange, "ML-KEM") {
		f.text("dh_group", sa.Proposal.KeyExchange)
	}
	if _, known := f["dh_group"]; !known && sa.PFS.Known() {
		f["dh_group"] = "none"
	}
	see(f, "mode", sa.Mode)
	see(f, "udp_encaps", sa.UDPEncap)
	see(f, "pfs", sa.PFS)
	see(f, "replay", sa.Replay)
}

func lifetimes(f fact, sa *ipsec.ChildSA) {
	see(f, "life_s_in", sa.ExpiresIn)
	seeAll(f, "life_s_in", sa.ExpiresInIn)
	seeAll(f, "life_s_out", sa.ExpiresInOut)
	seeAll(f, "life_kb_in", sa.KBytesIn)
	seeAll(f, "life_kb_out", sa.KBytesOut)
	see(f, "path_mtu", sa.PathMTU)
	see(f, "plaintext_mtu", sa.PlaintextMTU)
	see(f, "ip_mtu", sa.IPMTU)
	see(f, "media_mtu", sa.MediaMTU)
	see(f, "active_sas", sa.ActiveSAs)
}

func counters(f fact, c *ipsec.Counters) {
	for key, value := range map[string]ipsec.Count{
		"pkts_in": c.InPackets, "pkts_out": c.OutPackets, "bytes_in": c.InBytes, "bytes_out": c.OutBytes,
		"encaps": c.Encaps, "encrypt": c.Encrypt, "digest": c.Digest,
		"decaps": c.Decaps, "decrypt": c.Decrypt, "verify": c.Verify,
		"send_errors": c.SendErrors, "recv_errors": c.RecvErrors, "drop_in": c.DropIn, "drop_out": c.DropOut,
		"no_sa_send": c.NoSA, "invalid_sa_rcv": c.InvalidSA, "encaps_failed": c.EncapsFailed, "decaps_failed": c.DecapsFailed,
		"invalid_prot": c.InvalidProtocol, "verify_failed": c.VerifyFailed, "invalid_identity": c.InvalidIdentity,
		"invalid_len": c.InvalidLength, "replay_rollover_send": c.ReplayRolloverSend, "replay_rollover_rcv": c.ReplayRolloverRecv,
		"replay_failed": c.ReplayFailed, "internal_err_send": c.InternalErrorSend, "internal_err_recv": c.InternalErrorRecv,
		"frag_ok": c.FragmentsOK, "frag_failed": c.FragmentsFailed, "frags_created": c.FragmentsCreated,
		"pmtus_sent": c.PMTUSent, "pmtus_rcvd": c.PMTUReceived,
	} {
		see(f, key, value)
	}
}
