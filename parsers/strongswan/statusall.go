package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/libreswan"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// The lines of "ipsec statusall", from src/libcharon/plugins/stroke/stroke_list.c.
var (
	statusPeer = linux.Compile("{name}:  {local}...{remote}  IKEv{version}")
	statusSPIs = linux.Compile("IKEv{version} SPIs: {i}_i{star} {r}_r{star}")
)

// A statusReader reads "ipsec statusall" and "ipsec status".
type statusReader struct {
	text    *scan.Text
	snap    *ipsec.Snapshot
	section string
	// ikes and peers are how many another reader has left in the snapshot.
	ikes, peers int
	// old says that the daemon is one of strongSwan 4, which knows IKEv2 only.
	old bool
}

func parseStatusAll(text *scan.Text, snap *ipsec.Snapshot) {
	if libreswan.IsPluto(text) {
		libreswan.ParsePluto(text, snap) // strongSwan 4 has two daemons
	}
	r := &statusReader{text: text, snap: snap, ikes: len(snap.IKESAs), peers: len(snap.Peers)}
	for n := 0; n < text.Len(); n++ {
		if text.Taken(n) {
			continue
		}
		if line := text.Trimmed(n); line != "" && r.read(line, n) {
			text.Take(n)
		}
	}
	for i := r.ikes; i < len(snap.IKESAs); i++ {
		snap.IKESAs[i].State = ikeState(&snap.IKESAs[i])
	}
}

func (r *statusReader) read(line string, n int) bool {
	if section, ok := statusSection(line); ok {
		r.section = section
		r.old = r.old || strings.HasPrefix(line, "Status of IKEv2 charon")
		return true
	}
	switch r.section {
	case "daemon":
		return r.daemon(line, n)
	case "addresses", "pools", "shunted":
		return true
	case "connections", "":
		if r.connection(line, n) {
			return true
		}
	}
	return r.sa(line, n)
}

// statusSection reads a heading.
func statusSection(line string) (string, bool) {
	for prefix, section := range map[string]string{
		"Status of IKE charon daemon": "daemon", "Status of IKEv2 charon daemon": "daemon", "Performance:": "daemon", "Listening IP addresses:": "addresses", "Virtual IP pools": "pools",
		"Connections:": "connections", "Shunted Connections:": "shunted", "Routed Connections:": "sas", "Security Associations (": "sas", "Security Associations:": "sas",
	} {
		if strings.HasPrefix(line, prefix) {
			return section, true
		}
	}
	return "", false
}

// daemon reads what stands under "Status of IKE charon daemon".
func (r *statusReader) daemon(line string, n int) bool {
	key, value, _ := strings.Cut(line, ":")
	switch key {
	case "uptime":
		since(value, r.text.At(n), r.snap)
	case "malloc", "worker threads", "loaded plugins", "scheduled":
	default:
		return strings.HasPrefix(line, "malloc ") || r.sa(line, n)
	}
	return true
}

// sa reads the lines "name[1]: ..." and "name{1}: ...".
func (r *statusReader) sa(line string, n int) bool {
	if line == "none" || line == "no match" {
		return true
	}
	name, uid, rest, isChild, ok := statusName(line)
	if !ok {
		return false
	}
	if isChild {
		return r.childLine(name, uid, rest, n)
	}
	return r.ikeLine(name, uid, rest, n)
}

// statusName splits "name[uid]: rest" and "name{uid}:  rest".
func statusName(line string) (name, uid, rest string, child, ok bool) {
	for i := 1; i < len(line); i++ {
		if line[i] != ':' || line[i-1] != ']' && line[i-1] != '}' {
			continue
		}
		open := strings.LastIndexAny(line[:i], "[{")
		if open < 1 {
			return "", "", "", false, false
		}
		if _, isNumber := scan.Int(line[open+1 : i-1]); !isNumber {
			continue
		}
		return line[:open], line[open+1 : i-1], line[i+1:], line[open] == '{', true
	}
	return "", "", "", false, false
}

