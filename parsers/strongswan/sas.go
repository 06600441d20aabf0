package strongswan

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// The lines of "swanctl --list-sas", from src/swanctl/commands/list_sas.c.
var (
	ikeHead   = linux.Compile("{name}: #{uid}, {state}, IKEv{version}, {i}_i{star} {r}_r{star}")
	childHead = linux.Compile("{name}: #{uid}, {rest}")
	childSPI  = linux.Compile("{spi}, {bytes} bytes, {packets} packets{used}")
)

// A sasReader reads the output of --list-sas. A line belongs to the SA above it.
type sasReader struct {
	text  *scan.Text
	snap  *ipsec.Snapshot
	ike   *ipsec.IKESA
	child *ipsec.ChildSA
}

func parseListSAs(text *scan.Text, snap *ipsec.Snapshot) {
	r := &sasReader{text: text, snap: snap}
	// An SA takes at least so many lines with its child.
	const lines = 12
	snap.IKESAs, snap.ChildSAs = slices.Grow(snap.IKESAs, text.Len()/lines), slices.Grow(snap.ChildSAs, text.Len()/lines)
	for n := 0; n < text.Len(); n++ {
		if line := text.Trimmed(n); line != "" && r.read(line, n) {
			text.Take(n)
		}
	}
	for i := range snap.IKESAs {
		snap.IKESAs[i].State = ikeState(&snap.IKESAs[i])
	}
}

func (r *sasReader) read(line string, n int) bool {
	// Only the head of an SA has this in it.
	if head := strings.Contains(line, ": #"); head {
		if m, ok := ikeHead.Match(line); ok && (m[5] == "" || m[5] == "*") {
			r.startIKE(&m, n)
			return true
		}
		if r.ike == nil {
			return false
		}
		if m, ok := childHead.Match(line); ok && r.startChild(&m, n) {
			return true
		}
	}
	if r.ike == nil {
		return false
	}
	known := r.child != nil && r.childLine(line, n) || r.child == nil && r.ikeLine(line, n)
	if known {
		r.ike.Ref.Last = int32(n + 1)
		if r.child != nil {
			r.child.Ref.Last = int32(n + 1)
		}
	}
	return known
}

// startIKE begins an IKE SA: "#1, ESTABLISHED, IKEv2, 3a90..._i* ee60..._r".
// The star marks this device's role.
func (r *sasReader) startIKE(m *match, n int) {
	r.snap.IKESAs = append(r.snap.IKESAs, ipsec.IKESA{})
	sa, at := &r.snap.IKESAs[len(r.snap.IKESAs)-1], r.text.At(n)
	sa.Name, sa.ID, sa.Word, sa.Ref = m[0], m[1], m[2], at
	if v, ok := scan.Int(m[3]); ok {
		sa.Version = ipsec.Saw(v, at)
	}
	setSPIs(sa, m, at)
	r.ike, r.child = sa, nil
}

// setSPIs sets role and SPIs from the fields 4 to 7 of an IKE SA's head.
func setSPIs(sa *ipsec.IKESA, m *match, at ipsec.Ref) {
	initiator, okI := scan.SPI(m[4])
	responder, okR := scan.SPI(m[6])
	local, remote := initiator, responder
	switch {
	case m[5] == "*":
		sa.Role = ipsec.Initiator
	case m[7] == "*":
		sa.Role, local, remote = ipsec.Responder, responder, initiator
	}
	if okI && okR && sa.Role != ipsec.RoleUnknown {
		sa.LocalSPI, sa.RemoteSPI = ipsec.Saw(local, at), ipsec.Saw(remote, at)
	}
}

// ikeLine reads a line of an IKE SA.
func (r *sasReader) ikeLine(line string, n int) bool {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimLeft(rest, " ")
	at := r.text.At(n)
	switch word {
	case "local":
		return r.end(rest, at, &r.ike.Local, &r.ike.LocalID)
	case "remote":
		return r.end(rest, at, &r.ike.Remote, &r.ike.RemoteID)
	case "established":
		return r.ages(line, at)
	case "queued:":
		r.ike.QueuedTasks = strings.Fields(rest)
	case "active:":
		r.ike.ActiveTasks = strings.Fields(rest)
	case "passive:":
		// The exchanges of a responder, which waits for the next request.
		r.ike.ActiveTasks = append(r.ike.ActiveTasks, passive(strings.Fields(rest))...)
	default:
		return r.proposal(line)
	}
	return true
}

// passive marks the tasks of a responder.
func passive(tasks []string) []string {
	out := make([]string, len(tasks))
	for i, t := range tasks {
		out[i] = "passive " + t
	}
	return out
}

// end reads "'hq.example.com' @ 198.51.100.1[4500]" and what may follow it:
// an EAP or XAuth identity and virtual addresses in brackets.
func (r *sasReader) end(s string, at ipsec.Ref, host *ipsec.Endpoint, id *ipsec.Text) bool {
	i := strings.LastIndex(s, "' @ ")
	if !strings.HasPrefix(s, "'") || i < 1 {
		return false
	}
	// %any is no identity: charon does not know it yet.
	if name := s[1:i]; name != "%any" {
		*id = ipsec.Saw(name, at)
	}
	address, _, _ := strings.Cut(s[i+4:], " ")
	*host = scan.Endpoint(address)
	return true
}

// ages reads "established 2074s ago, rekeying in 11460s, reauth in 8054s". An
// overdue rekey is negative.
func (r *sasReader) ages(line string, at ipsec.Ref) bool {
	for part := range strings.SplitSeq(line, ", ") {
		if s, ok := strings.CutPrefix(part, "established "); ok {
			r.ike.Age = seconds(s, at)
		} else if s, ok := strings.CutPrefix(part, "rekeying in "); ok {
			r.ike.RekeyIn = seconds(s, at)
		} else if s, ok := strings.CutPrefix(part, "reauth in "); ok {
			r.ike.ReauthIn = seconds(s, at)
		} else if s, ok := strings.CutPrefix(part, "expires in "); ok {
			r.ike.Remaining = seconds(s, at)
		}
	}
	return true
}
