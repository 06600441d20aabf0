package linux

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseIpsecctl reads the SAs of OpenBSD's kernel, "ipsecctl -sa -v", whose
// keys are gone before:
//
//	@0 esp tunnel from 203.0.113.1 to 198.51.100.1 spi 0x8c0b4703 auth hmac-sha2-256 enc aes \
//		state mature replay 64 flags 0x404<tunnel,esn>
//
// It reports false where no such SA is.
func parseIpsecctl(text *scan.Text, snap *ipsec.Snapshot) bool {
	found := false
	var sa *ipsec.ChildSA
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		words := strings.Fields(strings.TrimSuffix(line, `\`))
		switch {
		case len(words) > 8 && strings.HasPrefix(words[0], "@") && words[3] == "from" && words[5] == "to":
			snap.ChildSAs = append(snap.ChildSAs, ctlSA(words, text.At(n)))
			sa, found = &snap.ChildSAs[len(snap.ChildSAs)-1], true
		case sa == nil || line == "" || !indented(text.Line(n)):
			continue
		default:
			ctlLine(sa, words, text.At(n))
			sa.Ref.Last = int32(n + 1)
		}
		text.Take(n)
	}
	return found
}

func ctlSA(words []string, at ipsec.Ref) ipsec.ChildSA {
	sa := ipsec.ChildSA{Word: Kernel, Flags: []string{Kernel}, State: ipsec.ChildUnknown, Ref: at,
		Protocol: ipsec.Saw(strings.ToUpper(words[1]), at), Mode: ipsec.Saw(words[2], at)}
	sa.Local.Address, sa.Remote.Address = words[4], words[6]
	ctlAlgorithms(&sa, words[7:])
	return sa
}

// ctlAlgorithms reads pairs of a word and its value, on the first line of an SA
// or on what a terminal of 80 columns made of its end.
func ctlAlgorithms(sa *ipsec.ChildSA, words []string) {
	for i := 0; i+1 < len(words); i += 2 {
		switch words[i] {
		case "spi":
			if spi, ok := scan.SPI(words[i+1]); ok {
				sa.OutSPI = []string{spi}
			}
		case "auth":
			sa.Proposal.Integrity = words[i+1]
		case "enc":
			sa.Proposal.Encryption = words[i+1]
		}
	}
}

// ctlLine reads a line below an SA: its state, and "1 output packet". As with
// the other kernel SAs the numbers stand under "out", of the sender.
func ctlLine(sa *ipsec.ChildSA, words []string, at ipsec.Ref) {
	if len(words) > 1 && words[0] == "state" {
		sa.State = map[string]ipsec.ChildState{"mature": ipsec.ChildInstalled, "larval": ipsec.ChildNegotiating, "dying": ipsec.ChildRekeying,
			"dead": ipsec.ChildDeleting}[words[1]]
		if sa.State == "" {
			sa.State = ipsec.ChildUnknown
		}
		return
	}
	if len(words) > 1 && (words[0] == "spi" || words[0] == "auth" || words[0] == "enc") {
		ctlAlgorithms(sa, words)
		return
	}
	if len(words) != 3 {
		return
	}
	count, ok := scan.Uint(words[0])
	if !ok || count == 0 {
		return // of the two directions of a counter an SA has one
	}
	switch strings.TrimSuffix(words[2], "s") {
	case "packet":
		sa.Counters.OutPackets = ipsec.Saw(count, at)
	case "byte":
		sa.Counters.OutBytes = ipsec.Saw(count, at)
	}
}

// setkeyPolicy takes the policies of NetBSD's kernel, "setkey -DP": a line of the
// two selectors, and what is done with their packets below it.
func setkeyPolicy(text *scan.Text) {
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		words := strings.Fields(line)
		if len(words) < 2 || !strings.Contains(words[0], "[") || !strings.Contains(words[1], "[") {
			continue
		}
		text.Take(n)
		for n+1 < text.Len() && indented(text.Line(n+1)) {
			n++
			text.Take(n)
		}
	}
}
