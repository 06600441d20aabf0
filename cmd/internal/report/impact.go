package report

import (
	"fmt"
	"strings"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// An Impact is what a fault takes away: how many subnet pairs, what is left to
// fall back on, and when all was well.
type Impact struct {
	// Selectors is how many subnet pairs the tunnel has, Down how many of them have
	// no SA; both are absent where the devices do not show it, and Unknown says why.
	Selectors *int   `json:"selectors,omitempty"`
	Down      *int   `json:"selectors_down,omitempty"`
	Unknown   string `json:"selectors_unknown,omitempty"`
	// Pairs are those without an SA.
	Pairs []string `json:"selectors_without_sa,omitempty"`
	// Redundancy says what else leads to the same networks.
	Redundancy string `json:"redundancy"`
	// LastGood is the newest kept run in which the tunnel was well (RFC 3339), empty
	// where none is kept or no history was looked at.
	LastGood string `json:"last_good,omitempty"`
}

// impactOf works out the impact from what the devices showed.
func impactOf(r *Run, d *engine.Diagnosis) Impact {
	out := Impact{Redundancy: redundancy(d)}
	if t := r.LastGood[d.Case.ID]; !t.IsZero() {
		out.LastGood = t.UTC().Format(time.RFC3339)
	}
	for _, e := range d.Case.Ends() {
		if all, down, why := subnetPairs(e); why == "" {
			n := len(down)
			out.Selectors, out.Down, out.Pairs, out.Unknown = &all, &n, down, ""
			break
		} else if out.Unknown == "" {
			out.Unknown = why
		}
	}
	return out
}

// rows are the impact in sentences.
func (i *Impact) rows(r *Run, d *engine.Diagnosis) []string {
	var out []string
	switch {
	case i.Selectors == nil:
		out = append(out, "Subnet pairs without an SA: not known, "+i.Unknown)
	case *i.Down == 0:
		out = append(out, fmt.Sprintf("All subnet pairs have an SA: %d of %d", *i.Selectors, *i.Selectors))
	default:
		out = append(out, fmt.Sprintf("%d of %s no SA: %s", *i.Down, plural(*i.Selectors, "subnet pair has", "subnet pairs have"), someRows(i.Pairs)))
	}
	out = append(out, "Redundancy: "+i.Redundancy)
	switch good := r.LastGood[d.Case.ID]; {
	case !good.IsZero():
		out = append(out, "Last good run: "+good.UTC().Format("2006-01-02 15:04:05 UTC"))
	case r.LookedBack:
		out = append(out, "Last good run: none is kept in the history")
	}
	return out
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// someRows names a few and how many more there are.
func someRows(list []string) string {
	if len(list) <= mostRows {
		return strings.Join(list, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(list[:mostRows], "; "), len(list)-mostRows)
}

// subnetPairs counts the pairs that an end has, configured or listed, and names
// those that no installed SA serves; why says what hides it.
func subnetPairs(e *engine.End) (all int, down []string, why string) {
	switch {
	case !e.Read():
		return 0, nil, e.Called() + " was not read"
	case !e.Observed(ipsec.AreaChildSAs):
		return 0, nil, e.Called() + " did not show its Child SAs"
	case !e.ShowsPolicies():
		return 0, nil, e.Called() + " did not show what it is to protect"
	}
	for _, sa := range e.ChildrenUp() {
		if len(sa.LocalTS) == 0 || len(sa.RemoteTS) == 0 {
			return 0, nil, "the SAs of " + e.Called() + " do not show what they serve"
		}
	}
	pairs := e.SelectorPairs()
	wanted := wantedPairs(pairs)
	if len(wanted) == 0 {
		return 0, nil, e.Called() + " shows no subnet pair of this tunnel"
	}
	for _, p := range wanted {
		if !serves(pairs, p) {
			down = append(down, p.String())
		}
	}
	return len(wanted), down, ""
}

// wantedPairs are the pairs that are configured, and those that are only listed:
// an SA that was narrowed is no pair beside that of its policy.
func wantedPairs(pairs []engine.SelectorPair) (out []*engine.SelectorPair) {
	taken := map[string]bool{}
	for i := range pairs {
		p := &pairs[i]
		if taken[p.String()] || p.Policy == nil && underPolicy(pairs, p) {
			continue
		}
		taken[p.String()] = true
		out = append(out, p)
	}
	return out
}

// underPolicy reports whether a configured pair stands for a listed one.
func underPolicy(pairs []engine.SelectorPair, sa *engine.SelectorPair) bool {
	for i := range pairs {
		if p := &pairs[i]; p.Policy != nil && meets(p, sa) {
			return true
		}
	}
	return false
}

// serves reports whether an installed SA serves a pair, be it narrowed.
func serves(pairs []engine.SelectorPair, p *engine.SelectorPair) bool {
	for i := range pairs {
		if q := &pairs[i]; q.InForce() && meets(p, q) {
			return true
		}
	}
	return false
}

func meets(a, b *engine.SelectorPair) bool {
	if a.Policy != nil && b.SA != nil && a.Policy.Name != "" && a.Policy.Name == b.SA.Name {
		return true
	}
	same := func(x, y ipsec.Selector) bool { return x.Same(y) || x.Valid() && y.Valid() && x.Overlaps(y) }
	return same(a.Local, b.Local) && same(a.Remote, b.Remote)
}

// redundancy says what else leads to the networks of a tunnel.
func redundancy(d *engine.Diagnosis) string {
	if c, several := d.Case.Carrier(); several {
		if c.Backup {
			return fmt.Sprintf("in use: the backup peer %s carries the tunnel; %s before it does not", c.Address, strings.Join(c.Unused, ", "))
		}
		return fmt.Sprintf("the first peer carries the tunnel; %s stands by, whether it would answer was not seen", strings.Join(c.Unused, ", "))
	}
	shown := false
	for _, e := range d.Case.Ends() {
		if !e.Read() {
			continue
		}
		if s := e.Standin(); s != nil {
			return standinText(e, s)
		}
		shown = shown || e.Observed(ipsec.AreaPeers)
	}
	if shown {
		return "none was seen: no other peer and no other tunnel of the devices read leads to the same networks"
	}
	return "not known: no device showed its configuration"
}

func standinText(e *engine.End, s *engine.Standin) string {
	what := fmt.Sprintf("%s to %s, at %s, is for the same networks", s.Name, s.Remote, e.Called())
	switch {
	case s.Child:
		return what + " and is up"
	case s.Up != nil:
		return what + "; its IKE SA is up, a Child SA was not seen"
	}
	return what + ", but no SA of it was seen: nothing is left to fall back on"
}
