package junos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// isIPsecDetail recognises "show security ipsec security-associations detail".
func isIPsecDetail(text *scan.Text) bool {
	direction, gateway := false, false
	for n := range text.Len() {
		line := text.Trimmed(n)
		direction = direction || strings.HasPrefix(line, "Direction: ") && strings.Contains(line, "SPI: ")
		gateway = gateway || strings.HasPrefix(line, "Local Gateway: ")
	}
	return direction || gateway
}

// A detailReader reads the blocks of a tunnel, and below it those of its SAs,
// one for each direction.
type detailReader struct {
	snap    *ipsec.Snapshot
	name    string
	sa      *ipsec.ChildSA
	inbound bool
}

func parseIPsecDetail(text *scan.Text, snap *ipsec.Snapshot) {
	r := &detailReader{snap: snap}
	for n := range text.Len() {
		if line := text.Trimmed(n); line != "" && r.line(line, text.At(n)) {
			text.Take(n)
		}
	}
}

// tunnelHead is "ID: 131073 Virtual-system: root, VPN Name: hq".
var tunnelHead = regexp.MustCompile(`^ID: (\d+) +Virtual-system: (\S+?),? +VPN Name: (\S+)$`)

func (r *detailReader) line(line string, at ipsec.Ref) bool {
	if m := tunnelHead.FindStringSubmatch(line); m != nil {
		r.name = m[3]
		r.snap.ChildSAs = append(r.snap.ChildSAs, ipsec.ChildSA{ID: m[1], Name: m[3], IKEName: m[3], State: ipsec.ChildUnknown, Ref: at})
		r.sa = &r.snap.ChildSAs[len(r.snap.ChildSAs)-1]
		return true
	}
	if r.sa == nil {
		return node.MatchString(line)
	}
	r.sa.Ref.Last = at.Last
	if r.event(line, at) {
		return true
	}
	known := false
	for part := range strings.SplitSeq(line, ", ") {
		key, value, _ := strings.Cut(strings.TrimLeft(part, ", "), ":")
		known = r.field(key, strings.TrimSpace(value), at) || known
	}
	return known
}

// field reads one "key: value" of a tunnel or of one of its directions.
func (r *detailReader) field(key, value string, at ipsec.Ref) bool {
	sa := r.sa
	switch key {
	case "Local Gateway":
		sa.Local.Address = value
	case "Remote Gateway":
		sa.Remote.Address = value
	case "Local Identity":
		sa.LocalTS = identitySelector(value)
	case "Remote Identity":
		sa.RemoteTS = identitySelector(value)
	case "DF-bit":
		return true
	case "Bind-interface":
		sa.Interface = ipsec.Saw(value, at)
	case "Port":
		sa.Remote.Port = port(value)
	case "PFS group":
		sa.Proposal.KeyExchange = value
	case "Direction":
		r.inbound = value == "inbound"
	case "SPI":
		r.spi(value)
	case "Hard lifetime":
		r.lifetime(value, at)
	case "Mode":
		mode, _, _ := strings.Cut(strings.ToLower(value), "(")
		sa.Mode = ipsec.Saw(mode, at)
	case "State":
		r.state(value)
	case "Protocol":
		sa.Protocol = ipsec.Saw(value, at)
	case "Authentication":
		sa.Proposal.Integrity = value
	case "Encryption":
		sa.Proposal.Encryption = value
	case "Anti-replay service":
		sa.Replay = ipsec.Saw(!strings.Contains(value, "disabled"), at)
	case "VPN Monitoring":
		if value == "UP" || value == "DOWN" {
			sa.Flags = append(sa.Flags, "vpn-monitor-"+strings.ToLower(value))
		}
	default:
		return quietDetail(key)
	}
	return true
}

// quietDetail reports a field that says nothing the model holds.
func quietDetail(key string) bool {
	for _, known := range []string{"Version", "Copy-Outer-DSCP", "Nego#", "Multi-sa", "Location", "Anchorship", "Lifesize Remaining", "Soft lifetime", "Replay window size",
		"Extended-Sequence-Number", "tunnel-establishment", "IKE SA Index", "AUX-SPI", "Type", "Traffic Selector", "Tunnel events", "Distribution-Profile", "Policy-name",
		"Tunnel Down Reason", "Bidirectional", "Passive mode", "Quantum", "HA Link", "Internet key"} {
		if strings.HasPrefix(key, known) {
			return true
		}
	}
	return false
}

func (r *detailReader) spi(value string) {
	spi, ok := scan.SPI(value)
	switch {
	case !ok:
	case r.inbound:
		r.sa.InSPI = append(r.sa.InSPI, spi)
	default:
		r.sa.OutSPI = append(r.sa.OutSPI, spi)
	}
	if len(r.sa.InSPI) > 0 && len(r.sa.OutSPI) > 0 && r.sa.Word == "" {
		r.sa.State = ipsec.ChildInstalled
	}
}

