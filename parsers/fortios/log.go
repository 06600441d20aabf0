package fortios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/devicelog"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// vpnMessages are the event log's entries of subtype vpn, by what stands in the
// fields action, status, reason and the rest. [splitLog] joins these into one
// text, since the description alone ("IPsec phase 1 error") tells nothing.
var vpnMessages = []devicelog.Rule{
	devicelog.On(ipsec.EventInvalidSPI, "{_}Received ESP packet with unknown SPI{_}"),
	devicelog.On(ipsec.EventIntegrityFailed, "{_}HMAC validation failed{_}"),
	devicelog.On(ipsec.EventReplay, "{_}replayed packet{_}"),
	devicelog.On(ipsec.EventPeerDead, "{_} dpd {_}"),
	devicelog.On(ipsec.EventPeerDead, "{_}IPsec DPD failed{_}"),
	devicelog.On(ipsec.EventTunnelUp, "{_} tunnel-up {_}"),
	devicelog.On(ipsec.EventTunnelDown, "{_} tunnel-down {_}"),
	devicelog.On(ipsec.EventChildEstablished, "{_} phase2-up {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildClosed, "{_} phase2-down {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildEstablished, "{_} install_sa {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventIKEClosed, "{_} delete_phase1_sa {_}"),
	devicelog.On(ipsec.EventChildClosed, "{_} delete_ipsec_sa {_}").In(ipsec.ExchangeChild),
	devicelog.On("", "{_} tunnel-stats {_}"),
	devicelog.On(ipsec.EventUndecryptable, "{_}pre-shared secret mismatch{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventUndecryptable, "{_}preshared key mismatch{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventUndecryptable, "{_}preshared secret mismatch{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventSelectorsRefused, "{_}failed to match peer selectors{_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "{_}no matching phase2 {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNoConnection, "{_}no matching gateway{_}").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventCertTimeInvalid, "{_}certificate expired{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventCertUntrusted, "{_}invalid certificate{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventIdentityRefused, "{_}invalid peer id{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventAuthFailed, "{_}authentication failed{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventChildProposalRefused, "{_}phase 2{_}no SA proposal chosen{_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildProposalRefused, "{_}phase 2{_}SA proposal not match local policy{_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventIKEProposalRefused, "{_}no SA proposal chosen{_}").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEProposalRefused, "{_}SA proposal not match local policy{_}").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventNotifyReceived, "{_}phase 2{_} peer notification {_}notify={notify} {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNotifyReceived, "{_} peer notification {_}notify={notify} {_}"),
	devicelog.On(ipsec.EventGaveUp, "{_}phase 2{_} timeout {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventGaveUp, "{_} timeout {_}"),
	devicelog.On(ipsec.EventChildFailed, "{_}phase 2{_} negotiate_error {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNegotiationFailed, "{_} negotiate_error {_}"),
	devicelog.On(ipsec.EventChildFailed, "{_}phase 2{_} failure {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNegotiationFailed, "{_} failure {_}"),
	devicelog.On("", "{_}phase 2{_} success {_}"),
	devicelog.On(ipsec.EventIKEEstablished, "Progress IPsec phase 1{_} success {_} done=1 {_}"),
	devicelog.On("", "{_} success {_}"),
}

var logs = devicelog.NewReader(splitLog, nil, vpnMessages)

// splitLog splits a line of "execute log display", or of the syslog that a
// FortiGate sends: a number, then key=value. Only events of the VPN are about
// IPsec.
func splitLog(s string, _ time.Time) (devicelog.Line, bool) {
	at := strings.Index(s, "date=")
	if at < 0 || !strings.Contains(s, "time=") {
		return devicelog.Line{}, false
	}
	f := fields(s[at:])
	if f["date"] == "" || f["time"] == "" {
		return devicelog.Line{}, false
	}
	line := devicelog.Line{About: f["subtype"] == "vpn" || f["subtype"] == "ipsec", Text: "traffic"}
	line.At, line.Dated = stamp(f)
	if !line.About {
		return line, true
	}
	var words []string
	for _, key := range []string{"logdesc", "msg", "action", "status", "reason", "error_num", "error_reason", "result"} {
		if v := f[key]; v != "" && v != "N/A" && v != "OK" {
			words = append(words, v)
		}
	}
	if n := f["peer_notif"]; n != "" && n != "NOT-APPLICABLE" {
		words = append(words, "notify="+n)
	}
	if strings.EqualFold(f["result"], "DONE") {
		words = append(words, "done=1")
	}
	line.Text = strings.Join(words, " ") + " ."
	line.Fields = map[string]string{"remote": f["remip"], "local": f["locip"], "conn": tunnelName(f["vpntunnel"]), "role": f["role"], "spi": f["espspi"], "reason": reason(f)}
	if spi := f["in_spi"]; spi != "" {
		line.Fields["spi"] = spi
	}
	return line, true
}

// reason returns the device's own text of the cause.
func reason(f map[string]string) string {
	for _, key := range []string{"reason", "error_num", "error_reason"} {
		if v := f[key]; v != "" && v != "N/A" {
			return v
		}
	}
	return f["msg"]
}

func tunnelName(s string) string {
	if s == "N/A" {
		return ""
	}
	return s
}

// stamp reads the time, which is the device's local one; "tz" is its zone.
func stamp(f map[string]string) (time.Time, bool) {
	zone, err := time.Parse("-0700", f["tz"])
	where := time.UTC
	if err == nil {
		where = zone.Location()
	}
	t, err := time.ParseInLocation("2006-01-02 15:04:05", f["date"]+" "+f["time"], where)
	return t, err == nil
}

// fields reads key=value and key="value with blanks".
func fields(s string) map[string]string {
	out := map[string]string{}
	for s != "" {
		key, rest, ok := strings.Cut(s, "=")
		if !ok {
			return out
		}
		if i := strings.LastIndexByte(key, ' '); i >= 0 {
			key = key[i+1:]
		}
		var value string
		if quoted, is := strings.CutPrefix(rest, `"`); is {
			value, s, _ = strings.Cut(quoted, `"`)
		} else {
			value, s, _ = strings.Cut(rest, " ")
		}
		out[key] = value
	}
	return out
}

// parseLog reads the log. Above it stand how many entries there are.
func parseLog(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		line := text.Trimmed(n)
		if strings.HasSuffix(line, " logs found.") || strings.HasSuffix(line, " logs returned.") || strings.HasSuffix(line, " logs has been searched.") {
			text.Take(n)
		}
	}
	logs.Parse(text, snap)
}

// isLog recognises the log, also one without an event of the VPN.
func isLog(text *scan.Text) bool {
	for n := range text.Len() {
		if line := text.Trimmed(n); strings.Contains(line, "date=") && strings.Contains(line, "logid=") && strings.Contains(line, "type=") {
			return true
		}
	}
	return false
}
