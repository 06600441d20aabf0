// Package data holds the rules about packets: the SAs are up, and traffic does
// not get through, or only one way.
package data

import (
	"embed"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
)

//go:embed *.md
var files embed.FS

// Cards returns the scenario cards of this layer by rule id.
func Cards() map[string]string { return card.All("data", files) }

// Rules returns the rules of this layer.
func Rules() []*engine.Rule {
	return []*engine.Rule{
		&idle, &sendsOnly, &receivesOnly, &peerDoesNotReturn, &espLostInPath, &counterStall, &spiMismatch,
		&replayDrops, &integrityFailures, &innerOutsideSelectors, &kernelDoesNotForward, &natExemptionMissing, &routeMissing, &mtuBlackhole,
		&overlappingLANs,
		&plaintextLeak,
		&overlayDown,
		&notSelected, &firewallDenies, &asymmetricRouting, &flowNotCovered, &sourceNotCovered, &dnsNotCovered, &appOnly,
		&wrongVRF, &kernelPolicyMismatch, &wrongSAChosen, &fragmentation, &ipcomp, &egressNATMissing, &throughputDrop,
	}
}
