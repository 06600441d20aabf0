package ciscoios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// detail reads one line below the row of an SA.
func (r *ikev2Reader) detail(line string, at ipsec.Ref) bool {
	label, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch label {
	case "Encr":
		var auth string
		r.cur.Proposal, auth = cisco.IKEv2Proposal(line)
		r.cur.Auth = seen(auth, at)
	case "PQC Key Exchange":
		r.cur.PostQuantum = seen(value, at)
	case "Life/Active Time":
		r.times(value, at)
	case "Local spi":
		r.spis(line, at)
	case "Local id":
		r.cur.LocalID = seen(value, at)
	case "Remote id":
		r.cur.RemoteID = seen(value, at)
	case "Initiator of SA ", "Initiator of SA":
		r.role(value)
	default:
		return r.addresses(line) || r.liveness(line, at) || r.nat(line, at) || isIKEv2Remark(line)
	}
	return true
}

func (r *ikev2Reader) times(value string, at ipsec.Ref) {
	value, _, _ = strings.Cut(value, " ")
	whole, active, _ := strings.Cut(value, "/")
	for i, text := range []string{whole, active} {
		if d, ok := scan.Duration(text); ok {
			r.life[i] = ipsec.Saw(d, at)
		}
	}
}

// spis reads "Local spi: X  Remote spi: Y".
func (r *ikev2Reader) spis(line string, at ipsec.Ref) {
	if spi, ok := scan.SPI(between(line, "Local spi:", "Remote spi:")); ok {
		r.cur.LocalSPI = ipsec.Saw(spi, at)
	}
	if spi, ok := scan.SPI(between(line, "Remote spi:", "\n")); ok {
		r.cur.RemoteSPI = ipsec.Saw(spi, at)
	}
}

func (r *ikev2Reader) role(value string) {
	switch value {
	case "Yes":
		r.cur.Role = ipsec.Initiator
	case "No":
		r.cur.Role = ipsec.Responder
	}
}

// addresses reads the wrapped ends of an IPv6 SA.
func (r *ikev2Reader) addresses(line string) bool {
	f := strings.Fields(line)
	if len(f) != 2 || !strings.Contains(f[1], "/") {
		return false
	}
	switch f[0] {
	case "Local":
		r.cur.Local = scan.Endpoint(f[1])
	case "Remote":
		r.cur.Remote = scan.Endpoint(f[1])
	default:
		return false
	}
	return true
}

// liveness reads "DPD configured for 60 seconds, retry 3".
func (r *ikev2Reader) liveness(line string, at ipsec.Ref) bool {
	rest, ok := field(line, "DPD configured for")
	if seconds, _, isNumber := scan.Leading(rest); ok && isNumber && seconds < 1<<31 {
		r.cur.DPD = ipsec.Saw(time.Duration(seconds)*time.Second, at)
	}
	return ok
}

// nat reads "NAT-T is [not] detected [inside|outside]": inside is this end.
func (r *ikev2Reader) nat(line string, at ipsec.Ref) bool {
	rest, ok := field(line, "NAT-T is")
	if !ok {
		return false
	}
	if strings.HasPrefix(rest, "not detected") {
		r.cur.NATLocal, r.cur.NATRemote = ipsec.Saw(false, at), ipsec.Saw(false, at)
		return true
	}
	if strings.Contains(rest, "inside") {
		r.cur.NATLocal = ipsec.Saw(true, at)
	}
	if strings.Contains(rest, "outside") {
		r.cur.NATRemote = ipsec.Saw(true, at)
	}
	return true
}

// isIKEv2Remark reports whether a line is known and says nothing we keep.
func isIKEv2Remark(line string) bool {
	for _, prefix := range []string{
		"CE id:", "Status Description:", "Local req", "Local next", "Local window", "Remote req", "Remote next", "Remote window",
		"Fragmentation", "Dynamic Route Update", "Extended Authentication", "Cisco Trust Security", "Quantum", "Local Sys Id", "PEER TYPE",
		"Assigned host addr", "IETF Std Fragmentation", "IKEv2 Fragmentation", "Session-id:", "Pushed IP address", "Remote subnets",
	} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}
