package audit

import (
	"strings"

	"ipsec-diag/engine/algorithm"
	"ipsec-diag/engine/policy"
	"ipsec-diag/parsers/ipsec"
)

// proposals judges the algorithms that a connection offers or accepts.
func (a *auditor) proposals(layer string, texts []string, at ipsec.Ref) {
	for _, text := range texts {
		if !a.proposal(layer, text, at) {
			a.add(Offered, layer+" proposal", text, "", policy.Requirement{Verdict: policy.Unclear, Source: a.policy.Title,
				Why: "its algorithms were not read, or are the defaults of the release"}, a.line(at, text))
		}
	}
}

// proposal judges the words of one proposal. It is false when they are none:
// the name of a set, or "default".
func (a *auditor) proposal(layer, text string, at ipsec.Ref) bool {
	words := words(text)
	if len(words) == 0 {
		return false
	}
	ah := strings.HasPrefix(text, "AH:")
	cipher, integrity := "", false
	for _, w := range words {
		kind, name := classify(w, ah)
		switch kind {
		case kindCipher:
			cipher = name
			a.offer(encryptionOf(layer), layer+" encryption", name, w, at, text)
		case kindGroup:
			if name != algorithm.None {
				number, known := algorithm.Group(w)
				a.add(Offered, groupWhat(layer), name, w, a.algorithm(policy.KeyExchange, number, known), a.line(at, text, w))
			}
		case kindHash:
			integrity = true
			a.offer(integrityOf(layer), layer+" integrity", name, w, at, text)
		case kindPRF:
			a.offer(policy.PRF, "IKE PRF", name, w, at, text)
		case kindNone:
		default:
			return false
		}
	}
	if strings.HasPrefix(text, "esp-") && cipher != "" && !integrity && !algorithm.IsAEAD(cipher) {
		a.offer(policy.ESPIntegrity, "ESP integrity", "missing", text, at, text)
	}
	return true
}

// logged judges the proposals that this end's log says it is configured with:
// it prints them when it refuses those of its peer.
func (a *auditor) logged() {
	for _, ev := range a.end.Events {
		switch ev.Kind {
		case ipsec.EventIKEProposalRefused:
			a.proposals("IKE", ev.Configured, ev.Ref)
		case ipsec.EventChildProposalRefused:
			a.proposals("ESP", ev.Configured, ev.Ref)
		}
	}
}

func (a *auditor) offer(kind, what, name, printed string, at ipsec.Ref, text string) {
	a.add(Offered, what, name, printed, a.policy.Of(kind, name), a.line(at, text, printed))
}

func encryptionOf(layer string) string {
	if layer == "IKE" {
		return policy.IKEEncryption
	}
	return policy.ESPEncryption
}

func integrityOf(layer string) string {
	if layer == "IKE" {
		return policy.IKEIntegrity
	}
	return policy.ESPIntegrity
}

func groupWhat(layer string) string {
	if layer == "IKE" {
		return "IKE key exchange"
	}
	return "PFS key exchange"
}

// words cuts a proposal: "IKE:AES_CBC_256/PRF_HMAC_SHA2_256/MODP_2048",
// "aes256-sha256-modp2048", "esp-aes esp-sha-hmac group 14".
func words(text string) []string {
	for _, protocol := range []string{"IKE:", "ESP:", "AH:"} {
		text = strings.TrimPrefix(text, protocol)
	}
	text = strings.ReplaceAll(text, "group ", "group")
	switch {
	case strings.Contains(text, "/"):
		return strings.Split(text, "/")
	case strings.Contains(text, " "):
		return joinLengths(strings.Fields(text))
	case text == strings.ToLower(text) && !strings.HasPrefix(text, "esp-") && !strings.HasPrefix(text, "ah-") && !strings.HasPrefix(text, "aes-"):
		return strings.Split(text, "-")
	}
	return []string{text}
}

