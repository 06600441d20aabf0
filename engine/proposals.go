package engine

import (
	"fmt"
	"slices"
	"strings"
)

// Transforms is one proposal as the transforms it allows of each type (RFC
// 7296, section 3.3.2), in the spelling of the device.
type Transforms struct {
	Encryption, Integrity, PRF, Group, ESN []string
}

// ParseTransforms reads a proposal as strongSwan prints it,
// "IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048", or as IOS
// and ASA do, "AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14".
func ParseTransforms(text string) Transforms {
	if !strings.Contains(text, "DH_GROUP") && !strings.Contains(text, " ") || strings.Contains(text, "_EXT_SEQ") {
		return charonTransforms(text)
	}
	return ciscoTransforms(text)
}

func charonTransforms(text string) Transforms {
	if at := strings.Index(text, ":"); at >= 0 {
		text = text[at+1:]
	}
	var t Transforms
	for _, word := range strings.Split(text, "/") {
		switch {
		case strings.HasPrefix(word, "PRF_"):
			t.PRF = append(t.PRF, word)
		case strings.HasPrefix(word, "HMAC_"), strings.HasPrefix(word, "AES_XCBC"), strings.HasPrefix(word, "AES_CMAC"):
			t.Integrity = append(t.Integrity, word)
		case strings.HasSuffix(word, "EXT_SEQ"):
			t.ESN = append(t.ESN, word)
		case isGroup(word):
			t.Group = append(t.Group, word)
		case word != "":
			t.Encryption = append(t.Encryption, word)
		}
	}
	return t
}

func isGroup(word string) bool {
	for _, prefix := range []string{"MODP_", "ECP_", "CURVE_", "X25519", "X448", "ML_KEM", "NTRU", "KE1_", "BRAINPOOL"} {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	return false
}

// ciscoTransforms tells the PRF from the integrity algorithm by their places,
// which is only certain when there is one of each.
func ciscoTransforms(text string) Transforms {
	var t Transforms
	var hashes []string
	words := strings.Fields(text)
	for i, word := range words {
		switch {
		case strings.HasPrefix(word, "DH_GROUP"):
			t.Group = append(t.Group, cutGroup(words[i:]))
		case strings.HasPrefix(word, "SHA"), strings.HasPrefix(word, "MD5"), strings.HasPrefix(word, "None"):
			hashes = append(hashes, word)
		case strings.HasPrefix(word, "AES"), strings.HasPrefix(word, "3DES"), strings.HasPrefix(word, "DES"), strings.HasPrefix(word, "CHACHA"), strings.HasPrefix(word, "NULL"):
			t.Encryption = append(t.Encryption, word)
		}
	}
	if len(hashes) == 2 {
		t.PRF, t.Integrity = hashes[:1], hashes[1:]
	} else {
		t.Integrity = hashes
	}
	return t
}

// cutGroup reads "DH_GROUP_2048_MODP/Group 14" as "group 14".
func cutGroup(words []string) string {
	if strings.HasSuffix(words[0], "/Group") && len(words) > 1 {
		return "group " + words[1]
	}
	return words[0]
}

// A ProposalDifference is what keeps proposals from having one in common.
type ProposalDifference struct {
	// Types are the transform types in which the closest pair has nothing in
	// common: "encryption", "integrity", "PRF", "DH group", "ESN".
	Types []string
	// OnlyGroup says that every pair differs in the group and nothing else.
	OnlyGroup bool
	// Text names what was offered and what is configured, of the closest pair.
	Text string
}

// CompareProposals returns how the received proposals differ from the
// configured ones. It is zero when a list is empty or some pair has something
// in common in every type.
func CompareProposals(received, configured []string) ProposalDifference {
	var best ProposalDifference
	onlyGroup := true
	for _, r := range received {
		for _, c := range configured {
			types, text := difference(ParseTransforms(r), ParseTransforms(c))
			onlyGroup = onlyGroup && slices.Equal(types, []string{groupType})
			if len(types) == 0 {
				return ProposalDifference{}
			}
			if best.Types == nil || len(types) < len(best.Types) {
				best.Types, best.Text = types, text
			}
		}
	}
	best.OnlyGroup = onlyGroup && best.Types != nil
	if len(received) > 1 && best.Text != "" {
		best.Text = fmt.Sprintf("closest of %d offers: %s", len(received), best.Text)
	}
	return best
}

const groupType = "DH group"

// difference returns the types in which two proposals share no transform. An
// integrity algorithm or PRF that one side does not list proves nothing: the
// combined ciphers have none, and some devices leave out the PRF.
func difference(a, b Transforms) (types []string, text string) {
	var texts []string
	compare := func(name string, x, y []string, emptyCounts bool) {
		if !emptyCounts && (len(x) == 0 || len(y) == 0) || share(x, y) || len(x) == 0 && len(y) == 0 {
			return
		}
		types = append(types, name)
		texts = append(texts, fmt.Sprintf("%s: %s offered, %s configured", name, list(x), list(y)))
	}
	compare("encryption", a.Encryption, b.Encryption, true)
	compare("integrity", a.Integrity, b.Integrity, false)
	compare("PRF", a.PRF, b.PRF, false)
	compare(groupType, a.Group, b.Group, true)
	compare("ESN", a.ESN, b.ESN, false)
	return types, strings.Join(texts, "; ")
}

func list(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, " or ")
}
