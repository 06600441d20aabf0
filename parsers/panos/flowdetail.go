package panos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseFlowDetail reads "show vpn flow name X" and "show vpn flow tunnel-id N":
// a tunnel of the data plane with its counters.
func parseFlowDetail(text *scan.Text, snap *ipsec.Snapshot) {
	var sa *ipsec.ChildSA
	proxy := false
	for n := range text.Len() {
		line := text.Trimmed(n)
		key, value, found := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		name, isHead := strings.CutPrefix(line, "tunnel ")
		switch {
		case isHead && !found:
			snap.ChildSAs = append(snap.ChildSAs, ipsec.ChildSA{Name: strings.TrimSpace(name), State: ipsec.ChildUnknown, Ref: text.At(n)})
			sa, proxy = &snap.ChildSAs[len(snap.ChildSAs)-1], false
		case line == "packets received" && sa != nil:
		case sa == nil || !found:
			continue
		default:
			key = strings.Join(strings.Fields(key), " ")
			proxy = key == "proxy-id" || proxy && (strings.HasSuffix(key, " ip") || strings.HasSuffix(key, " port") || key == "protocol")
			if proxy {
				proxyField(sa, key, value)
			} else {
				flowField(sa, key, value, text.At(n))
			}
		}
		sa.Ref.Last = int32(n + 1)
		text.Take(n)
	}
}

// proxyField reads what stands under "proxy-id:".
func proxyField(sa *ipsec.ChildSA, key, value string) {
	addr, mask, _ := strings.Cut(value, "/")
	sel, ok := scan.MaskSelector(addr, mask, "", "")
	switch {
	case !ok:
	case key == "local ip":
		sa.LocalTS = []ipsec.Selector{sel}
	case key == "remote ip":
		sa.RemoteTS = []ipsec.Selector{sel}
	}
}

func flowField(sa *ipsec.ChildSA, key, value string, at ipsec.Ref) {
	switch key {
	case "id":
		sa.ID = value
	case "local ip":
		sa.Local.Address = value
	case "peer ip":
		sa.Remote.Address = value
	case "inner interface":
		sa.Interface = ipsec.Saw(value, at)
	case "state":
		sa.Word, sa.State = value, flowState(value)
	case "local spi":
		if spi, ok := scan.SPI(value); ok && spi != "0" {
			sa.InSPI = []string{spi}
		}
	case "remote spi":
		if spi, ok := scan.SPI(value); ok && spi != "0" {
			sa.OutSPI = []string{spi}
		}
	case "protocol":
		sa.Protocol = ipsec.Saw(value, at)
	case "auth algorithm":
		sa.Proposal.Integrity = value
	case "enc algorithm":
		sa.Proposal.Encryption = value
	case "lifetime remain":
		if n, ok := scan.Int(strings.TrimSuffix(value, " sec")); ok {
			sa.ExpiresIn = ipsec.Saw(time.Duration(n)*time.Second, at)
		}
	case "latest rekey":
		if d, ok := scan.Duration(value); ok {
			sa.Age = ipsec.Saw(d, at)
		}
	case "anti replay check":
		sa.Replay = ipsec.Saw(value == "yes", at)
	case "monitor":
		if value != "off" {
			sa.Flags = append(sa.Flags, "monitor-"+value)
		}
	default:
		flowCount(sa, key, value, at)
	}
}

// flowState maps the words of the data plane.
func flowState(word string) ipsec.ChildState {
	switch word {
	case "active":
		return ipsec.ChildInstalled
	case "init", "inactive":
		return ipsec.ChildAbsent
	}
	return ipsec.ChildUnknown
}

func flowCount(sa *ipsec.ChildSA, key, value string, at ipsec.Ref) {
	count, ok := scan.Uint(value)
	if !ok {
		return
	}
	c := &sa.Counters
	to := map[string]*ipsec.Count{"encap packets": &c.OutPackets, "decap packets": &c.InPackets, "encap bytes": &c.OutBytes, "decap bytes": &c.InBytes,
		"authentication errors": &c.VerifyFailed, "decryption errors": &c.DecapsFailed, "replay packets": &c.ReplayFailed}[key]
	if to != nil {
		*to = ipsec.Saw(count, at)
	}
}

func isFlowDetail(text *scan.Text) bool {
	return begins("tunnel ")(text) && begins("inner interface:")(text) && begins("encap packets:")(text)
}

var (
	// gatewayRow is "1  hq  203.0.113.1  198.51.100.1  Auto(main)  [PSK][DH2][AES128][SHA1]28800-sec".
	gatewayRow = regexp.MustCompile(`^(\d+)\s+(\S.*?)\s{2,}(\S+)\s+(\S+)\s+(\S+\))\s+(\[.*)$`)
	// tunnelRow is "1  hq-tunnel(hq)  10.1.0.0/16  0:0  10.2.0.0/16  0:0  ESP tunl [DH2][AES128][SHA1] 3600-sec".
	tunnelRow = regexp.MustCompile(`^(\d+)\s+(\S.*?)\s*\(([^()]*)\)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+((?:ESP|AH)\s.*)$`)
)

// parseGateways reads "show vpn gateway": the configured peers.
func parseGateways(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		if m := gatewayRow.FindStringSubmatch(line); m != nil {
			at := text.At(n)
			p := ipsec.Peer{Name: m[2], RemoteAddrs: []string{host(m[3])}, LocalAddrs: []string{host(m[4])}, Proposals: []string{m[6]}, Ref: at}
			if strings.Contains(m[6], "[PSK]") {
				p.LocalAuth, p.RemoteAuth = ipsec.Saw("psk", at), ipsec.Saw("psk", at)
			}
			snap.Peers = append(snap.Peers, p)
			text.Take(n)
		} else if frame(line) || strings.HasPrefix(line, "GwID") || strings.HasPrefix(line, "Total ") {
			text.Take(n)
		}
	}
}

// host cuts the identity from "203.0.113.1(ipaddr:203.0.113.1)".
func host(s string) string {
	s, _, _ = strings.Cut(s, "(")
	return s
}

// parseTunnels reads "show vpn tunnel": the configured selectors of each gateway.
func parseTunnels(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		if m := tunnelRow.FindStringSubmatch(line); m != nil {
			at := text.At(n)
			pol := ipsec.Policy{Name: m[2], LocalTS: proxySelector(m[4], m[5]), RemoteTS: proxySelector(m[6], m[7]), Proposals: []string{m[8]}, Ref: at}
			addPolicy(snap, m[3], pol)
			text.Take(n)
		} else if frame(line) || strings.HasPrefix(line, "TnID") || strings.HasPrefix(line, "Total ") {
			text.Take(n)
		}
	}
}

func addPolicy(snap *ipsec.Snapshot, gateway string, pol ipsec.Policy) {
	for i := range snap.Peers {
		if snap.Peers[i].Name == gateway {
			snap.Peers[i].Policies = append(snap.Peers[i].Policies, pol)
			return
		}
	}
	snap.Peers = append(snap.Peers, ipsec.Peer{Name: gateway, Policies: []ipsec.Policy{pol}, Ref: pol.Ref})
}

// proxySelector reads a proxy ID's address, and "6:443", its protocol and port.
func proxySelector(address, ports string) []ipsec.Selector {
	addr, mask, _ := strings.Cut(address, "/")
	proto, port, _ := strings.Cut(ports, ":")
	if proto == "0" {
		proto = ""
	}
	if port == "0" {
		port = ""
	}
	if sel, ok := scan.MaskSelector(addr, mask, proto, port); ok {
		return []ipsec.Selector{sel}
	}
	return []ipsec.Selector{{Text: address}}
}
