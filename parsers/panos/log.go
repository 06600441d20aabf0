package panos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/devicelog"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// logMessages are the system log's messages of subtype vpn. In front of a
// message stand columns that differ between releases and ways to export it.
var logMessages = []devicelog.Rule{
	devicelog.On(ipsec.EventInitiating, "{_}IKE phase-1 negotiation is started as initiator, {_} mode. Initiated SA: {local}-{remote} cookie:{_}").V(1).As(ipsec.Initiator).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventResponding, "{_}IKE phase-1 negotiation is started as responder, {_} mode. Initiated SA: {local}-{remote} cookie:{_}").V(1).As(ipsec.Responder).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEEstablished, "{_}IKE phase-1 negotiation is succeeded as {role}, {_} mode. Established SA: {local}-{remote} cookie:{_}").V(1),
	devicelog.On(ipsec.EventGaveUp, "{_}IKE phase-1 negotiation is failed as {role}, {_} mode. Failed SA: {local}-{remote} cookie:{_}:0000000000000000. Due to timeout{_}").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventGaveUp, "{_}IKE phase-1 negotiation is failed as {role}, {_} mode. Failed SA: {local}-{remote} cookie:{_}:0000000000000000 due to timeout{_}").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventGaveUp, "{_}IKE phase-1 negotiation is failed as {role}, {_} mode. Failed SA: {local}-{remote} cookie:{_} timeout{_}").V(1),
	devicelog.On(ipsec.EventNegotiationFailed, "{_}IKE phase-1 negotiation is failed as {role}, {_} mode. Failed SA: {local}-{remote} cookie:{_} Due to {reason}").V(1),
	devicelog.On(ipsec.EventNegotiationFailed, "{_}IKE phase-1 negotiation is failed. {reason}").V(1),
	devicelog.On(ipsec.EventIKEClosed, "{_}IKE phase-1 SA is deleted SA: {local}-{remote} cookie:{_}").V(1),
	devicelog.On(ipsec.EventIKEClosed, "{_}IKE phase-1 SA is expired SA: {local}-{remote} cookie:{_}").V(1),
	devicelog.On(ipsec.EventInitiating, "{_}IKE phase-2 negotiation is started as initiator, {_} mode. Initiated SA: {local}-{remote} message id:{_}").V(1).As(ipsec.Initiator).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventResponding, "{_}IKE phase-2 negotiation is started as responder, {_} mode. Initiated SA: {local}-{remote} message id:{_}").V(1).As(ipsec.Responder).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildEstablished, "{_}IKE phase-2 negotiation is succeeded as {role}, {_} mode. Established SA: {local}-{remote} message id:{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "{_}cannot find matching phase-2 tunnel for received proxy ID. received local id: {got} type {_} received remote id: {got} type {_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "{_}cannot find matching phase-2 tunnel for received proxy ID{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildProposalRefused, "{_}IKE phase-2 negotiation failed when processing SA payload. no suitable proposal found in peer's SA payload{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildProposalRefused, "{_}pfs group mismatched{reason}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventGaveUp, "{_}IKE phase-2 negotiation is failed as {role}, {_} mode. Failed SA: {local}-{remote} message id:{_} timeout{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildFailed, "{_}IKE phase-2 negotiation is failed as {role}, {_} mode. Failed SA: {local}-{remote} message id:{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNoConnection, "{_}Couldn't find configuration for IKE phase-1 request for peer IP {remote}.").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventNoConnection, "{_}Couldn't find configuration for IKE phase-1 request for peer IP {remote}").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventUndecryptable, "{_}possible pre-shared key mismatch{_}").V(1).In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventIKEProposalRefused, "{_}no suitable proposal found in peer's SA payload{_}").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEClosed, "{_}IKE protocol phase-1 SA delete message sent to peer{_}").V(1),
	devicelog.On(ipsec.EventDeleteReceived, "{_}IKE protocol phase-1 SA delete message received from peer{_}").V(1),
	devicelog.On(ipsec.EventChildClosed, "{_}IKE protocol IPSec SA delete message sent to peer. SPI:{spi}.").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventDeleteReceived, "{_}IKE protocol IPSec SA delete message received from peer. SPI:{spi}.").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNotifyReceived, "{_}IKE protocol notification message received: received notify type {notify}"),
	devicelog.On(ipsec.EventNotifyReceived, "{_}IKE protocol notification message received: {notify} ({_}).").V(1),
	devicelog.On("", "{_}IKE protocol notification message sent: {_}"),
	devicelog.On(ipsec.EventPeerDead, "{_}IKE phase-1 SA is down determined by DPD{_}").V(1),
	devicelog.On(ipsec.EventPeerDead, "{_}DPD down on the IKE SA{_}"),
	devicelog.On(ipsec.EventInitiating, "{_}IKEv2 IKE SA negotiation is started as initiator, non-rekey. Initiated SA: {local}-{remote} SPI:{_}").V(2).As(ipsec.Initiator).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventResponding, "{_}IKEv2 IKE SA negotiation is started as responder, non-rekey. Initiated SA: {local}-{remote} SPI:{_}").V(2).As(ipsec.Responder).In(ipsec.ExchangeInit),
	devicelog.On("", "{_}IKEv2 IKE SA negotiation is started as {_}, rekey. Initiated SA: {_}"),
	devicelog.On(ipsec.EventIKEEstablished, "{_}IKEv2 IKE SA negotiation is succeeded as {role}, non-rekey. Established SA: {local}-{remote} SPI:{_}").V(2),
	devicelog.On(ipsec.EventRekeyed, "{_}IKEv2 IKE SA negotiation is succeeded as {role}, rekey. Established SA: {local}-{remote} SPI:{_}").V(2),
	devicelog.On(ipsec.EventGaveUp, "{_}IKEv2 IKE SA negotiation is failed as {role}, {_}. Failed SA: {local}-{remote} SPI:{_} timeout{_}").V(2),
	devicelog.On(ipsec.EventNegotiationFailed, "{_}IKEv2 IKE SA negotiation is failed as {role}, {_}. Failed SA: {local}-{remote} SPI:{_}").V(2),
	devicelog.On(ipsec.EventIKEProposalRefused, "{_}IKEv2 IKE SA negotiation is failed. {_}no suitable proposal{_}").V(2).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventAuthFailed, "{_}IKEv2 {_}authentication failed{_}").V(2).In(ipsec.ExchangeAuth),
	devicelog.On("", "{_}IKEv2 child SA negotiation is started as {_}"),
	devicelog.On(ipsec.EventChildEstablished, "{_}IKEv2 child SA negotiation is succeeded as {role}, non-rekey. Established SA: {local}-{remote} message id:{_}").V(2).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventRekeyed, "{_}IKEv2 child SA negotiation is succeeded as {role}, rekey. Established SA: {local}-{remote} message id:{_}").V(2).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNotifyReceived, "{_}IKEv2 child SA negotiation failed when processing traffic selector. {_}").V(2).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildFailed, "{_}IKEv2 child SA negotiation is failed {reason}").V(2).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNotifyReceived, "{_}received notify type {notify}").V(2),
	devicelog.On(ipsec.EventIKEClosed, "{_}IKEv2 IKE SA is deleted SA: {local}-{remote} SPI:{_}").V(2),
	devicelog.On(ipsec.EventIKEClosed, "{_}IKEv2 IKE SA delete message sent to peer{_}").V(2),
	devicelog.On(ipsec.EventDeleteReceived, "{_}IKEv2 IKE SA delete message received from peer{_}").V(2),
	devicelog.On(ipsec.EventPeerDead, "{_}IKEv2 IKE SA is down determined by DPD{_}").V(2),
	devicelog.On(ipsec.EventChildEstablished, "{_}IPSec key installed. Installed SA: {local}-{remote} SPI:{_} lifetime {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildClosed, "{_}IPSec key deleted. Deleted SA: {local}-{remote} SPI:{_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildExpired, "{_}IPSec key lifetime expired. Expired SA: {local}-{remote} SPI:{_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventMonitorDown, "{_}Tunnel {subject} is down{_}"),
	devicelog.On(ipsec.EventMonitorUp, "{_}Tunnel {subject} is up{_}"),
	devicelog.On(ipsec.EventDaemonStarted, "{_}IKE daemon configuration load phase-1 succeeded{_}"),
	devicelog.On("", "{_}IKE daemon configuration load {_}"),
}

// logHead is the time of a line of "show log system" and of its export as CSV.
var logHead = regexp.MustCompile(`(?:^|,)(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)[\s,](.*)$`)

// logColumns are the columns of the table: severity, subtype, object, event and
// its number. The object is the gateway or tunnel.
var logColumns = regexp.MustCompile(`^\w+\s+vpn\s+(?:(\S+)\s+)?(\S+-\S+)\s+\d+\s+(.*)$`)

var logs = devicelog.NewReader(splitLog, nil, logMessages)

func splitLog(s string, now time.Time) (devicelog.Line, bool) {
	m := logHead.FindStringSubmatch(s)
	if m == nil {
		return devicelog.Line{}, false
	}
	words := strings.FieldsFunc(m[2], func(c rune) bool { return c == ' ' || c == ',' || c == '\t' })
	line := devicelog.Line{Text: strings.TrimSuffix(strings.TrimSpace(m[2]), `"`)}
	for _, w := range words[:min(len(words), 8)] {
		line.About = line.About || w == "vpn" || w == "ike" || w == "ipsec"
	}
	if c := logColumns.FindStringSubmatch(line.Text); c != nil {
		line.Text, line.Fields = c[3], map[string]string{"conn": c[1]}
	}
	line.At, line.Dated = devicelog.Local("2006/01/02 15:04:05", m[1], now)
	return line, true
}

// parseLog reads the log below its header.
func parseLog(text *scan.Text, snap *ipsec.Snapshot) {
	for n := range text.Len() {
		if line := text.Trimmed(n); strings.HasPrefix(line, "Time ") && strings.Contains(line, "Severity") || line != "" && strings.Trim(line, "=-") == "" {
			text.Take(n)
		}
	}
	logs.Parse(text, snap)
}
