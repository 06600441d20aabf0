package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	localSPI  = regexp.MustCompile(`^Local spi: *([0-9A-Fa-fx]+) +Remote spi: *([0-9A-Fa-fx]+)`)
	lifeTime  = regexp.MustCompile(`^Life/(?:Active Time|Remaining/Active Time)(?: \(\w+\))?: *(\S+?)/(\S+?)(?:/(\S+))?(?: sec)?$`)
	dpdLine   = regexp.MustCompile(`^DPD configured for (\d+) seconds`)
	quietLine = regexp.MustCompile(`^(Session-id:|Status Description:|Local (req|next|window|req queued)|(Local|Remote) \w+ (mess|queued|window)|Local window:|IKEv2 Fragmentation|Parent SA Extended|Delete in progress|Marked for delete|Mobility is|Assigned host|Dynamic Route|Quantum|Fragmentation |Extended Authentication|SGT|Initiator of SA|CE id:|Config-Exchange|Push Config|Cisco Trust|Remote subnets|PEER TYPE)`)
)

// details reads the lines below an IKEv2 SA.
func (r *ikev2Reader) details(n int, line string) bool {
	sa, at := r.sa(), r.t.At(n)
	if strings.HasPrefix(line, "Encr:") {
		var auth string
		sa.Proposal, auth = cisco.IKEv2Proposal(line)
		sa.Auth = text(auth, at)
		return true
	}
	if m := lifeTime.FindStringSubmatch(line); m != nil {
		sa.Lifetime, sa.Age = duration(m[1], at), duration(m[2], at)
		if m[3] != "" {
			sa.Remaining, sa.Age = duration(m[2], at), duration(m[3], at)
		}
		return true
	}
	if m := localSPI.FindStringSubmatch(line); m != nil {
		sa.LocalSPI, sa.RemoteSPI = spiText(m[1], at), spiText(m[2], at)
		sa.State = cisco.IKEv2State(sa)
		return true
	}
	if m := dpdLine.FindStringSubmatch(line); m != nil {
		sa.DPD = duration(m[1], at)
		return true
	}
	return identity(sa, line, at) || nat(sa, line, at) || quietLine.MatchString(line)
}

func identity(sa *ipsec.IKESA, line string, at ipsec.Ref) bool {
	if id, ok := strings.CutPrefix(line, "Local id:"); ok {
		sa.LocalID = text(id, at)
		return true
	}
	if id, ok := strings.CutPrefix(line, "Remote id:"); ok {
		sa.RemoteID = text(id, at)
		return true
	}
	return false
}

// nat reads "NAT-T is detected outside". Inside is this end, outside the peer.
func nat(sa *ipsec.IKESA, line string, at ipsec.Ref) bool {
	if !strings.HasPrefix(line, "NAT-T is ") {
		return false
	}
	if strings.Contains(line, "not detected") {
		sa.NATLocal, sa.NATRemote = ipsec.Saw(false, at), ipsec.Saw(false, at)
		return true
	}
	if strings.Contains(line, "inside") {
		sa.NATLocal = ipsec.Saw(true, at)
	}
	if strings.Contains(line, "outside") {
		sa.NATRemote = ipsec.Saw(true, at)
	}
	return true
}

// field returns the value of one "key: value" of a line separated by commas.
func field(line, key string) string {
	for part := range strings.SplitSeq(line, ",") {
		k, v, ok := strings.Cut(strings.TrimSpace(part), ":")
		if ok && strings.EqualFold(strings.TrimSpace(k), key) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func spiText(s string, at ipsec.Ref) ipsec.Text {
	v, ok := scan.SPI(s)
	if !ok {
		return ipsec.Text{}
	}
	return ipsec.Saw(v, at)
}