// joinLengths puts the length of a key with its cipher: "esp-gcm 256".
func joinLengths(words []string) []string {
	var out []string
	for _, w := range words {
		if len(out) > 0 && isNumber(w) {
			out[len(out)-1] += "-" + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// What a word of a proposal is.
const (
	kindUnknown = ""
	kindCipher  = "cipher"
	kindHash    = "hash"
	kindPRF     = "prf"
	kindGroup   = "group"
	kindNone    = "none"
)

// classify says what a word of a proposal names, in this program's spelling.
func classify(word string, ah bool) (kind, name string) {
	w := strings.ToLower(word)
	switch {
	case w == "esn" || w == "noesn" || strings.HasSuffix(w, "ext_seq") || w == "none" || w == "n/a":
		return kindNone, algorithm.None
	case strings.HasPrefix(w, "prf"):
		if n, ok := algorithm.PRF(word); ok {
			return kindPRF, n
		}
		return kindUnknown, word
	}
	if number, ok := algorithm.Group(word); ok && !isNumber(w) {
		return kindGroup, algorithm.GroupTitle(number)
	}
	cipher, isCipher := algorithm.Cipher(word, 0)
	if isCipher && !ah && !strings.Contains(w, "xcbc") && !strings.Contains(w, "cmac") {
		return kindCipher, cipher
	}
	if n, ok := algorithm.Integrity(word); ok {
		return kindHash, n
	}
	return kindUnknown, word
}

func isNumber(w string) bool { return strings.Trim(w, "0123456789") == "" }

// suites judges what the device is configured with beside its connections: the
// policies of IKE. Sets of ESP belong to connections, where any are known.
func (a *auditor) suites() {
	for i := range a.end.Snap.Suites {
		s := &a.end.Snap.Suites[i]
		if s.Layer == "ike" && (!s.Default || !a.hasOwn(s)) || s.Layer == "child" && !a.hasPolicies() {
			a.suite(s)
		}
	}
}

// hasOwn reports whether a policy of the same version is configured, so that
// those that the device brings along are not used.
func (a *auditor) hasOwn(s *ipsec.Suite) bool {
	for i := range a.end.Snap.Suites {
		if o := &a.end.Snap.Suites[i]; o.Layer == s.Layer && !o.Default && o.Version.Or(0) == s.Version.Or(0) {
			return true
		}
	}
	return false
}

func (a *auditor) hasPolicies() bool {
	for i := range a.end.Snap.Peers {
		for k := range a.end.Snap.Peers[i].Policies {
			if len(a.end.Snap.Peers[i].Policies[k].Proposals) > 0 {
				return true
			}
		}
	}
	return false
}

func (a *auditor) suite(s *ipsec.Suite) {
	layer := "ESP"
	if s.Layer == "ike" {
		layer = "IKE"
	}
	for _, w := range s.Encryption {
		a.word(layer, w, s.Ref)
	}
	for _, w := range s.Integrity {
		a.word(layer, w, s.Ref)
	}
	for _, w := range s.PRF {
		name, known := algorithm.PRF(w)
		a.add(Offered, "IKE PRF", name, w, a.algorithm(policy.PRF, name, known), a.line(s.Ref, w))
	}
	for _, w := range s.KeyExchange {
		number, known := algorithm.Group(w)
		a.add(Offered, groupWhat(layer), algorithm.GroupTitle(number), w, a.algorithm(policy.KeyExchange, number, known), a.line(s.Ref, "group "+w, w))
	}
	if version, known := s.Version.Get(); known && version == 1 && layer == "IKE" {
		a.add(Offered, "IKE version", "IKEv1", "", a.policy.Of(policy.Version, "1"), a.line(s.Ref))
	}
	if d, known := s.Lifetime.Get(); known && layer == "IKE" {
		a.add(Configured, "IKE lifetime", d.String(), "", a.policy.OfDuration(policy.IKELifetime, d), a.line(s.Lifetime.Ref()))
	}
}

// word judges one algorithm of a suite.
func (a *auditor) word(layer, w string, at ipsec.Ref) {
	switch kind, name := classify(w, false); kind {
	case kindCipher:
		a.offer(encryptionOf(layer), layer+" encryption", name, w, at, "")
	case kindHash:
		a.offer(integrityOf(layer), layer+" integrity", name, w, at, "")
	case kindNone:
	default:
		a.add(Offered, layer+" algorithm", w, "", a.algorithm(encryptionOf(layer), w, false), a.line(at, w))
	}
}
