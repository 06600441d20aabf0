package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// ikev2Row is "38557965 192.0.2.1/500 198.51.100.1/500 [Global/Global] READY RESPONDER".
var ikev2Row = regexp.MustCompile(`^(\d+)\s+(\S+/\d+)\s+(\S+/\d+)\s+(?:(\S+)/(\S+)\s+)?([A-Z][A-Z-]+)(?:\s+([A-Z]+))?$`)

// parseIKEv2 reads "show crypto ikev2 sa" with or without "detail".
func parseIKEv2(t *scan.Text, snap *ipsec.Snapshot) {
	r := &ikev2Reader{t: t, snap: snap}
	each(t, r.line)
}

// An ikev2Reader reads IKEv2 SAs and the Child SAs printed under them.
type ikev2Reader struct {
	t        *scan.Text
	snap     *ipsec.Snapshot
	children ipsec.Number // of the session line above the SA
	status   string       // of the session line
	inSA     bool         // the last IKE SA of snap is ours
	inChild  bool         // and so is its last Child SA
}

func (r *ikev2Reader) line(n int, line string) bool {
	switch {
	case strings.HasPrefix(line, "Session-id:") && strings.Contains(line, "Status:"):
		r.session(n, line)
		return true
	case isIKEv2Heading(line):
		r.inSA, r.inChild = false, false
		return true
	}
	if m := ikev2Row.FindStringSubmatch(line); m != nil {
		r.add(n, m)
		return true
	}
	if !r.inSA {
		return false
	}
	ok := r.child(n, line) || r.details(n, line)
	if ok {
		r.sa().Ref.Last = int32(n + 1)
	}
	return ok
}

func isIKEv2Heading(line string) bool {
	return strings.HasPrefix(line, "IKEv2 SAs:") || strings.HasPrefix(line, "There are no IKEv2 SAs") || strings.HasPrefix(line, "Tunnel-id ")
}

func (r *ikev2Reader) sa() *ipsec.IKESA { return &r.snap.IKESAs[len(r.snap.IKESAs)-1] }

// session reads "Session-id:2, Status:UP-ACTIVE, IKE count:1, CHILD count:1".
func (r *ikev2Reader) session(n int, line string) {
	r.inSA, r.inChild, r.children, r.status = false, false, ipsec.Number{}, ""
	for _, field := range strings.Split(line, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(field), ":")
		switch key {
		case "CHILD count":
			r.children = number(value, r.t.At(n))
		case "Status":
			r.status = strings.TrimSpace(value)
		}
	}
}

func (r *ikev2Reader) add(n int, m []string) {
	at := r.t.At(n)
	sa := ipsec.IKESA{
		ID: m[1], Word: m[6], Version: ipsec.Saw(2, at), Role: role(m[7]),
		Local: scan.Endpoint(m[2]), Remote: scan.Endpoint(m[3]),
		FrontVRF: text(m[4], at), InsideVRF: text(m[5], at), ChildCount: r.children, Ref: at,
	}
	sa.State = cisco.IKEv2State(&sa)
	r.snap.IKESAs = append(r.snap.IKESAs, sa)
	r.inSA, r.inChild = true, false
}
