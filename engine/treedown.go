package engine

// treeDown is the guide's first symptom with its seven steps, in its order,
// and what it lacks.
func treeDown() Tree {
	return Tree{ID: "S-DOWN", Title: "tunnel down (phase 1 fails)", applies: phase1Down, Steps: []TreeStep{
		{ID: "S-DOWN", Title: "The tunnel comes up when it is asked for", Rules: []string{
			"intent/peer-not-configured", "intent/admin-disabled", "intent/both-ends-wait", "intent/idle-by-design", "ike/not-attempted",
			"intent/configured-not-up", "ike/no-response", "ike/refused-without-reason", "ike/half-open", "auth/refused-without-reason"},
			Note: "a tunnel on demand has no SA while nothing asks for it: that alone is no fault"},
		{ID: "D1", Title: "The address of the peer is reachable", Rules: []string{
			"underlay/interface-admin-down", "underlay/interface-down", "underlay/no-route-to-peer", "underlay/peer-unreachable", "ike/no-response"},
			Note: "a ping that gets no answer proves little, for ICMP is often filtered; a ping that gets one does not prove UDP 500; " +
				"it must be sent from the address and VRF that the tunnel uses"},
		{ID: "D2", Title: "UDP 500, UDP 4500 and ESP pass both ways", Rules: []string{
			"underlay/udp500-blocked", "underlay/ike-reply-lost", "underlay/udp4500-blocked", "underlay/local-filter", "underlay/esp-blocked",
			"underlay/ipsec-alg", "ike/no-response"},
			Note: "without NAT the data needs IP protocol 50, not a UDP port; IKE can also run over TCP (RFC 9329)"},
		{ID: "D3", Title: "Both ends speak the same IKE version", Rules: []string{"ike/version-mismatch"},
			Note: "some devices take both versions (strongSwan with version 0), others only the one that is configured"},
		{ID: "D4", Title: "The pre-shared keys are there and equal", asks: byKey, Rules: []string{
			"auth/psk-mismatch", "auth/psk-missing", "auth/keyring-selection"},
			Note: "a key that is not found for the peer's identity is another fault than a wrong one; encoding, quotes, 0x and 0s " +
				"prefixes and keys per direction differ too, not only a blank or a capital"},
		{ID: "D5", Title: "The IKE policies have one in common", Rules: []string{
			"ike/proposal-mismatch", "ike/dh-group-mismatch", "ike/lifetime-mismatch", "auth/method-mismatch", "intent/config-not-in-force",
			"ike/refused-without-reason"},
			Note: "lifetimes need not be equal: IKEv2 does not negotiate them; the authentication method, the key length and the PRF must fit"},
		{ID: "D6", Title: "The clocks are right", asks: byCertificate, Rules: []string{"auth/clock-wrong", "collect/clock-offset"},
			Note: "there is no limit of five minutes (that is Kerberos): a certificate is judged by its own dates and the clock of the end " +
				"that checks it; a pre-shared key does not look at the clock"},
		{ID: "D7", Title: "NAT traversal is on where an address is translated", Rules: []string{
			"underlay/natt-disabled", "underlay/udp4500-blocked", "auth/identity-changed-by-nat", "underlay/unexpected-nat"},
			Note: "both ends must announce it; port 4500 is also used without NAT (MOBIKE, forced encapsulation), and a one-to-one NAT may pass ESP"},
		{ID: "S-DOWN.connection", Title: "The peer has a connection for this gateway", Rules: []string{
			"ike/no-matching-connection", "ike/wrong-peer-address", "intent/config-rejected", "intent/not-bound-to-interface"}},
		{ID: "S-DOWN.identity", Title: "Each end takes the identity of the other", Rules: []string{"auth/identity-mismatch", "auth/id-not-in-cert"}},
		{ID: "S-DOWN.certificates", Title: "The certificates are valid and trusted", asks: byCertificate, Rules: []string{
			"auth/cert-expired", "auth/cert-not-yet-valid", "auth/cert-untrusted", "auth/cert-revoked", "auth/revocation-check-failed", "auth/cert-not-acceptable"}},
		{ID: "S-DOWN.daemon", Title: "The IKE daemon serves at both ends", Rules: []string{"platform/daemon-not-serving", "platform/limit-reached"}},
	}}
}

// treePhase2 is a symptom that the guide names without steps.
func treePhase2() Tree {
	return Tree{ID: "S-P2", Title: "phase 2 only (the IKE SA is up, no Child SA)", applies: phase2Down, Steps: []TreeStep{
		{ID: "S-P2", Title: "The Child SAs of the tunnel are up", Rules: []string{
			"child/none-established", "child/refused-without-reason", "intent/some-selectors-down", "child/proposal-mismatch", "child/pfs-mismatch",
			"child/selector-mismatch", "child/selectors-narrowed", "child/one-pair-per-sa", "child/mode-mismatch", "child/tunnel-interface-mismatch",
			"child/shadowed-by-other-entry", "child/install-failed", "child/not-started", "child/virtual-ip-required", "data/wrong-vrf",
			"forecast/pfs-will-fail-at-rekey"},
			Note: "QM_IDLE and ESTABLISHED speak of phase 1 alone"},
		{ID: "S-P2.started", Title: "The Child SA is asked for", Rules: []string{"child/not-started", "intent/idle-by-design", "child/shadowed-by-other-entry"}},
		{ID: "S-P2.proposal", Title: "The ESP proposals have one in common", Rules: []string{"child/proposal-mismatch", "child/mode-mismatch"}},
		{ID: "S-P2.pfs", Title: "Both ends use the same PFS group, or none", Rules: []string{"child/pfs-mismatch"},
			Note: "the first Child SA of IKEv2 comes with the IKE SA and needs no group: a difference shows at the first rekey"},
		{ID: "S-P2.selectors", Title: "The traffic selectors mirror each other", Rules: []string{
			"child/selector-mismatch", "child/selectors-narrowed", "child/one-pair-per-sa", "intent/some-selectors-down"}},
		{ID: "S-P2.installed", Title: "The kernel or data plane takes the SA", Rules: []string{"child/install-failed", "child/virtual-ip-required"}},
	}}
}
