package ciscoasa

import (
	"strings"

	"ipsec-diag/parsers/scan"
)

// identity reads the lines that say whose traffic the flow protects.
func (r *ipsecReader) identity(n int, line string) bool {
	at := r.t.At(n)
	switch {
	case strings.HasPrefix(line, "remote ident"):
		r.flow.RemoteTS = r.selectors.One(ident(line))
	case strings.HasPrefix(line, "Protected vrf"):
		r.flow.VRF = text(afterColon(line), at)
	case strings.HasPrefix(line, "current_peer:"):
		peer, _, _ := strings.Cut(afterColon(line), ",")
		r.flow.Peer = scan.Endpoint(peer)
		r.flow.Remote = r.flow.Peer
	case strings.HasPrefix(line, "dynamic allocated peer ip"):
		r.flow.Flags = append(r.flow.Flags, line)
	case strings.HasPrefix(line, "access-list "), strings.HasPrefix(line, "Username:"):
	default:
		return false
	}
	return true
}

// path reads the end points, MTUs and current SPIs below the counters.
func (r *ipsecReader) path(n int, line string) bool {
	switch {
	case strings.HasPrefix(line, "local crypto endpt."):
		r.endpoints(line)
	case strings.HasPrefix(line, "path mtu"):
		r.mtus(n, line)
	case strings.HasPrefix(line, "current outbound spi"):
		r.outSPI = afterColon(line)
	case strings.HasPrefix(line, "current inbound spi"):
		r.inSPI = afterColon(line)
	case strings.HasPrefix(line, "PMTU time remaining"), strings.HasPrefix(line, "ICMP error validation"):
	default:
		return false
	}
	return true
}

// endpoints reads "local crypto endpt.: 192.0.2.1/500, remote crypto endpt.:
// 198.51.100.1/500". Port 0 stands there before NAT detection.
func (r *ipsecReader) endpoints(line string) {
	local, remote, _ := strings.Cut(line, ", remote crypto endpt.")
	if ep := scan.Endpoint(afterColon(local)); ep.Address != "" {
		r.flow.Local = ep
	}
	if ep := scan.Endpoint(strings.TrimLeft(remote, ": ")); ep.Address != "" {
		r.flow.Remote = ep
	}
}

// mtus reads "path mtu 1500, ipsec overhead 74(44), media mtu 1500".
func (r *ipsecReader) mtus(n int, line string) {
	for part := range strings.SplitSeq(line, ",") {
		part = strings.TrimSpace(part)
		if v, ok := strings.CutPrefix(part, "path mtu "); ok {
			r.flow.PathMTU = count(v, r.t.At(n))
		}
		if v, ok := strings.CutPrefix(part, "media mtu "); ok {
			r.flow.MediaMTU = count(v, r.t.At(n))
		}
		if v, ok := strings.CutPrefix(part, "ipv6 mtu "); ok {
			r.flow.IPMTU = count(v, r.t.At(n))
		}
	}
}

func afterColon(line string) string {
	_, v, _ := strings.Cut(line, ":")
	return strings.TrimSpace(v)
}
