package ciscoios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// dataPlane makes an event about a packet. Its addresses stand behind
// "srcaddr=", "src_addr=" or "remote=", the SPI behind "spi=" or "SPI".
func dataPlane(kind ipsec.EventKind) func(*ipsec.Event, string) {
	return func(e *ipsec.Event, text string) {
		e.Kind = kind
		e.Remote = firstAfter(text, "srcaddr=", "src_addr=", "src_addr ", "remote=")
		e.Local = firstAfter(text, "destaddr=", "destadr=", "dest_addr=", "dest_addr ", "local=")
		if spi, ok := scan.SPI(firstAfter(text, "spi=", "SPI ")); ok {
			e.SPI = spi
		}
	}
}

// firstAfter returns the word behind the first label that is there, without
// the VRF in front of it ("vrf/dest_addr= /10.1.1.1").
func firstAfter(text string, labels ...string) string {
	for _, label := range labels {
		if word := addressAfter(text, label); word != "" {
			if i := strings.LastIndexByte(word, '/'); i >= 0 {
				word = word[i+1:]
			}
			word, _, _ = strings.Cut(word, "(")
			return word
		}
	}
	return ""
}

// dmvpnSocket reads "Tunnel0: local address : A remote address : B socket is DOWN".
func dmvpnSocket(e *ipsec.Event, text string) {
	switch {
	case strings.Contains(text, "socket is UP"):
		e.Kind = ipsec.EventTunnelUp
	case strings.Contains(text, "socket is DOWN"):
		e.Kind = ipsec.EventTunnelDown
	}
	e.Subject = between(" "+text, " ", ":")
	e.Local, e.Remote = addressAfter(text, "local address :"), addressAfter(text, "remote address :")
}

// interfaceChange reads "Line protocol on Interface Tunnel0, changed state to
// down" and "Tunnel0 temporarily disabled due to recursive routing".
func interfaceChange(e *ipsec.Event, text string) {
	e.Kind, e.State = ipsec.EventInterfaceChange, between(text+"\n", "changed state to ", "\n")
	if e.Subject = addressAfter(text, "Interface"); e.Subject == "" {
		word, _ := cutWord(text)
		e.Subject = strings.Trim(word, ",:")
	}
}

// becomesActive reads "GigabitEthernet1 Grp 1 state Standby -> Active".
func becomesActive(e *ipsec.Event, text string) {
	if strings.HasSuffix(strings.TrimSpace(text), "-> Active") {
		e.Kind = ipsec.EventFailover
		e.Subject, _ = cutWord(text)
	}
}

// monitored reads "1 ip sla 1 reachability Up -> Down" of a track object.
func monitored(e *ipsec.Event, text string) {
	before, after, found := strings.Cut(text, "->")
	words := strings.Fields(before)
	if !found || len(words) < 2 {
		return
	}
	switch strings.ToLower(strings.TrimRight(strings.TrimSpace(after), ".")) {
	case "down":
		e.Kind = ipsec.EventMonitorDown
	case "up":
		e.Kind = ipsec.EventMonitorUp
	}
	e.Subject = strings.Join(words[:len(words)-1], " ")
}

// certificateTime reads "The certificate (SN: 02) has expired. Validity period
// ended on 2020-01-01T00:00:00Z" and its counterpart "starts on".
func certificateTime(e *ipsec.Event, text string) {
	e.Kind, e.Subject = ipsec.EventCertTimeInvalid, between(text, "SN:", ")")
	if when, ok := isoTime(addressAfter(text, "ended on")); ok {
		e.NotAfter = ipsec.Saw(when, e.Ref)
	}
	if when, ok := isoTime(addressAfter(text, "starts on")); ok {
		e.NotBefore = ipsec.Saw(when, e.Ref)
	}
}

func isoTime(text string) (time.Time, bool) {
	when, err := time.Parse(time.RFC3339, text)
	return when, err == nil
}
