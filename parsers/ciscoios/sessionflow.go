package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// ikeLine reads "IKEv1 SA: local A/500 remote B/500 Active", its IPv6 form in
// two lines, and "Capabilities:D connid:1042 lifetime:05:50:03" below it.
func (r *sessionReader) ikeLine(n int, line string) bool {
	label, rest, _ := strings.Cut(line, " SA: local ")
	switch {
	case rest != "" && (label == "IKE" || label == "IKEv1" || label == "IKEv2"):
		version := 1
		if label == "IKEv2" {
			version = 2
		}
		r.ikes = append(r.ikes, ipsec.IKESA{State: ipsec.IKEUnknown, Version: ipsec.Saw(version, r.at), Ref: r.at})
		r.last = 'i'
		r.ikeEnds(rest)
	case r.last == 'i' && strings.HasPrefix(line, "remote "):
		r.ikeEnds(line)
	case r.last == 'i' && strings.HasPrefix(line, "Capabilities:"):
		r.ikeDetail(line)
	default:
		return false
	}
	span(&r.ikes[len(r.ikes)-1].Ref, r.t, n)
	return true
}

// ikeEnds reads "A/500 remote B/500 Active", or a part of it.
func (r *sessionReader) ikeEnds(rest string) {
	sa := &r.ikes[len(r.ikes)-1]
	if word, more := cutWord(rest); word != "remote" {
		sa.Local, rest = scan.Endpoint(word), more
	}
	if more, ok := field(rest, "remote "); ok {
		word, state := cutWord(more)
		sa.Remote, sa.Word = scan.Endpoint(word), strings.TrimSpace(state)
	}
	// "Inactive" covers negotiating, failed and deleted.
	if sa.Word == "Active" {
		sa.State = ipsec.IKEEstablished
	}
}

func (r *sessionReader) ikeDetail(line string) {
	sa := &r.ikes[len(r.ikes)-1]
	letters := strings.Trim(between(line, "Capabilities:", " "), "()")
	if letters == "none" {
		letters = ""
	}
	sa.Capabilities = ipsec.Saw(letters, r.at)
	if id := between(line, "connid:", " "); id != "0" {
		sa.ID = id
	}
	if left := between(line, "lifetime:", " "); left != "0" {
		if d, ok := scan.Duration(left); ok {
			sa.Remaining = ipsec.Saw(d, r.at)
		}
	}
}

// flowLine reads "IPSEC FLOW: permit ...", "Active SAs: 2, origin: crypto map"
// and the counters below.
func (r *sessionReader) flowLine(n int, line string) bool {
	if rest, ok := field(line, "IPSEC FLOW:"); ok {
		kid := ipsec.ChildSA{State: ipsec.ChildUnknown, PerFlow: true, Ref: r.at}
		kid.LocalTS, kid.RemoteTS = flowSelectors(rest, r.at)
		r.kids, r.last = append(r.kids, kid), 'f'
		return true
	}
	if r.last != 'f' {
		return false
	}
	kid := &r.kids[len(r.kids)-1]
	switch {
	case strings.HasPrefix(line, "Active SAs:"):
		text := between(line, "Active SAs:", ",")
		if sas, ok := scan.Uint(text); ok {
			kid.ActiveSAs = ipsec.Saw(sas, r.at)
			kid.State = ipsec.ChildInstalled
			if sas == 0 {
				kid.State = ipsec.ChildAbsent
			}
		}
	case strings.HasPrefix(line, "Inbound:"):
		r.flowCount(line, "#pkts dec'ed", &kid.Counters.InPackets, &kid.Counters.DropIn, &kid.ExpiresInIn, &kid.KBytesIn)
	case strings.HasPrefix(line, "Outbound:"):
		r.flowCount(line, "#pkts enc'ed", &kid.Counters.OutPackets, &kid.Counters.DropOut, &kid.ExpiresInOut, &kid.KBytesOut)
	default:
		return false
	}
	span(&kid.Ref, r.t, n)
	return true
}

// flowCount reads "Inbound:  #pkts dec'ed 4 drop 0 life (KB/Sec) 4605665/2949".
// Without an SA the lifetime is printed as 0/0: there is none left.
func (r *sessionReader) flowCount(line, label string, packets, drops *ipsec.Count, expires *[]ipsec.Duration, kbytes *[]ipsec.Count) {
	f := strings.Fields(between(line, label, "\n"))
	if len(f) < 3 || f[1] != "drop" {
		return
	}
	if n, ok := scan.Uint(f[0]); ok {
		*packets = ipsec.Saw(n, r.at)
	}
	if n, ok := scan.Uint(f[2]); ok {
		*drops = ipsec.Saw(n, r.at)
	}
	volume, seconds, ok := strings.Cut(between(line, "life (KB/Sec)", "\n"), "/")
	if n, isNumber := scan.Uint(seconds); ok && isNumber && n < 1<<31 {
		d, _ := scan.Duration(seconds)
		*expires = []ipsec.Duration{ipsec.Saw(d, r.at)}
	}
	if n, isNumber := scan.Uint(volume); ok && isNumber {
		*kbytes = []ipsec.Count{ipsec.Saw(n, r.at)}
	}
}

// flowSelectors reads "permit 47 host A host B" and "permit ip A/mask B/mask",
// with a port after either end.
func flowSelectors(text string, at ipsec.Ref) (local, remote []ipsec.Selector) {
	e, ok := cisco.AccessEntry("", text, cisco.NetMasks, at)
	if !ok {
		return nil, nil
	}
	if local = []ipsec.Selector{e.Source}; e.Destination.Text != "" {
		remote = []ipsec.Selector{e.Destination}
	}
	return local, remote
}
