// Package facts lists what a snapshot says as flat facts, one per IKE SA, per
// protected flow and per session, under the neutral key names by which parsers
// of different projects are compared. It serves measuring, not diagnosis.
package facts

import (
	"time"

	"ipsec-diag/parsers/ipsec"
)

// A fact is one flat record; absent keys were not observed.
type fact map[string]any

// Lines returns the facts of a snapshot in the order of the snapshot. Each has
// a "kind": ike_sa, ipsec_sa or session.
func Lines(s *ipsec.Snapshot) []map[string]any {
	out := []map[string]any{} // never null: the scorer wants a list
	for i := range s.IKESAs {
		out = append(out, ikeSA(&s.IKESAs[i]))
	}
	for i := range s.ChildSAs {
		out = append(out, childSA(&s.ChildSAs[i]))
	}
	for i := range s.Sessions {
		out = append(out, session(&s.Sessions[i]))
	}
	return out
}

// text sets a key unless the text is empty.
func (f fact) text(key, value string) {
	if value != "" {
		f[key] = value
	}
}

// number sets a key unless the number is zero, which means unknown there.
func (f fact) number(key string, value int) {
	if value != 0 {
		f[key] = value
	}
}

// see sets a key to an observed value.
func see[T any](f fact, key string, value ipsec.Observed[T]) {
	v, ok := value.Get()
	if !ok {
		return
	}
	if d, isDuration := any(v).(time.Duration); isDuration {
		f[key] = int64(d / time.Second)
		return
	}
	f[key] = v
}

// seeAll sets a key to a list of observed values.
func seeAll[T any](f fact, key string, values []ipsec.Observed[T]) {
	var out []any
	for _, v := range values {
		one := fact{}
		see(one, key, v)
		if x, ok := one[key]; ok {
			out = append(out, x)
		}
	}
	if len(out) > 0 {
		f[key] = out
	}
}
