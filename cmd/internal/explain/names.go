package explain

import (
	"slices"
	"strings"
)

// byName finds a name: as it is spelled, then whatever its case, hyphens and
// quotes, then a command with its words shortened.
func (l *Library) byName(query string, n narrowing) []*Item {
	for _, same := range []func(string) bool{
		func(name string) bool { return name == query },
		func(name string) bool { return isID(query, name) || slices.Contains(shorter(name), query) },
		func(name string) bool { return folded(name) == folded(query) },
		func(name string) bool { return abbreviates(query, name) },
		func(name string) bool { return strings.HasPrefix(name, strings.ToLower(query)+"/") }, // a layer of rules
	} {
		var own, other []*Item
		for _, i := range l.Items {
			switch {
			case !n.takes(i):
			case same(i.Name):
				own = append(own, i)
			case slices.ContainsFunc(i.Also, same):
				other = append(other, i)
			}
		}
		if own = append(own, other...); len(own) > 0 {
			return own
		}
	}
	return nil
}

// folded is a name without case and punctuation.
func folded(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" -_'\"`.,:#()", r) }), " ")
}

// shorter are the shorter forms in which outputs print some names: charon's
// N(AUTH_FAILED), pluto's STATE_V2_PARENT_I1, Cisco's "#pkts verify failed".
func shorter(name string) []string {
	for _, frame := range [][2]string{{"N(", ")"}, {"STATE_V2_", ""}, {"STATE_", ""}, {"##pkts ", ""}, {"#pkts ", ""}} {
		if inner, ok := strings.CutPrefix(name, frame[0]); ok && strings.HasSuffix(inner, frame[1]) {
			inner = strings.TrimSuffix(inner, frame[1])
			return []string{inner, strings.TrimPrefix(name, "STATE_")}
		}
	}
	return nil
}

// isID reports whether a query is the id of a message, and no more.
func isID(query, name string) bool {
	id := idOf(name)
	return !strings.Contains(query, " ") && (id != "" && id == idOf(query) || mnemonic(name) == strings.ToUpper(query))
}

// mnemonic is the last part of an IOS message id: IKMP_NO_SA.
func mnemonic(name string) string {
	if !strings.HasPrefix(name, "%") {
		return ""
	}
	return name[strings.LastIndexByte(name, '-')+1:]
}

// abbreviates reports whether a query is a command with its words shortened as
// on the devices: "sh cry isa sa".
func abbreviates(query, name string) bool {
	q, w := strings.Fields(strings.ToLower(query)), strings.Fields(strings.ToLower(name))
	if len(q) != len(w) || len(q) < 2 || w[0] != "show" && w[0] != "swanctl" && w[0] != "ipsec" {
		return false
	}
	for i := range q {
		if len(q[i]) < 2 || !strings.HasPrefix(w[i], q[i]) {
			return false
		}
	}
	return true
}