// ike returns the IKE SA of that name and number, which it makes if need be.
func (r *statusReader) ike(name, uid string, n int) *ipsec.IKESA {
	if last := len(r.snap.IKESAs) - 1; last >= r.ikes {
		if sa := &r.snap.IKESAs[last]; sa.Name == name && sa.ID == uid {
			sa.Ref.Last = int32(n + 1)
			return sa
		}
	}
	r.snap.IKESAs = append(r.snap.IKESAs, ipsec.IKESA{Name: name, ID: uid, Ref: r.text.At(n)})
	return &r.snap.IKESAs[len(r.snap.IKESAs)-1]
}

// ikeLine reads a line of an IKE SA.
func (r *statusReader) ikeLine(name, uid, rest string, n int) bool {
	rest = strings.TrimSpace(rest)
	at := r.text.At(n)
	if word, tail, ok := strings.Cut(rest, ", "); ok && statusWord(word) {
		return r.ikeState(r.ike(name, uid, n), word, tail, at)
	}
	if strings.HasPrefix(rest, "IKEv") {
		return r.ikeSPIs(r.ike(name, uid, n), rest, at)
	}
	key, value, _ := strings.Cut(rest, ": ")
	switch key {
	case "IKE proposal":
		r.ike(name, uid, n).Proposal = readProposal(value)
	case "Tasks queued":
		r.ike(name, uid, n).QueuedTasks = strings.Fields(value)
	case "Tasks active":
		r.ike(name, uid, n).ActiveTasks = strings.Fields(value)
	case "Tasks passive":
		sa := r.ike(name, uid, n)
		sa.ActiveTasks = append(sa.ActiveTasks, passive(strings.Fields(value))...)
	case "Remote EAP identity", "Remote XAuth identity", "Local EAP identity":
		r.ike(name, uid, n)
	default:
		return false
	}
	return true
}

// statusWord reports whether a text begins with a state of an IKE SA.
func statusWord(s string) bool {
	word, _, _ := strings.Cut(s, " ")
	switch word {
	case "CREATED", "CONNECTING", "ESTABLISHED", "PASSIVE", "REKEYING", "REKEYED", "DELETING", "DESTROYING":
		return true
	}
	return false
}

// ikeState reads "ESTABLISHED 5 minutes ago, host[id]...host[id]".
func (r *statusReader) ikeState(sa *ipsec.IKESA, word, ends string, at ipsec.Ref) bool {
	state, ago, _ := strings.Cut(word, " ")
	sa.Word = state
	if strings.HasSuffix(ago, " ago") {
		sa.Age = seconds(ago, at)
	}
	local, remote, ok := strings.Cut(ends, "]...")
	if !ok {
		return false
	}
	sa.Local, sa.LocalID = statusEnd(local+"]", at)
	sa.Remote, sa.RemoteID = statusEnd(remote, at)
	return true
}

// statusEnd reads "192.0.2.1[id]" and "192.0.2.1[500][id]".
func statusEnd(s string, at ipsec.Ref) (ipsec.Endpoint, ipsec.Text) {
	host, rest, _ := strings.Cut(strings.TrimSpace(s), "[")
	end := ipsec.Endpoint{Address: host}
	if port, id, ok := strings.Cut(rest, "]["); ok {
		if p, ok := scan.Int(port); ok && p <= 65535 {
			end.Port, rest = uint16(p), id
		}
	}
	id := strings.TrimSuffix(rest, "]")
	if id == "%any" {
		return end, ipsec.Text{}
	}
	return end, ipsec.Saw(id, at)
}

// ikeSPIs reads "IKEv1 SPIs: ..._i* ..._r, pre-shared key reauthentication in
// 2 hours". The times are rounded.
func (r *statusReader) ikeSPIs(sa *ipsec.IKESA, line string, at ipsec.Ref) bool {
	spis, times, _ := strings.Cut(line, ", ")
	m, ok := statusSPIs.Match(spis)
	if !ok {
		return false
	}
	if v, ok := scan.Int(m[0]); ok {
		sa.Version = ipsec.Saw(v, at)
	}
	setSPIs(sa, &match{4: m[1], 5: m[2], 6: m[3], 7: m[4]}, at)
	if auth, when, ok := strings.Cut(times, " reauthentication in "); ok {
		sa.Auth, sa.ReauthIn = ipsec.Saw(authClass(auth), at), seconds(when, at)
	} else if when, ok := strings.CutPrefix(times, "rekeying in "); ok {
		sa.RekeyIn = seconds(when, at)
	}
	return true
}
