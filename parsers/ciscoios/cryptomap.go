package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseCryptoMap reads "show crypto map": one peer per map entry.
func parseCryptoMap(t *scan.Text, snap *ipsec.Snapshot) {
	r := &mapReader{t: t, first: len(snap.Peers), snap: snap}
	each(t, func(n int, line string) bool {
		r.at = t.At(n)
		return r.line(n, line)
	})
	r.bind()
}

// A mapReader collects the entries of one map until the list of its
// interfaces, which stands after the last.
type mapReader struct {
	t     *scan.Text
	snap  *ipsec.Snapshot
	at    ipsec.Ref
	first int // the first entry that has not been bound yet
	name  string
	list  bool // inside the list of interfaces
	names []string
	refs  ipsec.Ref
	sets  bool // inside the transform sets
}

func (r *mapReader) line(n int, line string) bool {
	if name, ok := mapHeading(line); ok {
		r.begin(name)
		return true
	}
	if strings.HasPrefix(line, "Interfaces using crypto map ") {
		r.list, r.sets, r.names, r.refs = true, false, nil, r.at
		return true
	}
	if r.list {
		if strings.ContainsAny(line, " \t:") {
			return false
		}
		r.names = append(r.names, line)
		span(&r.refs, r.t, n)
		return true
	}
	if len(r.snap.Peers) == r.first || r.name == "" {
		return false
	}
	p := &r.snap.Peers[len(r.snap.Peers)-1]
	if !r.entry(p, line) {
		return false
	}
	span(&p.Ref, r.t, n)
	return true
}

// mapHeading reads 'Crypto Map [IPv4] "NAME" 10 ipsec-isakmp'.
func mapHeading(line string) (string, bool) {
	if !strings.HasPrefix(line, "Crypto Map ") {
		return "", false
	}
	name := between(line, `"`, `"`)
	_, rest, _ := strings.Cut(line, `" `)
	sequence, _ := cutWord(rest)
	return strings.TrimSpace(name + " " + sequence), name != ""
}

func (r *mapReader) begin(name string) {
	if r.list {
		r.bind()
	}
	r.name, r.sets = name, false
	r.snap.Peers = append(r.snap.Peers, ipsec.Peer{Name: name, Ref: r.at, Policies: []ipsec.Policy{{Name: name, Ref: r.at}}})
}

// bind gives the collected entries the interfaces that were listed. Without the
// heading of the list the output ended too early, and nothing is known.
func (r *mapReader) bind() {
	if r.list {
		for i := r.first; i < len(r.snap.Peers); i++ {
			p := &r.snap.Peers[i]
			p.Bound = ipsec.Saw(len(r.names) > 0, r.refs)
			if len(r.names) > 0 {
				p.Interface = ipsec.Saw(strings.Join(r.names, ","), r.refs)
			}
		}
	}
	r.first, r.list, r.names, r.name = len(r.snap.Peers), false, nil, ""
}

// entry reads a line of a map entry.
func (r *mapReader) entry(p *ipsec.Peer, line string) bool {
	policy := &p.Policies[0]
	switch {
	case strings.HasPrefix(line, "Peer = "):
		p.RemoteAddrs = append(p.RemoteAddrs, strings.Fields(line)[2])
	case strings.HasPrefix(line, "WARNING: This crypto map is in an incomplete state"):
		p.Incomplete = ipsec.Saw(true, r.at)
	case strings.HasPrefix(line, "Dynamic map template tag:"):
		p.RemoteAddrs = append(p.RemoteAddrs, "%any")
	case strings.HasPrefix(line, "access-list "):
		aclLine(policy, line, r.at)
	case strings.HasPrefix(line, "PFS (Y/N):"):
		if strings.HasSuffix(line, "N") {
			policy.PFS = ipsec.Saw("none", r.at)
		}
	case strings.HasPrefix(line, "DH group:"):
		policy.PFS = seen(between(line, "DH group:", "\n"), r.at)
	case strings.HasPrefix(line, "Security association lifetime:"):
		if d, ok := scan.Duration(strings.TrimSuffix(between(line, "kilobytes/", "\n"), " seconds")); ok {
			policy.RekeyTime = ipsec.Saw(d, r.at)
		}
	case r.sets && strings.Contains(line, "{"):
		policy.Proposals = append(policy.Proposals, between(line, "{", "}"))
	case strings.HasPrefix(line, "Transform sets=") || line == "}" && r.sets:
		r.sets = line != "}"
	default:
		return isMapRemark(line)
	}
	span(&policy.Ref, r.t, int(r.at.First)-1)
	return true
}

func isMapRemark(line string) bool {
	for _, prefix := range []string{
		"(missing peer", "Access-List SS dynamic", "Extended IP access", "IPv6 access", "No matching address list", "Current peer:", "Map is a PROFILE INSTANCE",
		"Dualstack", "Responder-Only", "Mixed-mode", "Profile name:", "ISAKMP Profile:", "IKEv2 Profile:", "Security association idletime", "Security association level", "Reverse Route",
		"Kilobyte Volume Rekey", "Antireplay", "QOS pre-classification", "Description:", "Local address", "Redundancy",
	} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

func recogniseCryptoMap(t *scan.Text) bool {
	return contains(t, `Crypto Map "`, `Crypto Map IPv4 "`, `Crypto Map IPv6 "`, "No crypto maps found")
}
