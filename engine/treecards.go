package engine

// scenarioTrees are the guide's six scenario cards: each cause is a step, and
// so is the key test.
func scenarioTrees() []Tree {
	return []Tree{cardDown(), cardFlapping(), cardOneWay(), cardSlow(), cardSomeApplications(), cardCertificates()}
}

func cardDown() Tree {
	return Tree{ID: "C1", Title: "the tunnel does not come up", applies: phase1Down, Steps: []TreeStep{
		{ID: "C1.test", Title: "An IKE SA is there, or its negotiation is seen", Rules: []string{
			"ike/not-attempted", "intent/idle-by-design", "ike/no-response", "ike/refused-without-reason", "ike/half-open"},
			Note: "no SA may also mean an idle tunnel, an attempt that failed a minute ago, or IKEv2, which show crypto isakmp sa does not list; " +
				"MM_NO_STATE is a refused policy, a missing key or silence, a wrong key shows as MM_KEY_EXCH"},
		{ID: "C1.1", Title: "The pre-shared keys are there and equal", asks: byKey, Rules: []string{"auth/psk-mismatch", "auth/psk-missing"}},
		{ID: "C1.2", Title: "Encryption, hash and group of one policy are equal", Rules: []string{"ike/proposal-mismatch", "ike/dh-group-mismatch"}},
		{ID: "C1.3", Title: "UDP 500 is not blocked between the peers", Rules: []string{"underlay/udp500-blocked", "underlay/local-filter"}},
		{ID: "C1.4", Title: "The address of the peer is the right one", Rules: []string{"ike/wrong-peer-address", "ike/no-matching-connection"}},
	}}
}

func cardFlapping() Tree {
	return Tree{ID: "C2", Title: "the tunnel drops and comes back", applies: wasUp, Steps: []TreeStep{
		{ID: "C2.test", Title: "No pattern of drops shows in the intervals", Rules: []string{
			"stability/lifetime-aligned-drops", "child/rekey-failed", "stability/flapping", "stability/dpd-timeout", "underlay/path-loss",
			"stability/scheduled-drops", "stability/idle-timeout"},
			Note: "the age at which an SA dies counts, not the time from start to start; one SA that outlived the lifetime refutes it"},
		{ID: "C2.1", Title: "Lifetimes and rekeys of the two ends get along", Rules: []string{
			"child/lifetime-mismatch", "ike/lifetime-mismatch", "stability/lifetime-aligned-drops", "stability/rekey-collision"},
			Note: "equal timers collide more often than different ones; what kills is a PFS difference, a hard expiry, or only one end that rekeys"},
		{ID: "C2.2", Title: "Liveness checks (DPD) are not too eager", Rules: []string{"stability/dpd-misconfigured", "stability/dpd-timeout"},
			Note: "in IKEv2 the schedule of retransmissions decides, not a DPD timeout; it is off by default on strongSwan and IOS"},
		{ID: "C2.3", Title: "The path does not lose packets", Rules: []string{"underlay/path-loss", "stability/dpd-timeout"}},
		{ID: "C2.4", Title: "The NAT on the way keeps its entry", Rules: []string{"underlay/nat-mapping-expires"},
			Note: "once IKE has moved to port 4500, port 500 does not matter; keepalives shorter than the timeout of the NAT cure it"},
	}}
}

func cardOneWay() Tree {
	return Tree{ID: "C3", Title: "traffic passes one way", applies: phase2Up, Steps: []TreeStep{
		{ID: "C3.test", Title: "The counters of both directions grow", Proves: []string{healthyID}, Rules: []string{
			"data/sends-only", "data/receives-only", "data/peer-does-not-return", "data/esp-lost-in-path", "data/counter-stall", "collect/counters-not-comparable"},
			Note: "encrypted without decrypted does not say where packets are lost: that needs the counters of both ends"},
		{ID: "C3.1", Title: "Both directions take the path through the tunnel", Rules: []string{"data/asymmetric-routing"}},
		{ID: "C3.2", Title: "The tunnel's traffic is exempt from NAT", Rules: []string{"data/nat-exemption-missing"}},
		{ID: "C3.3", Title: "No filter drops packets after decryption", Rules: []string{"data/firewall-denies"}},
		{ID: "C3.4", Title: "The crypto map is on the interface that faces the peer", Rules: []string{"intent/not-bound-to-interface"},
			Note: "a map on the wrong interface usually stops the tunnel altogether; one way alone needs two uplinks"},
	}}
}

