package junos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// ikeRow is "3126079 UP     acc688c41a029562  6c4de2ff1014f7e1  IKEv2  198.51.100.2".
var ikeRow = regexp.MustCompile(`^(\d+)\s+(UP|DOWN|Matured|Not matured)\s+([0-9a-f]+)\s+([0-9a-f]+)\s+(\S+)\s+(\S+)$`)

// parseIKE reads the table of IKE SAs. It does not say which end is the
// initiator, except where only the initiator can be in that state.
func parseIKE(text *scan.Text, snap *ipsec.Snapshot) {
	if isXML(text) {
		parseIKEXML(text, snap)
		return
	}
	parseIKEDetail(text, snap) // people cut "detail" off the command they paste
	for n := range text.Len() {
		line := text.Trimmed(n)
		if m := ikeRow.FindStringSubmatch(line); m != nil {
			sa := ipsec.IKESA{ID: m[1], Word: m[2], Remote: ipsec.Endpoint{Address: m[6]}, Ref: text.At(n)}
			sa.State, sa.Role = state(m[2], m[4])
			exchange(&sa, m[5], text.At(n))
			if sa.Role == ipsec.Initiator {
				cookies(&sa, m[3], m[4], text.At(n))
			}
			snap.IKESAs = append(snap.IKESAs, sa)
			text.Take(n)
		} else if strings.HasPrefix(line, "Index") || node.MatchString(line) {
			text.Take(n)
		}
	}
}

// state maps Junos' word. DOWN is a negotiation that is not finished; without
// a responder cookie the peer has not answered the first message.
func state(word, responder string) (ipsec.IKEState, ipsec.Role) {
	switch {
	case word == "UP" || word == "Matured":
		return ipsec.IKEEstablished, ipsec.RoleUnknown
	case strings.Trim(responder, "0") == "":
		return ipsec.IKEInitSent, ipsec.Initiator
	case word == "DOWN" || word == "Not matured":
		return ipsec.IKENegotiating, ipsec.RoleUnknown
	}
	return ipsec.IKEUnknown, ipsec.RoleUnknown
}

func exchange(sa *ipsec.IKESA, mode string, at ipsec.Ref) {
	switch mode {
	case "IKEv2":
		sa.Version = ipsec.Saw(2, at)
	case "Main", "Aggressive":
		sa.Version, sa.Mode = ipsec.Saw(1, at), ipsec.Saw(strings.ToLower(mode), at)
	}
}

func cookies(sa *ipsec.IKESA, initiator, responder string, at ipsec.Ref) {
	local, okLocal := scan.SPI(initiator)
	remote, okRemote := scan.SPI(responder)
	if sa.Role == ipsec.Responder {
		local, remote = remote, local
	}
	if okLocal && okRemote && sa.Role != ipsec.RoleUnknown {
		sa.LocalSPI, sa.RemoteSPI = ipsec.Saw(local, at), ipsec.Saw(remote, at)
	}
}

// peerLine begins a block of the detailed output.
var peerLine = regexp.MustCompile(`^IKE peer (\S+), Index (\d+)(?:, Gateway Name: (\S+))?`)

// parseIKEDetail completes the SAs of the table, or adds them where the table
// was not read.
func parseIKEDetail(text *scan.Text, snap *ipsec.Snapshot) {
	if isXML(text) {
		parseIKEXML(text, snap)
		return
	}
	var sa *ipsec.IKESA
	for n := range text.Len() {
		line := text.Trimmed(n)
		if m := peerLine.FindStringSubmatch(line); m != nil {
			sa = indexed(snap, m[2], m[1], text.At(n))
			sa.Name = m[3]
			text.Take(n)
			continue
		}
		if sa == nil || line == "" {
			continue
		}
		for part := range strings.SplitSeq(line, ", ") {
			key, value, _ := strings.Cut(part, ":")
			if detail(sa, strings.TrimSpace(key), strings.TrimSpace(value), text.At(n)) {
				text.Take(n)
			}
		}
	}
	for i := range snap.IKESAs {
		if pending := &snap.IKESAs[i]; pending.State == "" {
			pending.State = ipsec.IKEUnknown
		}
	}
}

