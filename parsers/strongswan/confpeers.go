package strongswan

import (
	"slices"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// confCommands are how swanctl.conf(5) is shown.
var confCommands = []string{"cat /etc/swanctl/swanctl.conf", "cat /etc/swanctl/conf.d/<file>", "swanctl.conf", "swanctl conf"}

func isSwanctlConf(command string) bool {
	return strings.Contains(command, "swanctl") && strings.Contains(command, "conf")
}

// parseSwanctlConf reads a configuration file. What is written there need not
// be loaded; see [finishConf].
func parseSwanctlConf(text *scan.Text, snap *ipsec.Snapshot) {
	connections := readConf(text).child("connections")
	if connections == nil {
		return
	}
	for _, c := range connections.sections {
		if c.isTemplate() {
			continue
		}
		snap.Peers = append(snap.Peers, confPeer(c))
	}
}

// isTemplate reports a connection that others inherit from and that protects
// nothing itself.
func (s *confSection) isTemplate() bool {
	if s.child("children") != nil {
		return false
	}
	for _, other := range s.parent.sections {
		if slices.Contains(other.bases, s.name) {
			return true
		}
	}
	return false
}

// confPeer makes a connection of its section. A setting that is not there has
// the default of swanctl.conf(5).
func confPeer(c *confSection) ipsec.Peer {
	p := ipsec.Peer{
		Name: c.name, Version: confNumber(c, "version", 0), Aggressive: confFlag(c, "aggressive"),
		LocalAddrs: confList(c, "local_addrs", "%any"), RemoteAddrs: confList(c, "remote_addrs", "%any"),
		RekeyTime: confTime(c, "rekey_time", 4*time.Hour), ReauthTime: confTime(c, "reauth_time", 0), DPD: confTime(c, "dpd_delay", 0),
		Proposals: confList(c, "proposals"), Ref: c.at,
	}
	for _, section := range c.sections {
		switch {
		case isRound(section.name, "local"):
			p.LocalAuth, p.LocalID = confRound(p.LocalAuth, p.LocalID, section)
		case isRound(section.name, "remote"):
			p.RemoteAuth, p.RemoteID = confRound(p.RemoteAuth, p.RemoteID, section)
		case section.name == "children":
			for _, child := range section.sections {
				p.Policies = append(p.Policies, confPolicy(child))
			}
		}
	}
	return p
}

// isRound reports "local", "local1", "local-eap".
func isRound(name, side string) bool {
	rest, ok := strings.CutPrefix(name, side)
	return ok && !strings.HasPrefix(rest, "_")
}

// confRound adds a round of authentication.
func confRound(auth, id ipsec.Text, s *confSection) (ipsec.Text, ipsec.Text) {
	at, class := s.at, "pubkey"
	if v, ok := s.lookup("auth"); ok {
		class, at = v.text, v.at
	}
	first, _, _ := strings.Cut(class, "-")
	if v, ok := s.lookup("id"); ok && !id.Known() {
		id = ipsec.Saw(v.text, v.at)
	}
	return anotherRound(auth, first, at), id
}

func confPolicy(s *confSection) ipsec.Policy {
	p := ipsec.Policy{
		Name: s.name, Mode: confWord(s, "mode", "tunnel"), RekeyTime: confTime(s, "rekey_time", time.Hour), Lifetime: confTime(s, "life_time", -1),
		Proposals: confList(s, "esp_proposals"), DPDAction: confWord(s, "dpd_action", "none"),
		StartAction: confWord(s, "start_action", "none"), CloseAction: confWord(s, "close_action", "none"), Ref: s.at,
	}
	p.LocalTS = selectorList(strings.Join(confList(s, "local_ts", "dynamic"), " "))
	p.RemoteTS = selectorList(strings.Join(confList(s, "remote_ts", "dynamic"), " "))
	if len(p.Proposals) > 0 {
		p.PFS = confPFS(s, p.Proposals)
	}
	return p
}

// confPFS returns the key exchange of the ESP proposals of a section.
func confPFS(s *confSection, proposals []string) ipsec.Text {
	v, _ := s.lookup("esp_proposals")
	return pfsOf(proposals, v.at)
}

// pfsOf returns the key exchange that ESP proposals ask for when a Child SA is
// rekeyed, or none.
func pfsOf(proposals []string, at ipsec.Ref) ipsec.Text {
	for _, proposal := range proposals {
		for part := range strings.SplitSeq(proposal, "-") {
			if isGroupWord(part) {
				return ipsec.Saw(part, at)
			}
		}
	}
	if proposals[0] == "default" {
		return ipsec.Text{}
	}
	return ipsec.Saw("none", at)
}

// isGroupWord reports a key exchange in the spelling of proposals.
func isGroupWord(word string) bool {
	for _, start := range []string{"modp", "ecp", "curve", "x25519", "x448", "ke1_", "mlkem", "frodo"} {
		if strings.HasPrefix(word, start) {
			return true
		}
	}
	return false
}

func confWord(s *confSection, key, otherwise string) ipsec.Text {
	if v, ok := s.lookup(key); ok {
		return ipsec.Saw(v.text, v.at)
	}
	return ipsec.Saw(otherwise, s.at)
}

func confList(s *confSection, key string, otherwise ...string) []string {
	if v, ok := s.lookup(key); ok {
		return addressList(v.text)
	}
	return otherwise
}

func confNumber(s *confSection, key string, otherwise int) ipsec.Number {
	if v, ok := s.lookup(key); ok {
		n, isNumber := scan.Int(v.text)
		if !isNumber {
			return ipsec.Number{}
		}
		return ipsec.Saw(n, v.at)
	}
	return ipsec.Saw(otherwise, s.at)
}

func confFlag(s *confSection, key string) ipsec.Flag {
	if v, ok := s.lookup(key); ok {
		return ipsec.Saw(v.text == "yes" || v.text == "true" || v.text == "1", v.at)
	}
	return ipsec.Saw(false, s.at)
}

// confTime reads "4h", "30s", "3600". A negative default is none.
func confTime(s *confSection, key string, otherwise time.Duration) ipsec.Duration {
	v, ok := s.lookup(key)
	if !ok && otherwise < 0 {
		return ipsec.Duration{}
	}
	if !ok {
		return ipsec.Saw(otherwise, s.at)
	}
	if d, ok := scan.Duration(v.text); ok {
		return ipsec.Saw(d, v.at)
	}
	return ipsec.Duration{}
}

// finishConf leaves out what a file says about a connection that the daemon
// lists: what is loaded counts. Only what no list of connections prints is
// taken over: how a child starts and closes, and its algorithms. Connections of ipsec.conf with the
// same ends are children of the first of them.
func finishConf(snap *ipsec.Snapshot) {
	loaded := map[string]*ipsec.Peer{}
	for i := range snap.Peers {
		if p := &snap.Peers[i]; !isFromConf(p) {
			loaded[p.Name] = p
			for k := range p.Policies {
				if have := loaded[p.Policies[k].Name]; have == nil {
					loaded[p.Policies[k].Name] = p
				}
			}
		}
	}
	listed := map[int]bool{}
	for i := range snap.Peers {
		p := &snap.Peers[i]
		l := loaded[p.Name]
		if !isFromConf(p) || l == nil || l.Name != p.Name && !isIpsecConf(p.Ref.Command) {
			continue
		}
		listed[i] = true
		fillActions(l, p)
		fillProposals(l, p)
	}
	var kept []ipsec.Peer // after all are filled: these are copies
	for i := range snap.Peers {
		if !listed[i] {
			kept = append(kept, snap.Peers[i])
		}
	}
	snap.Peers = kept
}

// isFromConf reports whether a connection was read from a configuration file.
func isFromConf(p *ipsec.Peer) bool {
	return isSwanctlConf(p.Ref.Command) || isIpsecConf(p.Ref.Command)
}

// fillActions takes over the actions of the children of the same names.
func fillActions(loaded, written *ipsec.Peer) {
	for i := range loaded.Policies {
		for k := range written.Policies {
			a, b := &loaded.Policies[i], &written.Policies[k]
			if a.Name == b.Name {
				a.StartAction.Fill(b.StartAction)
				a.CloseAction.Fill(b.CloseAction)
			}
		}
	}
}
