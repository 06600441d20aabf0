package fortios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseGateways reads "diagnose vpn ike gateway list": a block for each
// gateway, and in it one for each of its IKE SAs. It prints keys, so it is read
// where people paste it and never sent.
func parseGateways(text *scan.Text, snap *ipsec.Snapshot) {
	r := &gatewayReader{snap: snap}
	for n := range text.Len() {
		line := text.Trimmed(n)
		key, value, ok := strings.Cut(line, ":")
		if ok && r.line(key, strings.TrimSpace(value), text.At(n)) {
			text.Take(n)
		}
	}
	r.end()
}

// A gatewayReader holds what a gateway's block says for its IKE SAs.
type gatewayReader struct {
	snap    *ipsec.Snapshot
	gateway ipsec.IKESA // of all its SAs
	open    *ipsec.IKESA
	named   bool
}

func (r *gatewayReader) line(key, value string, at ipsec.Ref) bool {
	if key == "vd" {
		r.end()
		r.gateway, r.open, r.named = ipsec.IKESA{Ref: at}, nil, false
		return true
	}
	if key == "id/spi" {
		r.begin(value, at)
		return true
	}
	if r.open != nil && saValue(r.open, key, value, at) {
		r.open.Ref.Last = at.Last
		return true
	}
	return r.gatewayValue(key, value, at)
}

// begin starts an IKE SA: "id/spi: 2 b114b317daa486b7/29ede80ef4398500".
func (r *gatewayReader) begin(value string, at ipsec.Ref) {
	sa := r.gateway
	sa.Ref = at
	id, spis, _ := strings.Cut(value, " ")
	initiator, responder, _ := strings.Cut(spis, "/")
	sa.ID = id
	sa.LocalSPI, sa.RemoteSPI = spi(initiator, at), spi(responder, at)
	r.snap.IKESAs = append(r.snap.IKESAs, sa)
	r.open = &r.snap.IKESAs[len(r.snap.IKESAs)-1]
}

// spi reads an IKE SPI; zeros stand for one that is not known yet.
func spi(text string, at ipsec.Ref) ipsec.Text {
	text = strings.TrimLeft(text, "0")
	if text == "" {
		return ipsec.Text{}
	}
	return ipsec.Saw(text, at)
}

// end keeps a gateway without an IKE SA: its configuration is there, and
// nothing is negotiated.
func (r *gatewayReader) end() {
	if r.named && r.open == nil {
		r.snap.Peers = append(r.snap.Peers, ipsec.Peer{
			Name: r.gateway.Name, Version: r.gateway.Version, LocalAddrs: []string{r.gateway.Local.Address},
			RemoteAddrs: []string{r.gateway.Remote.Address}, Interface: r.gateway.Interface, Ref: r.gateway.Ref,
		})
	}
}

func (r *gatewayReader) gatewayValue(key, value string, at ipsec.Ref) bool {
	g := &r.gateway
	if g.Ref.Command == "" { // a paste that begins in the middle of a block
		g.Ref = at
	}
	switch key {
	case "name":
		g.Name, r.named = value, true
	case "version":
		if n, ok := scan.Int(value); ok {
			g.Version = ipsec.Saw(n, at)
		}
	case "interface":
		name, _, _ := strings.Cut(value, " ")
		g.Interface = ipsec.Saw(name, at)
	case "addr":
		local, remote, _ := strings.Cut(value, " -> ")
		g.Local, g.Remote = scan.Endpoint(local), scan.Endpoint(remote)
	case "peer-id":
		g.RemoteID = ipsec.Saw(value, at)
	case "nat":
		g.NATLocal, g.NATRemote = ipsec.Saw(strings.Contains(value, "me"), at), ipsec.Saw(strings.Contains(value, "peer"), at)
	default:
		return knownGatewayKey[key]
	}
	g.Ref.Last = at.Last
	return true
}

// knownGatewayKey are the lines of a gateway that no rule asks for.
var knownGatewayKey = map[string]bool{
	"tun_id": true, "remote_location": true, "network-id": true, "transport": true, "virtual-interface-addr": true, "created": true, "auto-discovery": true,
	"IKE SA": true, "IPsec SA": true, "peer-id-auth": true, "eap-user": true, "2FA": true, "FortiClient UID": true, "assigned IPv4 address": true,
	"assigned IPv6 address": true, "pending-queue": true, "PPK": true, "QKD": true, "child": true, "message-id sent/recv": true, "key": true, "SK_ei": true,
	"SK_er": true, "SK_ai": true, "SK_ar": true,
}

func saValue(sa *ipsec.IKESA, key, value string, at ipsec.Ref) bool {
	switch key {
	case "direction":
		direction(sa, value)
	case "status":
		status(sa, value, at)
	case "proposal":
		sa.Proposal.Text = value
		sa.Proposal.Encryption, sa.Proposal.Integrity, _ = strings.Cut(value, "-")
	case "lifetime/rekey":
		whole, left, _ := strings.Cut(value, "/")
		sa.Lifetime, sa.RekeyIn = seconds(whole, at), seconds(left, at)
	case "DPD sent/recv":
	default:
		return false
	}
	return true
}

// direction tells which of the two SPIs is ours: the initiator's stands first.
func direction(sa *ipsec.IKESA, word string) {
	switch word {
	case "initiator":
		sa.Role = ipsec.Initiator
	case "responder":
		sa.Role = ipsec.Responder
		sa.LocalSPI, sa.RemoteSPI = sa.RemoteSPI, sa.LocalSPI
	}
}

// status reads "established 142-142s ago = 10ms" and "connecting, state 3, started 5s ago".
func status(sa *ipsec.IKESA, value string, at ipsec.Ref) {
	word, rest, _ := strings.Cut(value, " ")
	sa.Word = strings.TrimSuffix(word, ",")
	switch sa.Word {
	case "established":
		sa.State = ipsec.IKEEstablished
		_, ago, _ := strings.Cut(rest, "-")
		age, _, _ := strings.Cut(ago, "s ago")
		sa.Age = seconds(age, at)
	case "connecting":
		sa.State = ipsec.IKENegotiating
	default:
		sa.State = ipsec.IKEUnknown
	}
}

func seconds(text string, at ipsec.Ref) ipsec.Duration {
	if d, ok := scan.Duration(strings.TrimSpace(text)); ok {
		return ipsec.Saw(d, at)
	}
	return ipsec.Duration{}
}

func isGateways(text *scan.Text) bool {
	return begins("vd: ")(text) && begins("IKE SA: created", "tun_id:", "addr: ")(text)
}
