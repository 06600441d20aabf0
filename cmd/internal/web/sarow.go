package web

import (
	"strconv"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
)

// An saRow is an SA as a page shows it: its state, and the facts the device shows.
type saRow struct {
	State, Word string
	Up          bool
	Facts       []fact
}

// A fact is a name and a value.
type fact struct{ Name, Value string }

func (r *saRow) add(name, value string) {
	if value != "" {
		r.Facts = append(r.Facts, fact{name, value})
	}
}

func (r *saRow) duration(name string, d ipsec.Duration) {
	if v, ok := d.Get(); ok {
		r.add(name, span(v))
	}
}

func ikeRows(list []*ipsec.IKESA) (out []saRow) {
	for _, sa := range list {
		r := saRow{State: string(sa.State), Word: sa.Word, Up: sa.State.Up()}
		if v, ok := sa.Version.Get(); ok {
			r.add("version", "IKEv"+strconv.FormatInt(int64(v), 10))
		}
		r.add("role", string(sa.Role))
		r.add("between", between(sa.Local, sa.Remote))
		r.add("identities", join(sa.LocalID.Or(""), sa.RemoteID.Or("")))
		r.add("SPIs", join(sa.LocalSPI.Or(""), sa.RemoteSPI.Or("")))
		r.add("proposal", proposal(sa.Proposal))
		r.add("authentication", sa.Auth.Or(""))
		r.duration("age", sa.Age)
		r.duration("rekey in", sa.RekeyIn)
		r.duration("remaining", sa.Remaining)
		out = append(out, r)
	}
	return out
}

func childRows(list []*ipsec.ChildSA) (out []saRow) {
	for _, sa := range list {
		r := saRow{State: string(sa.State), Word: sa.Word, Up: sa.State.Up()}
		r.add("name", sa.Name)
		r.add("protects", join(selectors(sa.LocalTS), selectors(sa.RemoteTS)))
		r.add("SPIs in", strings.Join(sa.InSPI, ", "))
		r.add("SPIs out", strings.Join(sa.OutSPI, ", "))
		r.add("proposal", proposal(sa.Proposal))
		r.duration("age", sa.Age)
		r.duration("rekey in", sa.RekeyIn)
		r.duration("expires in", sa.ExpiresIn)
		c := &sa.Counters
		r.count("in", inBytes, c.InBytes)
		r.count("out", inBytes, c.OutBytes)
		r.count("packets in", plain, c.InPackets)
		r.count("packets out", plain, c.OutPackets)
		r.duration("last packet in", c.LastIn)
		r.duration("last packet out", c.LastOut)
		r.count("send errors", plain, c.SendErrors)
		r.count("receive errors", plain, c.RecvErrors)
		r.count("replays", plain, c.ReplayFailed)
		out = append(out, r)
	}
	return out
}

// count adds a counter; what the device does not show is left out, never 0.
func (r *saRow) count(name string, as func(uint64) string, n ipsec.Count) {
	if v, ok := n.Get(); ok {
		r.add(name, as(v))
	}
}

func plain(n uint64) string { return strconv.FormatUint(n, 10) }

// join puts what belongs to this end and to the peer beside each other.
func join(local, remote string) string {
	switch {
	case local == "" && remote == "":
		return ""
	case local == "":
		local = "?"
	case remote == "":
		remote = "?"
	}
	return local + " ↔ " + remote
}

func between(a, b ipsec.Endpoint) string { return join(endpoint(a), endpoint(b)) }

func endpoint(e ipsec.Endpoint) string {
	if e.Address == "" || e.Port == 0 {
		return e.Address
	}
	return e.Address + " port " + strconv.Itoa(int(e.Port))
}

func selectors(list []ipsec.Selector) string {
	var out []string
	for _, s := range list {
		out = append(out, s.String())
	}
	return strings.Join(out, ", ")
}

func proposal(p ipsec.Proposal) string {
	if p.Text != "" {
		return p.Text
	}
	var out []string
	for _, word := range []string{p.Encryption, p.Integrity, p.PRF, p.KeyExchange} {
		if word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

// inSpan is a number of seconds as a duration for an axis.
func inSpan(seconds float64) string { return span(time.Duration(seconds) * time.Second) }
