package ciscoios

import (
	"slices"

	"ipsec-diag/parsers/ipsec"
)

// finishSAs moves the SAs into the flow, the current one first, and decides
// the state.
func (r *ipsecReader) finishSAs() {
	current := r.cur.ID
	r.cur.ID = ""
	for i, sa := range r.sas[1] {
		if sa.spi != "" && sa.spi == current && i > 0 {
			for side := range r.sas {
				if i < len(r.sas[side]) {
					r.sas[side] = moveFirst(r.sas[side], i)
				}
			}
			break
		}
	}
	sa := &r.cur
	sa.InSPI, sa.ExpiresInIn, sa.KBytesIn = r.columns(r.sas[0])
	sa.OutSPI, sa.ExpiresInOut, sa.KBytesOut = r.columns(r.sas[1])
	if len(sa.OutSPI) == 0 && current != "" && current != "0" {
		sa.OutSPI = r.words.One(current)
	}
	sa.State = r.state(current)
}

func moveFirst(list []espSA, i int) []espSA {
	one := list[i]
	return slices.Insert(slices.Delete(list, i, i+1), 0, one)
}

// state is what SPIs and sections say. A flow whose output ends before both is
// unknown, not absent.
func (r *ipsecReader) state(current string) ipsec.ChildState {
	switch {
	case len(r.sas[0])+len(r.sas[1]) > 0, current != "" && current != "0":
		return ipsec.ChildInstalled
	case current == "0", r.have&hasInSection != 0 && r.have&hasOutSection != 0:
		return ipsec.ChildAbsent
	}
	return ipsec.ChildUnknown
}

// columns turns SAs into lists; a list without any value is nil.
func (r *ipsecReader) columns(sas []espSA) (spis []string, expires []ipsec.Duration, kbytes []ipsec.Count) {
	named, timed, measured := 0, false, false
	for i := range sas {
		if sas[i].spi != "" {
			named++
		}
		timed = timed || sas[i].expires.Known()
		measured = measured || sas[i].kbytes.Known()
	}
	if named > 0 {
		spis = r.words.List(named)[:0]
	}
	if timed {
		expires = r.times.List(len(sas))
	}
	if measured {
		kbytes = r.counts.List(len(sas))
	}
	for i := range sas {
		if sas[i].spi != "" {
			spis = append(spis, sas[i].spi)
		}
		if timed {
			expires[i] = sas[i].expires
		}
		if measured {
			kbytes[i] = sas[i].kbytes
		}
	}
	return spis, expires, kbytes
}
