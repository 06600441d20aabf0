// Package routeros reads MikroTik RouterOS.
package routeros

import (
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// installed lists the SAs without their keys: what is printed is named.
const installed = "/ip ipsec installed-sa print detail proplist=spi,src-address,dst-address,state,auth-algorithm,enc-algorithm,expires-in,current-bytes,current-packets"

// Platform returns RouterOS: its dialect, its commands and their parsers.
func Platform() *parsers.Platform {
	return &parsers.Platform{Name: "routeros", Title: "MikroTik RouterOS", Dialect: dialect(), Steps: steps(), Also: also(), Finish: finish}
}

func steps() []parsers.Step {
	return []parsers.Step{
		{Command: "/system resource print", Reveals: areas(ipsec.AreaVersion), Doc: "version of RouterOS",
			Recognise: hasKeys("version", "architecture-name"), Parse: parseResource},
		{Command: "/system identity print", Reveals: areas(ipsec.AreaVersion), Doc: "the device's name",
			Recognise: isIdentity, Parse: parseIdentity},
		{Command: "/system clock print", Reveals: areas(ipsec.AreaClock), Doc: "the device's clock",
			Recognise: hasKeys("time", "date", "gmt-offset"), Parse: parseClock},
		{Command: "/ip ipsec active-peers print detail", Reveals: areas(ipsec.AreaIKESAs), Sampled: true, Doc: "IKE SAs with state, side and age",
			Recognise: hasField("ph2-total=", "last-seen="), Parse: parsePeers},
		{Command: installed, Reveals: areas(ipsec.AreaChildSAs), Sampled: true, Doc: "IPsec SAs with counters, without keys",
			Recognise: hasField("spi="), Parse: parseInstalled},
		{Command: "/ip ipsec policy print detail", Reveals: areas(ipsec.AreaPeers), Doc: "configured selectors, and whether they have an SA",
			Recognise: hasField("sa-src-address=", "ph2-state=", "template"), Parse: parsePolicies},
		{Command: "/ip ipsec statistics print", Reveals: areas(ipsec.AreaDrops), Sampled: true, Doc: "counters of dropped packets",
			Recognise: hasKeys("in-errors", "in-no-states"), Parse: parseStatistics},
	}
}

// also are shorter spellings that people paste, and what is not asked for.
func also() []parsers.Step {
	peers, load := areas(ipsec.AreaPeers), areas(ipsec.AreaEvents)
	return []parsers.Step{
		{Command: "/log print", Reveals: load, Doc: "the log", Recognise: logs.Recognise, Parse: logs.Parse},
		{Command: "log print", Reveals: load, Doc: "the log", Recognise: logs.Recognise, Parse: logs.Parse},
		{Command: "/log print where topics~\"ipsec\"", Reveals: load, Doc: "the log about IPsec", Recognise: logs.Recognise, Parse: logs.Parse},
		{Command: "/ip ipsec installed-sa print detail", Reveals: areas(ipsec.AreaChildSAs), Doc: "IPsec SAs", Recognise: hasField("spi="), Parse: parseInstalled},
		{Command: "/ip ipsec policy print", Reveals: peers, Doc: "configured selectors", Recognise: hasField("sa-src-address=", "ph2-state="), Parse: parsePolicies},
		{Command: "/ip ipsec policy print stats", Reveals: peers, Doc: "configured selectors, and whether they have an SA", Recognise: hasField("sa-src-address=", "ph2-state="), Parse: parsePolicies},
		{Command: "/ip ipsec peer print", Reveals: peers, Doc: "configured peers", Recognise: hasField("exchange-mode=", "send-initial-contact="), Parse: parsePeerConfig},
		{Command: "/ip ipsec peer print detail", Reveals: peers, Doc: "configured peers", Recognise: hasField("exchange-mode=", "send-initial-contact="), Parse: parsePeerConfig},
		{Command: "/ip ipsec identity print", Reveals: peers, Doc: "identities of the peers", Recognise: hasField("auth-method="), Parse: parseIdentities, Shows: shownWithPeers},
		{Command: "/ip ipsec identity print detail", Reveals: peers, Doc: "identities of the peers", Recognise: hasField("auth-method="), Parse: parseIdentities, Shows: shownWithPeers},
		{Command: "/ip ipsec proposal print", Reveals: areas(ipsec.AreaSuites), Doc: "algorithms for IPsec SAs", Recognise: hasField("pfs-group="), Parse: parseProposals},
		{Command: "/ip ipsec profile print", Reveals: areas(ipsec.AreaSuites), Doc: "algorithms for IKE SAs", Recognise: hasField("dh-group="), Parse: parseProfiles},
		{Command: "/ip ipsec active-peers print", Reveals: areas(ipsec.AreaIKESAs), Doc: "IKE SAs", Recognise: either(isPeerTable, hasField("remote-address=")), Parse: parsePeerTable},
		{Command: "/ip ipsec installed-sa print", Reveals: areas(ipsec.AreaChildSAs), Doc: "IPsec SAs", Recognise: hasField("spi="), Parse: parseInstalled},
		{Command: "ip ipsec active-peers print detail", Reveals: areas(ipsec.AreaIKESAs), Doc: "IKE SAs", Recognise: hasField("ph2-total="), Parse: parsePeers},
		{Command: "ip ipsec active-peers print", Reveals: areas(ipsec.AreaIKESAs), Doc: "IKE SAs", Recognise: either(isPeerTable, hasField("remote-address=")), Parse: parsePeerTable},
		{Command: "ip ipsec installed-sa print", Reveals: areas(ipsec.AreaChildSAs), Doc: "IPsec SAs", Recognise: hasField("spi="), Parse: parseInstalled},
		{Command: "system clock print", Reveals: areas(ipsec.AreaClock), Doc: "the device's clock", Recognise: hasKeys("gmt-offset"), Parse: parseClock},
	}
}

func areas(list ...ipsec.Area) []ipsec.Area { return list }

// hasKeys recognises an output of "key: value" lines that has all of the keys.
func hasKeys(keys ...string) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		have := pairs(text)
		for _, k := range keys {
			if _, ok := have[k]; !ok {
				return false
			}
		}
		return true
	}
}

// hasField recognises an output of records by a field of one of them.
func hasField(fields ...string) func(*scan.Text) bool {
	return func(text *scan.Text) bool {
		for _, r := range records(text) {
			for _, f := range fields {
				if r.has(f) {
					return true
				}
			}
		}
		return false
	}
}
