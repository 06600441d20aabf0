package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// sectionHead begins a tunnel of a session: "IKEv1:", "IPsecOverNatT:".
var sectionHead = regexp.MustCompile(`^(IKE|IKEv1|IKEv2|IPsec|IPSec|IPsecOverNatT|IPsecOverUDP|IPsecOverTCP|IPsecLAN2LANOverNatT|IPsecLAN2LAN|NAC|DTLS-Tunnel|SSL-Tunnel|AnyConnect-Parent)(?: .*)?:$`)

// parseSessionDB reads "show vpn-sessiondb detail l2l" and its short form.
func parseSessionDB(t *scan.Text, snap *ipsec.Snapshot) {
	r := &sessionReader{t: t, snap: snap}
	each(t, r.line)
	r.closeTunnel()
}

// A sessionReader reads sessions and the tunnels inside them.
type sessionReader struct {
	t       *scan.Text
	snap    *ipsec.Snapshot
	open    bool // the last session of snap is ours
	section string
	at      ipsec.Ref // of the section
	tunnel  map[string]seenValue
}

type seenValue struct {
	text string
	at   ipsec.Ref
}

func (r *sessionReader) line(n int, line string) bool {
	switch {
	case strings.HasPrefix(line, "Session Type:"), strings.Contains(line, "There are presently no active sessions"):
		r.closeTunnel()
		r.open = false
		return true
	case sectionHead.MatchString(line) && r.open:
		r.closeTunnel()
		r.section, r.at, r.tunnel = strings.TrimSuffix(line, ":"), r.t.At(n), map[string]seenValue{}
		return true
	case strings.Contains(line, " Tunnels:") || strings.Contains(line, " Sessions:"):
		return true
	}
	all := pairs(line)
	for _, p := range all {
		r.pair(n, p)
	}
	return len(all) > 0 && r.open
}

func (r *sessionReader) pair(n int, p pair) {
	at := r.t.At(n)
	if p.key == "Connection" {
		r.closeTunnel()
		r.snap.Sessions = append(r.snap.Sessions, ipsec.Session{Peer: ipsec.Endpoint{Address: p.value}, Profile: text(p.value, at), Ref: at})
		r.open = true
		return
	}
	if !r.open {
		return
	}
	r.session().Ref.Last = at.Last
	if r.section == "" {
		setSession(r.session(), p, at)
		return
	}
	r.at.Last = at.Last
	r.tunnel[p.key] = seenValue{p.value, at}
}

func (r *sessionReader) session() *ipsec.Session { return &r.snap.Sessions[len(r.snap.Sessions)-1] }

func setSession(s *ipsec.Session, p pair, at ipsec.Ref) {
	switch p.key {
	case "Index":
		s.Index = text(p.value, at)
	case "IP Addr":
		if p.value != "" {
			s.Peer.Address = p.value
		}
	case "Protocol":
		s.Protocol = text(p.value, at)
	case "Encryption":
		s.Encryption = text(p.value, at)
	case "Hashing":
		s.Integrity = text(p.value, at)
	case "Bytes Tx":
		s.OutBytes = count(p.value, at)
	case "Bytes Rx":
		s.InBytes = count(p.value, at)
	case "Duration":
		s.Uptime = duration(p.value, at)
	}
	// The list only holds sessions that are up.
	s.Up = ipsec.Saw(true, s.Ref)
}

// closeTunnel turns the section into an SA.
func (r *sessionReader) closeTunnel() {
	section := r.section
	r.section = ""
	switch {
	case section == "" || len(r.tunnel) == 0 || !r.open:
	case strings.HasPrefix(section, "IKE"):
		r.session().IKEUp = ipsec.Saw(true, r.at)
		r.snap.IKESAs = append(r.snap.IKESAs, r.ikeSA(section))
	case strings.HasPrefix(strings.ToLower(section), "ipsec"):
		r.session().ChildUp = ipsec.Saw(true, r.at)
		r.snap.ChildSAs = append(r.snap.ChildSAs, r.childSA(section))
	}
}
