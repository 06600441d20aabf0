package bothends

import (
	"strconv"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/algorithm"
	"ipsec-diag/parsers/ipsec"
)

// none stands for what an end does not show.
const none = "-"

func text(t ipsec.Text) string {
	if s := t.Or(""); s != "" {
		return s
	}
	return none
}

func number(n ipsec.Number) string {
	v, known := n.Get()
	if !known {
		return none
	}
	return strconv.Itoa(v)
}

func flag(f ipsec.Flag) string {
	switch {
	case ipsec.Yes(f):
		return "yes"
	case ipsec.No(f):
		return "no"
	}
	return none
}

func duration(d ipsec.Duration) string {
	v, known := d.Get()
	if !known {
		return none
	}
	return short(v)
}

// short leaves out the units that are zero at the end: "45m0s" is "45m".
func short(d time.Duration) string {
	s := d.Round(time.Second).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// left is the time until an SA is replaced, or else ends.
func left(rekey, expires ipsec.Duration, perSA []ipsec.Duration) string {
	for _, d := range append([]ipsec.Duration{rekey, expires}, perSA...) {
		if d.Known() {
			return duration(d)
		}
	}
	return none
}

func spi(list []string) string {
	if len(list) == 0 {
		return none
	}
	return "0x" + strings.Join(list, ", 0x")
}

func pair(from, to []ipsec.Selector) string {
	if len(from) == 0 || len(to) == 0 {
		return none
	}
	return selectors(from) + " === " + selectors(to)
}

func selectors(list []ipsec.Selector) string {
	var out []string
	for _, s := range list {
		out = append(out, s.String())
	}
	return strings.Join(out, ", ")
}

// suite spells the algorithms of an SA in one way for all vendors. Of a Child SA
// the group is left out: the first one of an IKE SA has none of its own, and not
// every vendor shows it. A word that is not known leaves the text as printed.
func suite(p ipsec.Proposal, ike bool) string {
	cipher, known := algorithm.Cipher(p.Encryption, p.KeyBits)
	if !known {
		return printed(p)
	}
	out := []string{cipher}
	if !algorithm.IsAEAD(cipher) {
		integrity, ok := algorithm.Integrity(p.Integrity)
		if !ok {
			return printed(p)
		}
		hash, _, _ := strings.Cut(integrity, "-") // not every vendor prints the length
		out = append(out, hash)
	}
	if group, ok := algorithm.Group(p.KeyExchange); ike && ok {
		out = append(out, "group "+group)
	}
	return strings.Join(out, " ")
}

func printed(p ipsec.Proposal) string {
	if p.Text != "" {
		return p.Text
	}
	return none
}

// sameID compares two spellings of one identity.
func sameID(a, b ipsec.Text) func() Match {
	return func() Match {
		same, known := engine.SameID(a.Or(""), b.Or(""))
		switch {
		case !known:
			return Unknown
		case same:
			return Same
		}
		return Differs
	}
}
