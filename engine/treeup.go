package engine

// treeTraffic is a symptom that the guide names without steps.
func treeTraffic() Tree {
	healthy := []string{healthyID}
	return Tree{ID: "S-NT", Title: "no traffic (the SAs are up)", applies: phase2Up, Steps: []TreeStep{
		{ID: "S-NT", Title: "Packets move both ways", Proves: healthy, Rules: []string{
			"data/idle", "data/sends-only", "data/receives-only", "data/peer-does-not-return", "data/esp-lost-in-path", "data/not-selected",
			"data/counter-stall", "data/nat-exemption-missing", "data/route-missing", "data/spi-mismatch", "data/plaintext-leak", "underlay/esp-blocked",
			"child/tunnel-interface-down", "data/overlapping-lans", "data/wrong-vrf", "data/kernel-policy-mismatch", "data/overlay-routing-down"},
			Note: "a counter at zero alone is no alarm: the SA may be idle, new, or the standby one"},
		{ID: "S-NT.leave", Title: "Packets leave this end encrypted", Proves: healthy, Rules: []string{
			"data/not-selected", "data/receives-only", "data/route-missing", "data/nat-exemption-missing", "data/plaintext-leak",
			"data/kernel-does-not-forward", "child/tunnel-interface-down"}},
		{ID: "S-NT.arrive", Title: "Packets of the peer arrive and are decrypted", Proves: healthy, Rules: []string{
			"data/sends-only", "data/esp-lost-in-path", "underlay/esp-blocked", "data/spi-mismatch"}},
		{ID: "S-NT.return", Title: "The peer sends its answers back into the tunnel", Proves: healthy, Rules: []string{
			"data/peer-does-not-return", "data/route-missing", "data/nat-exemption-missing"}},
		{ID: "S-NT.drops", Title: "No packets are dropped after decryption", Rules: []string{
			"data/replay-drops", "data/integrity-failures", "data/inner-outside-selectors", "data/firewall-denies"}},
	}}
}

// treeFlapping is a symptom that the guide names without steps.
func treeFlapping() Tree {
	return Tree{ID: "S-FLAP", Title: "flapping", applies: wasUp, Steps: []TreeStep{
		{ID: "S-FLAP", Title: "The tunnel stays up", Rules: []string{
			"stability/flapping", "stability/dpd-timeout", "stability/lifetime-aligned-drops", "stability/peer-deletes", "child/rekey-failed"},
			Note: "compare the age at which SAs die with their lifetime, never the time between two starts; one interval proves nothing"},
		{ID: "S-FLAP.liveness", Title: "The peer answers liveness checks", Rules: []string{"stability/dpd-timeout", "stability/dead-peer-unnoticed"},
			Note: "R-U-THERE is IKEv1 (RFC 3706); IKEv2 sends an empty message and calls the peer dead when its retransmissions end"},
		{ID: "S-FLAP.rekey", Title: "Rekeys succeed", Rules: []string{
			"child/rekey-failed", "stability/lifetime-aligned-drops", "stability/rekey-not-started", "stability/reauth-fails", "stability/rekey-collision"}},
		{ID: "S-FLAP.delete", Title: "The peer does not delete the tunnel", Rules: []string{"stability/peer-deletes", "stability/operator-action", "platform/device-restarted"}},
	}}
}