func cardSlow() Tree {
	return Tree{ID: "C4", Title: "the tunnel is slow", applies: phase2Up, Steps: []TreeStep{
		{ID: "C4.test", Title: "Large packets pass as small ones do", Rules: []string{
			"data/mtu-blackhole", "data/fragmentation", "underlay/path-loss", "data/throughput-drop"},
			Note: "the ping needs the DF bit and a computed size (1428 bytes may fit); large packets that are lost are a black hole, large ones that are slow are fragmentation"},
		{ID: "C4.1", Title: "The MTU fits the overhead of the tunnel", Rules: []string{"data/mtu-blackhole", "data/fragmentation"}},
		{ID: "C4.2", Title: "The device has time to encrypt", Rules: []string{"platform/crypto-bound", "platform/cpu-exhausted"}},
		{ID: "C4.3", Title: "The path to the peer is not congested", Rules: []string{"underlay/path-loss"}},
		{ID: "C4.4", Title: "Rekeys do not cost time", Rules: []string{"stability/rekey-cost"},
			Note: "one Diffie-Hellman exchange an hour is a matter of milliseconds: it counts above one rekey a minute, or with thousands of tunnels"},
	}}
}

func cardSomeApplications() Tree {
	return Tree{ID: "C5", Title: "some applications fail", applies: phase2Up, Steps: []TreeStep{
		{ID: "C5.test", Title: "The addresses of the application are in the selectors", Rules: []string{
			"data/flow-not-covered", "data/source-not-covered", "intent/some-selectors-down", "data/app-only"},
			Note: "show crypto ipsec sa shows selectors and packet counters, no hits of an access list; those are in show access-lists, and hardware often does not count them"},
		{ID: "C5.1", Title: "The crypto access list has the networks and ports", Rules: []string{
			"data/flow-not-covered", "child/selector-mismatch", "child/selectors-narrowed"}},
		{ID: "C5.2", Title: "Large packets pass", Rules: []string{"data/mtu-blackhole"},
			Note: "HTTPS, SSH and RDP stall at the handshake, for certificates exceed the MSS; ping and small HTTP work"},
		{ID: "C5.3", Title: "Name servers are reached through the tunnel", Rules: []string{"data/dns-not-covered"},
			Note: "which resolver is asked (split DNS, DNS over HTTPS) matters as much as whether it can be reached"},
		{ID: "C5.4", Title: "The application's source address is in the selectors", Rules: []string{"data/source-not-covered"}},
	}}
}

func cardCertificates() Tree {
	return Tree{ID: "C6", Title: "certificates", applies: byCertificate, Steps: []TreeStep{
		{ID: "C6.test", Title: "The certificates are in order at the end that checks them", Rules: []string{
			"auth/cert-expired", "auth/cert-not-yet-valid", "auth/clock-wrong", "auth/revocation-check-failed", "auth/cert-untrusted",
			"auth/refused-without-reason", "forecast/cert-expiring"},
			Note: "the log of the end that checks says why; no debug is needed for it, and none is ever switched on here"},
		{ID: "C6.1", Title: "The certificates are valid today", Rules: []string{"auth/cert-expired", "auth/cert-not-yet-valid"}},
		{ID: "C6.2", Title: "The clock of the end that checks is right", Rules: []string{"auth/clock-wrong"},
			Note: "there is no limit of five minutes: two minutes kill a certificate that was issued one minute ago, three days may not matter"},
		{ID: "C6.3", Title: "The authority that signed is trusted", Rules: []string{"auth/cert-untrusted"}},
		{ID: "C6.4", Title: "The revocation check succeeds", Rules: []string{"auth/revocation-check-failed", "auth/cert-revoked"}},
		{ID: "C6.5", Title: "The identity stands in the certificate", Rules: []string{"auth/id-not-in-cert", "auth/identity-mismatch"}},
	}}
}
