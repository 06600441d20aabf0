package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A section is a node of the raw form "name {key=value list=[a b] child {}}".
type section struct {
	name     string
	values   map[string]string
	lists    map[string][]string
	children []*section
	first    int // line, from 0
	last     int
}

// parseRawSAs reads "swanctl --list-sas --raw" and "--pretty".
func parseRawSAs(text *scan.Text, snap *ipsec.Snapshot) {
	inside := 0
	var root *section
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		if inside == 0 && !strings.HasPrefix(line, "list-sa event {") && !strings.HasPrefix(line, "list-sas reply {") {
			continue
		}
		if inside == 0 {
			root = &section{first: n, values: map[string]string{}, lists: map[string][]string{}}
		}
		text.Take(n)
		root.values["text"] += " " + line
		inside += strings.Count(line, "{") - strings.Count(line, "}")
		if inside <= 0 || n == text.Len()-1 {
			root.last, inside = n, 0
			rawEvent(text, snap, root)
		}
	}
}

// rawEvent reads one event, which holds one IKE SA.
func rawEvent(text *scan.Text, snap *ipsec.Snapshot, root *section) {
	words := rawWords(root.values["text"])
	pos := 0
	tree := rawSection(words, &pos, 0)
	for _, event := range tree.children {
		for _, sa := range event.children {
			rawIKE(text.Ref(root.first, root.last), snap, sa)
		}
	}
}

// rawWords splits the text into words and the marks { } [ ] =.
func rawWords(s string) []string {
	for _, mark := range []string{"{", "}", "[", "]"} {
		s = strings.ReplaceAll(s, mark, " "+mark+" ")
	}
	s = strings.ReplaceAll(s, " = ", "=")
	return strings.Fields(s)
}

// rawSection reads words up to the closing brace. Values may hold blanks; such
// words continue the value before them.
func rawSection(words []string, pos *int, depth int) *section {
	s := &section{values: map[string]string{}, lists: map[string][]string{}}
	last := ""
	for *pos < len(words) {
		w := words[*pos]
		*pos++
		key, value, isValue := strings.Cut(w, "=")
		switch {
		case w == "}":
			return s
		case w == "{" && depth < 16:
			child := rawSection(words, pos, depth+1)
			child.name = last
			s.children = append(s.children, child)
			last = ""
		case w == "[":
			s.lists[last] = rawList(words, pos)
		case isValue:
			s.values[key], last = value, key
		case last != "" && s.values[last] != "" && (*pos >= len(words) || words[*pos] != "{"):
			s.values[last] += " " + w
		default:
			last = w
		}
	}
	return s
}

func rawList(words []string, pos *int) (out []string) {
	for *pos < len(words) {
		w := words[*pos]
		*pos++
		if w == "]" {
			return out
		}
		out = append(out, w)
	}
	return out
}

// rawIKE makes an IKE SA of its section.
func rawIKE(at ipsec.Ref, snap *ipsec.Snapshot, s *section) {
	v := s.values
	sa := ipsec.IKESA{Name: s.name, ID: v["uniqueid"], Word: v["state"], Ref: at}
	if n, ok := scan.Int(v["version"]); ok {
		sa.Version = ipsec.Saw(n, at)
	}
	m := match{4: v["initiator-spi"], 6: v["responder-spi"]}
	if v["initiator"] == "yes" {
		m[5] = "*"
	} else {
		m[7] = "*"
	}
	setSPIs(&sa, &m, at)
	sa.Local, sa.LocalID = rawEnd(v, "local", at)
	sa.Remote, sa.RemoteID = rawEnd(v, "remote", at)
	sa.Proposal = rawProposal(v)
	sa.Age, sa.RekeyIn, sa.ReauthIn = rawTime(v, "established", at), rawTime(v, "rekey-time", at), rawTime(v, "reauth-time", at)
	sa.NATLocal, sa.NATRemote = ipsec.Saw(v["nat-local"] == "yes", at), ipsec.Saw(v["nat-remote"] == "yes", at)
	sa.QueuedTasks, sa.ActiveTasks = s.lists["tasks-queued"], append(s.lists["tasks-active"], passive(s.lists["tasks-passive"])...)
	sa.State = ikeState(&sa)
	snap.IKESAs = append(snap.IKESAs, sa)
	for _, group := range s.children {
		for _, child := range group.children {
			rawChild(at, snap, &sa, child)
		}
	}
}

func rawEnd(v map[string]string, side string, at ipsec.Ref) (ipsec.Endpoint, ipsec.Text) {
	end := ipsec.Endpoint{Address: v[side+"-host"]}
	if p, ok := scan.Int(v[side+"-port"]); ok && p <= 65535 {
		end.Port = uint16(p)
	}
	if id := v[side+"-id"]; id != "" && id != "%any" {
		return end, ipsec.Saw(id, at)
	}
	return end, ipsec.Text{}
}

func rawProposal(v map[string]string) ipsec.Proposal {
	p := ipsec.Proposal{Encryption: v["encr-alg"], Integrity: v["integ-alg"], PRF: v["prf-alg"], KeyExchange: v["dh-group"]}
	p.KeyBits, _ = scan.Int(v["encr-keysize"])
	return p
}

func rawTime(v map[string]string, key string, at ipsec.Ref) ipsec.Duration {
	s, ok := v[key]
	if !ok || s == "" {
		return ipsec.Duration{}
	}
	return seconds(s+"s", at)
}

func rawCount(v map[string]string, key string, at ipsec.Ref) ipsec.Count {
	if n, ok := scan.Uint(v[key]); ok {
		return ipsec.Saw(n, at)
	}
	return ipsec.Count{}
}

// rawChild makes a Child SA of its section.
func rawChild(at ipsec.Ref, snap *ipsec.Snapshot, ike *ipsec.IKESA, s *section) {
	v := s.values
	sa := ipsec.ChildSA{Name: v["name"], ID: v["uniqueid"], Word: v["state"], State: childState(v["state"]),
		IKEName: ike.Name, IKEID: ike.ID, Local: ike.Local, Remote: ike.Remote, Proposal: rawProposal(v), Ref: at}
	if sa.State == "" {
		sa.State = ipsec.ChildUnknown
	}
	if v["mode"] != "" {
		sa.Mode, sa.UDPEncap = ipsec.Saw(strings.ToLower(v["mode"]), at), ipsec.Saw(v["encap"] == "yes", at)
	}
	if v["protocol"] != "" {
		sa.Protocol, sa.PFS = ipsec.Saw(v["protocol"], at), ipsec.Saw(v["dh-group"] != "", at)
	}
	if spi, ok := scan.SPI(v["spi-in"]); ok {
		sa.InSPI = []string{spi}
	}
	if spi, ok := scan.SPI(v["spi-out"]); ok {
		sa.OutSPI = []string{spi}
	}
	c := &sa.Counters
	c.InBytes, c.InPackets, c.LastIn = rawCount(v, "bytes-in", at), rawCount(v, "packets-in", at), rawTime(v, "use-in", at)
	c.OutBytes, c.OutPackets, c.LastOut = rawCount(v, "bytes-out", at), rawCount(v, "packets-out", at), rawTime(v, "use-out", at)
	sa.Age, sa.RekeyIn, sa.ExpiresIn = rawTime(v, "install-time", at), rawTime(v, "rekey-time", at), rawTime(v, "life-time", at)
	sa.LocalTS, sa.RemoteTS = selectorList(strings.Join(s.lists["local-ts"], " ")), selectorList(strings.Join(s.lists["remote-ts"], " "))
	snap.ChildSAs = append(snap.ChildSAs, sa)
}
