package ciscoios

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// qfp begins the commands about the data plane of IOS-XE.
const qfp = "show platform hardware qfp active feature ipsec "

// more are further outputs that people paste: what a profile offers, how a
// DMVPN registers, and the device's own counts of what went wrong.
func more() []parsers.Step {
	one := func(command string, area ipsec.Area, doc string, recognise func(*scan.Text) bool, parse func(*scan.Text, *ipsec.Snapshot)) parsers.Step {
		return parsers.Step{Command: command, Reveals: []ipsec.Area{area}, Doc: doc, Recognise: recognise, Parse: parse}
	}
	session := func(command string) parsers.Step {
		return one(command, ipsec.AreaSessions, "The device's own summary per peer.", recogniseSession, parseSession)
	}
	columns := func(command, doc string) parsers.Step {
		return one(command, ipsec.AreaLoad, doc, recogniseColumns, parseColumns)
	}
	nhs := func(command string) parsers.Step {
		return one(command, ipsec.AreaNeighbours, "Next-hop servers of a DMVPN and whether they answer.", recogniseNHS, parseNHS)
	}
	return []parsers.Step{
		session("show crypto session interface detail"), session("show crypto session local detail"), session("show crypto session local"),
		session("show crypto session interface"), session("show crypto session local <address>"), session("show crypto session interface <name>"),
		one("show crypto ipsec profile", ipsec.AreaSuites, "Transform sets, lifetimes and PFS of the IPsec profiles.", recogniseIPsecProfile, parseIPsecProfile),
		one("show crypto ikev2 profile", ipsec.AreaSuites, "Authentication and lifetime of the IKEv2 profiles.", recogniseIKEv2Profile, parseIKEv2Profile),
		one("show crypto engine connections active", ipsec.AreaLoad, "Packets that each connection of the crypto engine encrypted and decrypted.", recogniseEngine, parseEngine),
		one("show crypto engine brief", ipsec.AreaLoad, "Crypto engines of the device, hardware or software.", recogniseEngineBrief, parseEngineBrief),
		one("show platform cerm-information", ipsec.AreaLoad, "What the licence allows to encrypt, and what was refused for it.", recogniseCERM, parseCERM),
		one("show crypto eli", ipsec.AreaLoad, "Sessions that the crypto engines hold and can hold.", recogniseELI, parseELI),
		one("show crypto isakmp peers", ipsec.AreaSessions, "Peers that IKEv1 knows, with their identities.", recogniseISAKMPPeers, parseISAKMPPeers),
		one("show crypto pki trustpoints status", ipsec.AreaTrust, "Certificates of the trustpoints, and whether keys exist.", recogniseTrustpointStatus, parseTrustpointStatus),
		columns("show crypto ikev2 stats ext-service", "What IKEv2 asked of AAA, IPsec, the crypto engine and the PKI, and how often it failed."),
		columns("show crypto ikev2 stats exchange", "IKEv2 messages and notifications sent and received."),
		one("show crypto ikev2 diagnose error", ipsec.AreaLoad, "How often each way out of an IKEv2 negotiation was taken.", recogniseDiagnose, parseDiagnose),
		nhs("show ip nhrp nhs"), nhs("show ip nhrp nhs detail"),
		one("show ip nhrp detail", ipsec.AreaNeighbours, "Which underlay address stands for which tunnel address.", recogniseNHRP, parseNHRP),
		one("show ip nhrp vrf <name>", ipsec.AreaNeighbours, "Which underlay address stands for which tunnel address, in a VRF.", recogniseNHRP, parseNHRP),
		one("show ip nhrp vrf", ipsec.AreaNeighbours, "Which underlay address stands for which tunnel address, in a VRF.", recogniseNHRP, parseNHRP),
		one("show ip nhrp self", ipsec.AreaNeighbours, "What this router registers about itself.", recogniseNHRP, parseNHRP),
		one("show ip nhrp dynamic", ipsec.AreaNeighbours, "Neighbours that registered or were asked for.", recogniseNHRP, parseNHRP),
		one("show ip nhrp static", ipsec.AreaNeighbours, "Neighbours that are configured.", recogniseNHRP, parseNHRP),
		one("show ip nhrp redirect", ipsec.AreaNeighbours, "Neighbours that were told a shorter way.", recogniseNHRP, parseNHRP),
		one("show ip nat translations", ipsec.AreaTranslations, "Address translations in use now.", recogniseTranslations, parseTranslations),
		one("show ip nat translations verbose", ipsec.AreaTranslations, "Address translations in use now.", recogniseTranslations, parseTranslations),
		one(ikev2PolicyCommand, ipsec.AreaSuites, "Which IKEv2 proposals are offered.", recogniseIKEv2Policy, parseIKEv2Policy),
		one("show crypto pki crls", ipsec.AreaRevocation, "Revocation lists that are held, and until when.", recogniseCRLs, parseCRLs),
		one("show crypto pki timers", ipsec.AreaRevocation, "When revocation lists run out.", recognisePKITimers, parsePKITimers),
		one("show crypto pki timers detail", ipsec.AreaRevocation, "When revocation lists run out.", recognisePKITimers, parsePKITimers),
		one("show crypto pki timer detail", ipsec.AreaRevocation, "When revocation lists run out.", recognisePKITimers, parsePKITimers),
		one("show crypto pki trustpoints", ipsec.AreaTrust, "The authority of each trustpoint.", recogniseTrustpoints, parseTrustpoints),
		one("show crypto session brief", ipsec.AreaSessions, "The device's own summary, one row a peer.", recogniseSessionBrief, parseSessionBrief),
		one("show crypto isakmp peers config", ipsec.AreaPeers, "How each IKE peer is met.", recognisePeersConfig, parsePeersConfig),
		one("show crypto isakmp sa count", ipsec.AreaLoad, "How many IKEv1 SAs there are, by state.", recogniseCounts("Active ISAKMP SA's:"), parseCounts("isakmp sa")),
		one("show crypto ikev2 count", ipsec.AreaLoad, "How many IKEv2 SAs there are and were.", recogniseCounts(" Created SAs"), parseCounts("ikev2 sa")),
		one("show crypto ikev2 stats reconnect", ipsec.AreaLoad, "IKEv2 sessions that were taken up again.", recogniseCounts("incoming reconnect connection:"), parseCounts("ikev2 reconnect")),
		one("show crypto pki counters", ipsec.AreaLoad, "Validations of certificates, and fetches of revocation lists.", recogniseCounts("Failed Validations:"), parseCounts("pki")),
		one("show crypto isakmp diagnose error", ipsec.AreaLoad, "How often each way out of an IKEv1 negotiation was taken.", recogniseDiagnose1, parseDiagnose),
		columns("show crypto ikev2 stats timeout", "Timers of IKEv2 that ran out."),
		columns("show crypto ikev2 stats priority-queue", "How many IKEv2 events wait."),
		// As people write them above a paste; an ASA has commands of these names.
		one("show isakmp sa", ipsec.AreaIKESAs, "IKEv1 SAs.", recogniseISAKMPSA, parseISAKMPSA),
		one("show isakmp sa detail", ipsec.AreaIKESAs, "IKEv1 SAs.", recogniseISAKMPDetail, parseISAKMPDetail),
		one("show ipsec sa", ipsec.AreaChildSAs, "Protected flows.", recogniseIPsecSA, parseIPsecSA),
		one("show ipsec sa detail", ipsec.AreaChildSAs, "Protected flows.", recogniseIPsecDetail, parseIPsecSA),
		one("show ipsec sa peer <address>", ipsec.AreaChildSAs, "Protected flows.", recogniseIPsecSA, parseIPsecSA),
		one(qfp+"datapath drops all", ipsec.AreaDrops, "What the data plane of IOS-XE dropped around IPsec.", recogniseQFPDrops, parseQFPDrops),
		one(qfp+"datapath drops", ipsec.AreaDrops, "What the data plane of IOS-XE dropped around IPsec.", recogniseQFPDrops, parseQFPDrops),
		one(qfp+"data drop", ipsec.AreaDrops, "What the data plane of IOS-XE dropped around IPsec.", recogniseQFPDrops, parseQFPDrops),
		one("show dmvpn ipv6", ipsec.AreaNeighbours, "Neighbours of a DMVPN over IPv6.", recogniseDMVPN6, parseDMVPN6),
	}
}
