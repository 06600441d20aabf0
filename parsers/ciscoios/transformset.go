package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseTransformSet reads "show crypto ipsec transform-set": the name with its
// transforms in braces, and the mode in the line after.
func parseTransformSet(t *scan.Text, snap *ipsec.Snapshot) {
	var open *ipsec.Suite
	each(t, func(n int, line string) bool {
		if rest, ok := field(line, "will negotiate = {"); ok && open != nil {
			mode, _, _ := strings.Cut(rest, ",")
			open.Mode = ipsec.Saw(strings.ToLower(strings.TrimSpace(mode)), t.At(n))
			span(&open.Ref, t, n)
			return true
		}
		if more, ok := field(line, "{ "); ok && open != nil { // a second protocol of the same set
			addTransforms(open, strings.Trim(more, " },"))
			span(&open.Ref, t, n)
			return true
		}
		name, transforms, ok := transformSet(line)
		if !ok {
			return false
		}
		at := t.At(n)
		s := ipsec.Suite{Layer: "child", Name: name, Default: name == "default" || strings.HasPrefix(name, "#$!default"), Ref: at}
		addTransforms(&s, transforms)
		snap.Suites = append(snap.Suites, s)
		open = &snap.Suites[len(snap.Suites)-1]
		return true
	})
}

// transformSet reads "Transform set AES: { esp-256-aes esp-sha256-hmac  }".
func transformSet(line string) (name, transforms string, ok bool) {
	rest, ok := strings.CutPrefix(line, "Transform set ")
	if !ok {
		return "", "", false
	}
	name, rest, ok = strings.Cut(rest, ": {")
	transforms, _, closed := strings.Cut(rest, "}")
	return strings.TrimSpace(name), strings.TrimSpace(transforms), ok && closed
}

// addTransforms sorts the transforms of a set by what they do. Integrity
// transforms end in "-hmac"; what is neither is kept with the encryption.
func addTransforms(s *ipsec.Suite, transforms string) {
	for _, word := range strings.Fields(transforms) {
		last := len(s.Encryption) - 1
		switch _, number := scan.Uint(word); {
		case strings.HasSuffix(word, "-hmac"):
			s.Integrity = append(s.Integrity, word)
		case number && last >= 0: // the key size of "esp-gcm 256"
			s.Encryption[last] += " " + word
		default:
			s.Encryption = append(s.Encryption, word)
		}
	}
}

func recogniseTransformSet(t *scan.Text) bool { return contains(t, "Transform set ") }
