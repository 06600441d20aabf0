package ciscoios

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
)

// mergeChildSAs makes one flow of what "ipsec sa", its detail and the session
// say about it. Flows of a session stand alone only where no "ipsec sa" was read.
func mergeChildSAs(s *ipsec.Snapshot) {
	if ofOneTable(s.ChildSAs) {
		return
	}
	full := answered(s, "show crypto ipsec sa")
	byKey := make(map[string][]int, len(s.ChildSAs))
	out := make([]ipsec.ChildSA, 0, len(s.ChildSAs))
	add := func(sa *ipsec.ChildSA) {
		key := flowKey(sa)
		if i := otherOutput(out, byKey[key], sa.Ref.Command); i >= 0 {
			fillChildSA(&out[i], sa)
			return
		}
		if fromSession(sa.Ref) && full {
			return
		}
		byKey[key] = append(byKey[key], len(out))
		out = append(out, *sa)
	}
	for _, session := range []bool{false, true} {
		for i := range s.ChildSAs {
			if fromSession(s.ChildSAs[i].Ref) == session {
				add(&s.ChildSAs[i])
			}
		}
	}
	s.ChildSAs = out
}

// ofOneTable reports whether all flows are of one output that is no summary, so
// that none is there twice.
func ofOneTable(list []ipsec.ChildSA) bool {
	return !slices.ContainsFunc(list, func(sa ipsec.ChildSA) bool {
		return fromSession(sa.Ref) || sa.Ref.Command != list[0].Ref.Command
	})
}

// otherOutput returns the only flow of the candidates that another output
// showed, or -1.
func otherOutput(out []ipsec.ChildSA, candidates []int, command string) int {
	i := slices.IndexFunc(candidates, func(i int) bool { return out[i].Ref.Command != command })
	if i < 0 {
		return -1
	}
	return candidates[i]
}

// flowKey is what makes a flow the same one in two outputs.
func flowKey(sa *ipsec.ChildSA) string {
	var b strings.Builder
	for _, list := range [][]ipsec.Selector{sa.LocalTS, sa.RemoteTS} {
		for _, ts := range list {
			b.WriteString(ts.String())
		}
		b.WriteByte('|')
	}
	b.WriteString(sa.Peer.Address)
	b.WriteByte('|')
	b.WriteString(sa.Interface.Or(""))
	return b.String()
}

func fillChildSA(to, from *ipsec.ChildSA) {
	if to.State == ipsec.ChildUnknown {
		to.State, to.Word = from.State, from.Word
	}
	if len(to.InSPI)+len(to.OutSPI) == 0 {
		to.InSPI, to.OutSPI = from.InSPI, from.OutSPI
	}
	to.ActiveSAs.Fill(from.ActiveSAs)
	to.VRF.Fill(from.VRF)
	to.Mode.Fill(from.Mode)
	to.UDPEncap.Fill(from.UDPEncap)
	to.PFS.Fill(from.PFS)
	to.Replay.Fill(from.Replay)
	to.Protocol.Fill(from.Protocol)
	fillCounters(&to.Counters, &from.Counters)
}

// fillCounters adds the counters only the other output prints. The common ones
// stay of one output, so that they were read at one moment.
func fillCounters(to, from *ipsec.Counters) {
	cisco.FillErrors(to, from)
	to.DropIn.Fill(from.DropIn)
	to.DropOut.Fill(from.DropOut)
}
