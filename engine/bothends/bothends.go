// Package bothends puts what the two ends of a tunnel say of their SAs side by
// side, and subtracts their packet counters.
package bothends

import (
	"fmt"
	"slices"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/parsers/ipsec"
)

// A Match says how the two ends go together in one row.
type Match string

// The matches. Info is a row that need not be equal.
const (
	Same    Match = "same"
	Differs Match = "differs"
	Unknown Match = "unknown"
	Info    Match = "info"
)

// A Row is one fact as both ends have it; "-" is not shown.
type Row struct {
	Name   string `json:"name"`
	Local  string `json:"local"`
	Remote string `json:"remote"`
	Match  Match  `json:"match"`
}

// A View is what both ends say of one tunnel.
type View struct {
	Rows   []Row
	Losses []engine.Loss
	// Notes are what happened between the samples besides traffic, and SAs that
	// are too young to judge.
	Notes []string
}

// Of returns the view of a case, nil unless both ends show SAs.
func Of(c *engine.Case) *View {
	if !shows(&c.Local) || !shows(&c.Remote) {
		return nil
	}
	v := &View{Losses: c.Losses()}
	flows := c.Local.Flows()
	for _, f := range flows {
		far, matched := c.FarFlow(&c.Local, f)
		switch {
		case matched:
			v.child(f.Child, far.Child, several(f, len(flows)))
		case len(flows) == 1 && len(c.Remote.Flows()) == 1:
			v.child(f.Child, c.Remote.Flows()[0].Child, "")
		}
	}
	v.ike(c)
	for _, e := range c.Ends() {
		v.notes(e)
	}
	v.Notes = slices.DeleteFunc(v.Notes, func(note string) bool { // said already
		return slices.ContainsFunc(v.Losses, func(l engine.Loss) bool { return l.Why == note })
	})
	return v
}

func shows(e *engine.End) bool { return e.Read() && (e.IKEUp() != nil || len(e.ChildrenUp()) > 0) }

// several names the flow in a row where a tunnel has more than one.
func several(f engine.Flow, n int) string {
	if n < 2 || len(f.Child.LocalTS) == 0 || len(f.Child.RemoteTS) == 0 {
		return ""
	}
	return " of " + f.Child.LocalTS[0].String() + " === " + f.Child.RemoteTS[0].String()
}

// child compares the two ends of one Child SA.
func (v *View) child(near, far *ipsec.ChildSA, of string) {
	v.spis("SPI from local to remote"+of, near.OutSPI, far.InSPI)
	v.spis("SPI from remote to local"+of, near.InSPI, far.OutSPI)
	v.ages("age of the Child SA"+of, near.Age, far.Age)
	v.add("Child SA is replaced in"+of, left(near.RekeyIn, near.ExpiresIn, near.ExpiresInOut), left(far.RekeyIn, far.ExpiresIn, far.ExpiresInOut), func() Match { return Info })
	v.add("networks"+of, pair(near.LocalTS, near.RemoteTS), pair(far.RemoteTS, far.LocalTS), nil)
	v.add("algorithms of the Child SA"+of, suite(near.Proposal, false), suite(far.Proposal, false), nil)
	v.add("ESP inside UDP (NAT traversal)"+of, flag(near.UDPEncap), flag(far.UDPEncap), nil)
}

// ike compares the IKE SAs that carry the tunnel.
func (v *View) ike(c *engine.Case) {
	near, far := paired(c)
	if near == nil || far == nil {
		return
	}
	v.add("IKE version", number(near.Version), number(far.Version), nil)
	v.add("identity of the local end", text(near.LocalID), text(far.RemoteID), sameID(near.LocalID, far.RemoteID))
	v.add("identity of the remote end", text(near.RemoteID), text(far.LocalID), sameID(near.RemoteID, far.LocalID))
	v.ages("age of the IKE SA", near.Age, far.Age)
	v.add("IKE SA is replaced in", left(near.RekeyIn, near.Remaining, nil), left(far.RekeyIn, far.Remaining, nil), func() Match { return Info })
	v.add("algorithms of the IKE SA", suite(near.Proposal, true), suite(far.Proposal, true), nil)
	v.add("local end behind NAT", flag(near.NATLocal), flag(far.NATRemote), nil)
	v.add("remote end behind NAT", flag(near.NATRemote), flag(far.NATLocal), nil)
}

// paired returns the IKE SA of both ends with the same SPIs, else the only one of
// each.
func paired(c *engine.Case) (near, far *ipsec.IKESA) {
	for _, a := range c.Local.IKESAs {
		for _, b := range c.Remote.IKESAs {
			spi, known := a.LocalSPI.Get()
			if theirs, printed := b.RemoteSPI.Get(); a.State.Up() && b.State.Up() && known && printed && spi == theirs {
				return a, b
			}
		}
	}
	if len(c.Local.IKESAs) == 1 && len(c.Remote.IKESAs) == 1 {
		return c.Local.IKEUp(), c.Remote.IKEUp()
	}
	return nil, nil
}

// add adds a row; without a judge equal texts are the same. What neither end shows
// is left out.
func (v *View) add(name, local, remote string, judge func() Match) {
	r := Row{Name: name, Local: local, Remote: remote, Match: Unknown}
	switch {
	case local == none && remote == none:
		return
	case judge != nil:
		r.Match = judge()
	case local == none || remote == none:
	case local == remote:
		r.Match = Same
	default:
		r.Match = Differs
	}
	v.Rows = append(v.Rows, r)
}

func (v *View) spis(name string, sends, expects []string) {
	v.add(name, spi(sends), spi(expects), func() Match {
		switch {
		case len(sends) == 0 || len(expects) == 0:
			return Unknown
		case slices.ContainsFunc(sends, func(s string) bool { return slices.Contains(expects, s) }):
			return Same
		}
		return Differs
	})
}

// agesApart is how much the ages of one SA may differ: the ends install it one
// after the other, are read one after the other, and print whole seconds or minutes.
const agesApart = time.Minute

func (v *View) ages(name string, near, far ipsec.Duration) {
	v.add(name, duration(near), duration(far), func() Match {
		a, known := near.Get()
		b, printed := far.Get()
		switch {
		case !known || !printed:
			return Unknown
		case (a - b).Abs() <= agesApart:
			return Same
		}
		return Differs
	})
}

// notes collects what the counters of an end went through.
func (v *View) notes(e *engine.End) {
	for _, f := range e.Flows() {
		said := f.Change.Says()
		if age, known := f.Child.Age.Get(); said == "" && known && age < engine.LeastAge && !f.In.Compared {
			said = fmt.Sprintf("the SA is %s old: too young to be judged by its totals at one end alone", age)
		}
		if note := e.Called() + ": " + said; said != "" && !slices.Contains(v.Notes, note) {
			v.Notes = append(v.Notes, note)
		}
	}
}