// indexed returns the SA of an index, new if it is not there.
func indexed(snap *ipsec.Snapshot, id, peer string, at ipsec.Ref) *ipsec.IKESA {
	for i := range snap.IKESAs {
		if snap.IKESAs[i].ID == id {
			return &snap.IKESAs[i]
		}
	}
	snap.IKESAs = append(snap.IKESAs, ipsec.IKESA{ID: id, Remote: ipsec.Endpoint{Address: peer}, Ref: at})
	return &snap.IKESAs[len(snap.IKESAs)-1]
}

// detail reads one "key: value" and reports whether the key is known.
func detail(sa *ipsec.IKESA, key, value string, at ipsec.Ref) bool {
	switch key {
	case "Role":
		sa.Role = map[string]ipsec.Role{"Initiator": ipsec.Initiator, "Responder": ipsec.Responder}[value]
	case "State":
		if sa.Word == "" {
			sa.Word = value
			sa.State, _ = state(value, "1")
		}
	case "Initiator cookie":
		if spi, ok := scan.SPI(value); ok {
			ownOrPeer(sa, sa.Role == ipsec.Initiator, spi, at)
		}
	case "Responder cookie":
		if spi, ok := scan.SPI(value); ok {
			ownOrPeer(sa, sa.Role == ipsec.Responder, spi, at)
		}
	case "Exchange type":
		exchange(sa, value, at)
	case "Authentication method":
		sa.Auth = ipsec.Saw(value, at)
	case "Local":
		if sa.Local.Address == "" {
			sa.Local = scan.Endpoint(value)
		}
	case "Remote":
		if sa.Remote.Port == 0 {
			if e := scan.Endpoint(value); e.Address == sa.Remote.Address {
				sa.Remote = e
			}
		}
	case "Lifetime":
		expires(sa, value, at)
	default:
		return algorithm(sa, key, value, at)
	}
	return true
}

// ownOrPeer puts a cookie on its side; without a role it has none.
func ownOrPeer(sa *ipsec.IKESA, own bool, spi string, at ipsec.Ref) {
	switch {
	case sa.Role == ipsec.RoleUnknown:
	case own:
		sa.LocalSPI = ipsec.Saw(spi, at)
	default:
		sa.RemoteSPI = ipsec.Saw(spi, at)
	}
}

func expires(sa *ipsec.IKESA, value string, at ipsec.Ref) {
	seconds := strings.TrimSuffix(strings.TrimPrefix(value, "Expires in "), " seconds")
	if s, ok := scan.Int(seconds); ok {
		sa.Remaining = ipsec.Saw(time.Duration(s)*time.Second, at)
	}
}

// algorithm reads the lines below "Algorithms:", and knows those whose content
// stands elsewhere.
func algorithm(sa *ipsec.IKESA, key, value string, at ipsec.Ref) bool {
	switch key {
	case "Authentication":
		sa.Proposal.Integrity = value
	case "Encryption":
		sa.Proposal.Encryption = value
	case "Pseudo random function":
		sa.Proposal.PRF = value
	case "Diffie-Hellman group":
		sa.Proposal.KeyExchange = value
	case "Peer ike-id", "Remote identity":
		sa.RemoteID.Fill(ipsec.Saw(value, at))
	case "Local identity":
		sa.LocalID.Fill(ipsec.Saw(value, at))
	case "Algorithms", "Traffic statistics", "Input  bytes", "Output bytes", "Input  packets", "Output packets", "Input  fragmented packets",
		"Output fragmented packets", "Flags", "IPSec security associations", "Phase 2 negotiations in progress", "Reauth Lifetime",
		"IKE Fragmentation", "Size", "AAA assigned IP", "Xauth user-name", "Xauth assigned IP", "Negotiation type", "Message ID",
		"Local gateway interface", "Routing instance", "Caller notification sent", "Waiting for done", "Location", "0 deleted", "Remote Access Client Info", "Kernel Session Type":
	default:
		return false
	}
	return true
}