// lifetime reads "Expires in 2568 seconds".
func (r *detailReader) lifetime(value string, at ipsec.Ref) {
	var left ipsec.Duration
	if s, ok := scan.Int(strings.TrimSuffix(strings.TrimPrefix(value, "Expires in "), " seconds")); ok {
		left = ipsec.Saw(time.Duration(s)*time.Second, at)
	}
	if r.inbound {
		r.sa.ExpiresInIn = append(r.sa.ExpiresInIn, left)
	} else {
		r.sa.ExpiresInOut = append(r.sa.ExpiresInOut, left)
	}
}

func (r *detailReader) state(word string) {
	r.sa.Word = word
	r.sa.State = ipsec.ChildUnknown
	if word == "installed" {
		r.sa.State = ipsec.ChildInstalled
	}
}

// proxyID is "ipv4_subnet(any:0,[0..7]=10.1.0.0/16)", of a single host "ipv4(any:0,[0..3]=10.1.0.1)".
var proxyID = regexp.MustCompile(`^\w+\(([a-z0-9]+):(\d+),\[[^\]]*\]=([^)]+)\)$`)

func identitySelector(s string) []ipsec.Selector {
	m := proxyID.FindStringSubmatch(s)
	if m == nil {
		return []ipsec.Selector{{Text: s}}
	}
	addr, mask, _ := strings.Cut(m[3], "/")
	proto, p := m[1], m[2]
	if proto == "any" {
		proto = ""
	}
	if p == "0" {
		p = ""
	}
	if sel, ok := scan.MaskSelector(addr, mask, proto, p); ok {
		return []ipsec.Selector{sel}
	}
	return []ipsec.Selector{{Text: s}}
}

// tunnelEvent is a line of the list that a tunnel keeps of what it went through:
// "Sun Mar 01 2026 10:00:00 +0000: IPSec SA rekey successfully completed (3 times)".
var tunnelEvent = regexp.MustCompile(`^[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d)(?: ([+-]\d{4}))?: (.*?)(?: \((\d+) times\))?$`)

func (r *detailReader) event(line string, at ipsec.Ref) bool {
	m := tunnelEvent.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	kind := eventKind(m[3])
	t, err := time.Parse("Jan 02 2006 15:04:05 -0700", m[1]+" "+m[2])
	if kind == "" {
		return true
	}
	ev := ipsec.Event{Kind: kind, Local: r.sa.Local.Address, Remote: r.sa.Remote.Address, Connection: r.name, MessageID: -1, Reason: line, Ref: at}
	if err == nil { // without a zone the moment is not certain
		ev.At = ipsec.Saw(t.UTC(), at)
	}
	r.snap.Events = append(r.snap.Events, ev)
	return true
}

// eventKind returns what a line of a tunnel's list says; "" where nothing of use.
func eventKind(text string) ipsec.EventKind {
	low := strings.ToLower(text)
	for _, known := range []struct {
		words string
		kind  ipsec.EventKind
	}{
		{"rekey successfully completed", ipsec.EventRekeyed}, {"ipsec sa negotiation successfully completed", ipsec.EventChildEstablished},
		{"ike sa negotiation successfully completed", ipsec.EventIKEEstablished}, {"no response from peer", ipsec.EventGaveUp},
		{"no proposal chosen", ipsec.EventNegotiationFailed}, {"authentication failed", ipsec.EventAuthFailed},
		{"dpd", ipsec.EventPeerDead}, {"delete", ipsec.EventDeleteReceived}, {"ts unacceptable", ipsec.EventSelectorsRefused},
		{"cleared", ipsec.EventIKEClosed}, {"lifetime expired", ipsec.EventChildExpired}, {"failed", ipsec.EventNegotiationFailed},
	} {
		if strings.Contains(low, known.words) {
			return known.kind
		}
	}
	return ""
}

// statistic is one counter of a line with one or two of them.
var statistic = regexp.MustCompile(`([A-Z][A-Za-z ]*?): +(\d+)`)

// parseStatistics reads "show security ipsec statistics". Its errors are packets
// that were dropped.
func parseStatistics(text *scan.Text, snap *ipsec.Snapshot) {
	section := ""
	for n := range text.Len() {
		line := text.Trimmed(n)
		if strings.HasSuffix(line, ":") {
			section = line
			text.Take(n)
			continue
		}
		for _, m := range statistic.FindAllStringSubmatch(line, -1) {
			text.Take(n)
			if count, ok := scan.Uint(m[2]); ok && section == "Errors:" {
				name := strings.ReplaceAll(strings.ToLower(m[1]), " ", "-")
				snap.Drops = append(snap.Drops, ipsec.Named{Name: name, Count: ipsec.Saw(count, text.At(n))})
			}
		}
	}
}
