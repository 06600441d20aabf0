package explain

import (
	"slices"
	"strings"
)

// A narrowing restricts a question to a kind and a platform.
type narrowing struct{ kind, platform string }

func (n narrowing) takes(i *Item) bool {
	return (n.kind == "" || i.Kind == n.kind) && (n.platform == "" || i.Platform == "" || of(n.platform, i.Platform))
}

// families are what some platforms have in common: a kernel, an IKEv2.
var families = map[string][]string{"linux": {"strongswan", "libreswan", "vyos"}, "cisco": {"cisco-ios", "cisco-asa"}}

// of reports whether something of a platform or family is of this platform.
func of(platform, other string) bool {
	return platform == other || slices.Contains(families[other], platform)
}

// narrow takes leading words off that name a kind or a platform.
func (l *Library) narrow(query string, n narrowing) (string, narrowing) {
	for {
		word, rest, _ := strings.Cut(query, " ")
		switch low := strings.ToLower(word); {
		case n.kind == "" && len(l.index.byKind[strings.TrimSuffix(low, "s")]) > 0:
			n.kind = strings.TrimSuffix(low, "s")
		case n.platform == "" && l.isPlatform(low):
			n.platform = low
		default:
			return query, n
		}
		query = strings.TrimSpace(rest)
	}
}

func (l *Library) isPlatform(word string) bool {
	return slices.ContainsFunc(l.Items, func(i *Item) bool { return i.Platform != "" && i.Platform == word })
}

func (l *Library) all(n narrowing) []*Item {
	var out []*Item
	for _, i := range l.Items {
		if n.takes(i) && (n.platform == "" || i.Platform != "") {
			out = append(out, i)
		}
	}
	return out
}
