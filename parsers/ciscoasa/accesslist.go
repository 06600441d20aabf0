package ciscoasa

import (
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// listLine is "access-list OUT line 1 extended permit ip ... (hitcnt=12) 0xabc".
	listLine = regexp.MustCompile(`^access-list (\S+) line (\d+) (?:(?:extended|standard) )?((?:permit|deny) .*?)(?: 0x[0-9a-f]+)?$`)
	listFact = regexp.MustCompile(`^(access-list (?:cached ACL log flows:|\S+; \d+ elements)|alert-interval \d+|access-list \S+ line \d+ remark )`)
)

// An accessReader reads "show access-list". An entry that names objects is
// followed by what it stands for, with the same line number: those stand in its
// place, so that no packet is counted twice.
type accessReader struct {
	snap    *ipsec.Snapshot
	known   map[string]bool // lists of the configuration
	first   int             // place of the first entry of the open line
	list    string
	number  string
	general bool // the open line has an entry that names objects
}

func parseAccessList(t *scan.Text, snap *ipsec.Snapshot) {
	r := &accessReader{snap: snap, known: map[string]bool{}}
	for i := range snap.AccessLists {
		r.known[snap.AccessLists[i].List] = true
	}
	each(t, func(n int, line string) bool {
		m := listLine.FindStringSubmatch(line)
		if m == nil {
			return listFact.MatchString(line)
		}
		e, ok := cisco.AccessEntry(m[1], strings.TrimSuffix(m[3], " (inactive)"), cisco.NetMasks, t.At(n))
		if ok {
			e.Sequence, e.Disabled = number(m[2], t.At(n)), strings.Contains(m[3], "inactive")
			r.entry(e, m[2])
		}
		return ok
	})
}

func (r *accessReader) entry(e ipsec.AccessEntry, number string) {
	if r.known[e.List] {
		r.count(&e)
		return
	}
	if same := r.list == e.List && r.number == number; !same {
		r.list, r.number, r.first = e.List, number, len(r.snap.AccessLists)
		r.general = !e.Source.Valid() || !e.Destination.Valid()
	} else if r.general {
		r.snap.AccessLists, r.general = r.snap.AccessLists[:r.first], false
	}
	r.snap.AccessLists = append(r.snap.AccessLists, e)
}

// count gives an entry of the configuration its hits.
func (r *accessReader) count(e *ipsec.AccessEntry) {
	i := slices.IndexFunc(r.snap.AccessLists, func(have ipsec.AccessEntry) bool {
		return have.List == e.List && have.Permit == e.Permit && have.Source.Same(e.Source) && have.Destination.Same(e.Destination)
	})
	if i >= 0 {
		r.snap.AccessLists[i].Matches.Fill(e.Matches)
	}
}

func isAccessList(t *scan.Text) bool {
	for n := range min(t.Len(), 400) {
		if listLine.MatchString(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
