package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseIKEv2SA reads "show crypto ikev2 sa", plain and detailed. The header is
// repeated before every SA and may be squeezed; SAs are found by their rows.
func parseIKEv2SA(t *scan.Text, snap *ipsec.Snapshot) {
	r := &ikev2Reader{t: t}
	each(t, r.line)
	r.end()
	snap.IKESAs = append(snap.IKESAs, r.sas...)
}

// An ikev2Reader collects the SAs of the output.
type ikev2Reader struct {
	t    *scan.Text
	sas  []ipsec.IKESA
	cur  *ipsec.IKESA
	life [2]ipsec.Duration // lifetime and active time
}

// line reads one line and reports whether it understood it.
func (r *ikev2Reader) line(n int, line string) bool {
	if isIKEv2Heading(line) {
		return true
	}
	at := r.t.At(n)
	if sa, ok := ikev2Row(line, at); ok {
		r.end()
		r.cur = &sa
		return true
	}
	if r.cur == nil || !r.detail(line, at) {
		return false
	}
	span(&r.cur.Ref, r.t, n)
	return true
}

func isIKEv2Heading(line string) bool {
	return strings.HasPrefix(line, "Tunnel-id") || strings.HasPrefix(line, "IPv4 Crypto IKEv2") || strings.HasPrefix(line, "IPv6 Crypto IKEv2")
}

// end closes the current SA: its state needs role and SPIs, which come late.
func (r *ikev2Reader) end() {
	if r.cur == nil {
		return
	}
	sa := r.cur
	sa.State = cisco.IKEv2State(sa)
	sa.Lifetime = r.life[0]
	// An SA that is not authenticated has no age yet, though 0 is printed.
	if !sa.State.HalfOpen() {
		sa.Age = r.life[1]
	}
	r.sas, r.cur, r.life = append(r.sas, *sa), nil, [2]ipsec.Duration{}
}

// ikev2Row reads "id local/port remote/port fvrf/ivrf status" and the IPv6 form
// "id fvrf/ivrf status", whose ends follow on lines of their own.
func ikev2Row(line string, at ipsec.Ref) (ipsec.IKESA, bool) {
	f := strings.Fields(line)
	if len(f) != 5 && len(f) != 3 {
		return ipsec.IKESA{}, false
	}
	if _, ok := scan.Uint(f[0]); !ok {
		return ipsec.IKESA{}, false
	}
	front, inside, ok := strings.Cut(f[len(f)-2], "/")
	if !ok || !isUpperWord(f[len(f)-1]) {
		return ipsec.IKESA{}, false
	}
	sa := ipsec.IKESA{
		ID: f[0], Word: f[len(f)-1], Version: ipsec.Saw(2, at),
		FrontVRF: vrf(front, at), InsideVRF: vrf(inside, at), Ref: at,
	}
	if len(f) == 5 {
		sa.Local, sa.Remote = scan.Endpoint(f[1]), scan.Endpoint(f[2])
	}
	return sa, true
}

func isUpperWord(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && c != '-' {
			return false
		}
	}
	return s != ""
}

func recogniseIKEv2SA(t *scan.Text) bool {
	found := false
	for n := range t.Len() {
		line := t.Trimmed(n)
		if strings.HasPrefix(line, "IKEv2 SAs:") || strings.HasPrefix(line, "Session-id:") || strings.HasPrefix(line, "Child sa:") {
			return false // an ASA, or "show crypto ikev2 session"
		}
		found = found || isIKEv2Heading(line)
	}
	return found
}
