package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseISAKMPSA reads "show crypto isakmp sa". Its columns dst and src are the
// responder and the initiator, whichever end we are; [finishRoles] finds out
// which. Until then Local is src, Remote is dst, and Role is unknown.
func parseISAKMPSA(t *scan.Text, snap *ipsec.Snapshot) {
	var wrapped *isakmpWrapped
	each(t, func(n int, line string) bool {
		if isISAKMPHeading(line) {
			return true
		}
		if sa, ok := isakmpRow(line, t.At(n)); ok {
			snap.IKESAs = append(snap.IKESAs, sa)
			return true
		}
		if detailLine(t, n, line, snap) {
			return true // pasted under the shorter title
		}
		if wrapped == nil {
			wrapped = &isakmpWrapped{}
		}
		taken, done := wrapped.line(t, n, line)
		if done {
			snap.IKESAs = append(snap.IKESAs, wrapped.sa)
			wrapped = nil
		}
		return taken
	})
}

func isISAKMPHeading(line string) bool {
	return strings.HasSuffix(strings.ToUpper(line), "CRYPTO ISAKMP SA") || (strings.HasPrefix(line, "dst ") && strings.Contains(line, "conn-id"))
}

// isakmpRow reads "dst src state conn-id [slot] status [(deleted)]".
func isakmpRow(line string, at ipsec.Ref) (ipsec.IKESA, bool) {
	f := strings.Fields(line)
	if len(f) < 5 || !isISAKMPState(f[2]) {
		return ipsec.IKESA{}, false
	}
	if _, ok := scan.Uint(f[3]); !ok {
		return ipsec.IKESA{}, false
	}
	return isakmpSA(f[0], f[1], f[2], f[3], f[4:], at), true
}

// isakmpSA makes the SA; status are the words from the slot or status on.
func isakmpSA(dst, src, state, id string, status []string, at ipsec.Ref) ipsec.IKESA {
	sa := ipsec.IKESA{
		ID: id, Word: state, Version: ipsec.Saw(1, at), Mode: isakmpMode(state, at),
		Local: ipsec.Endpoint{Address: src}, Remote: ipsec.Endpoint{Address: dst}, Ref: at,
	}
	sa.State = isakmpState(state, ipsec.RoleUnknown)
	for _, word := range status {
		if isISAKMPStatus(word) {
			sa.Member = word
		}
		switch {
		case strings.HasPrefix(word, "(del"):
			sa.State = ipsec.IKEDeleting
		case strings.HasPrefix(word, "STDBY") && sa.State != ipsec.IKEDeleting:
			sa.State = ipsec.IKEStandby
		}
	}
	return sa
}

// An isakmpWrapped collects an IPv6 row that takes three lines.
type isakmpWrapped struct {
	sa       ipsec.IKESA
	dst, src string
	ref      ipsec.Ref
}

func (w *isakmpWrapped) line(t *scan.Text, n int, line string) (taken, done bool) {
	if dst, ok := field(line, "dst:"); ok {
		*w = isakmpWrapped{dst: dst, ref: t.At(n)}
		return true, false
	}
	if src, ok := field(line, "src:"); ok && w.dst != "" {
		w.src = src
		span(&w.ref, t, n)
		return true, false
	}
	f := strings.Fields(line)
	if w.src == "" || len(f) < 4 || f[0] != "state:" || f[2] != "conn-id:" {
		return false, false
	}
	span(&w.ref, t, n)
	w.sa = isakmpSA(w.dst, w.src, f[1], f[3], f[4:], w.ref)
	return true, true
}

func recogniseISAKMPSA(t *scan.Text) bool {
	headings := false
	for n := range t.Len() {
		line := t.Trimmed(n)
		if _, ok := isakmpRow(line, ipsec.Ref{}); ok || (strings.HasPrefix(line, "dst") && strings.Contains(line, "src") && strings.Contains(line, "conn-id")) {
			return true
		}
		if _, ok := isakmpDetailRow(line, ipsec.Ref{}); ok || strings.HasPrefix(line, "C-id") {
			return false
		}
		headings = headings || isISAKMPHeading(line)
	}
	return headings
}
