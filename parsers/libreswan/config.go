package libreswan

import (
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// configCommands are how the configuration file is shown.
var configCommands = []string{"cat /etc/ipsec.conf", "ipsec.conf", "ipsec conf", "cat /etc/ipsec.d/<file>"}

// A section is one "conn" of ipsec.conf with the settings it has itself.
type section struct {
	name string
	at   ipsec.Ref
	set  map[string]string
	ref  map[string]ipsec.Ref
}

// parseConfig reads ipsec.conf(5). Its connections have a left and a right
// side, and the file does not say which is this host: until the snapshot is
// finished, left stands as the local one.
func parseConfig(text *scan.Text, snap *ipsec.Snapshot) {
	sections := map[string]*section{}
	var order []*section
	var open *section
	for n := 0; n < text.Len(); n++ {
		line := uncommented(text.Line(n))
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			text.Take(n)
		case words[0] == "conn" && len(words) == 2:
			open = &section{name: words[1], at: text.At(n), set: map[string]string{}, ref: map[string]ipsec.Ref{}}
			sections[open.name] = open
			order = append(order, open)
			text.Take(n)
		case words[0] == "config" || words[0] == "version" || words[0] == "include":
			open = nil
			text.Take(n)
		case strings.Contains(line, "="):
			open.take(line, text.At(n))
			text.Take(n)
		}
	}
	for _, s := range order {
		full := s.resolved(sections)
		if isTemplate(s, order, full) {
			continue
		}
		snap.Peers = addPeer(snap.Peers, full.peer())
	}
}

// uncommented cuts a comment from a line.
func uncommented(line string) string {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return ""
	}
	line, _, _ = strings.Cut(line, " #")
	line, _, _ = strings.Cut(line, "\t#")
	return line
}

// take keeps a setting of the open section, if it is one of a connection.
func (s *section) take(line string, at ipsec.Ref) {
	if s == nil {
		return
	}
	key, value, _ := strings.Cut(line, "=")
	key = strings.ToLower(strings.TrimSpace(key))
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if key == "also" && s.set[key] != "" {
		value = s.set[key] + " " + value
	}
	s.set[key], s.ref[key] = value, at
	s.at.Last = at.Last
}

// resolved returns a section with what "also" and "conn %default" add to it. Its
// own settings come first, then those of the sections it names, then those they
// name; each counts once, however they name each other.
func (s *section) resolved(all map[string]*section) *section {
	out := &section{name: s.name, at: s.at, set: map[string]string{}, ref: map[string]ipsec.Ref{}}
	seen := map[string]bool{s.name: true}
	for queue := []*section{s}; len(queue) > 0; queue = queue[1:] {
		out.add(queue[0])
		for name := range strings.FieldsSeq(queue[0].set["also"]) {
			if other := all[name]; other != nil && !seen[name] {
				seen[name] = true
				queue = append(queue, other)
			}
		}
	}
	if def := all["%default"]; def != nil && s.name != "%default" {
		out.add(def)
	}
	return out
}

func (s *section) add(other *section) {
	for key, value := range other.set {
		if _, has := s.set[key]; !has && key != "also" {
			s.set[key], s.ref[key] = value, other.ref[key]
		}
	}
}

// isTemplate reports whether a section only serves others: %default, one
// without both sides, and one that another section includes and that is not
// started itself.
func isTemplate(s *section, all []*section, full *section) bool {
	if s.name == "%default" || full.set["left"] == "" && full.set["right"] == "" {
		return true
	}
	return s.set["auto"] == "" && slices.ContainsFunc(all, func(other *section) bool {
		return slices.Contains(strings.Fields(other.set["also"]), s.name)
	})
}

func addPeer(peers []ipsec.Peer, p ipsec.Peer) []ipsec.Peer {
	if slices.ContainsFunc(peers, func(have ipsec.Peer) bool { return have.Name == p.Name }) {
		return peers
	}
	return append(peers, p)
}

// isConfig recognises Libreswan's ipsec.conf. strongSwan's has the same form:
// one setting that only Libreswan has must be there.
func isConfig(text *scan.Text) bool {
	conn, own := false, false
	for n := 0; n < text.Len(); n++ {
		line := strings.TrimSpace(text.Line(n))
		words := strings.Fields(line)
		conn = conn || len(words) == 2 && words[0] == "conn"
		key, _, ok := strings.Cut(uncommented(line), "=")
		own = own || ok && slices.Contains(ownSettings, strings.TrimSpace(key)) || strings.HasPrefix(line, "#") && strings.Contains(line, "Libreswan")
	}
	return conn && own
}

// ownSettings are settings of Libreswan that strongSwan has not.
var ownSettings = []string{
	"ikev2", "phase2alg", "plutodebug", "logfile", "logtime", "logappend", "dumpdir", "nssdir", "ikev1-policy", "protostack", "virtual_private", "virtual-private",
	"leftnexthop", "rightnexthop", "retransmit-timeout", "retransmit-interval", "dpdtimeout", "ike_frag", "salifetime", "pfs", "leftsubnets", "rightsubnets",
	"ipsec-interface", "narrowing",
}
