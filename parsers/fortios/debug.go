package fortios

import (
	"regexp"
	"time"

	"ipsec-diag/parsers/devicelog"
	"ipsec-diag/parsers/ipsec"
)

// debugHead is the head of a line of "diagnose debug application ike": an
// optional time, the virtual domain, the tunnel and the numbers of its SAs.
var debugHead = regexp.MustCompile(`^(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\S* )?ike (?:V=\S+?:)?\d+:(?:([\w.-]+):)?(?:(\d+):)?(?:[\w.-]*:\d+:)? ?(.*)$`)

// debugMessages are the lines of IKE debugging that tell a cause or an edge.
// The device is not asked for them; people paste them.
var debugMessages = []devicelog.Rule{
	devicelog.On(ipsec.EventUndecryptable, "{_}probable pre-shared secret mismatch{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventUndecryptable, "parse error"),
	devicelog.On(ipsec.EventIKEProposalRefused, "no SA proposal chosen").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEProposalRefused, "negotiation failure").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventChildProposalRefused, "no proposal chosen").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "failed to match peer selectors").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "specified selectors mismatch").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNoConnection, "no matching gateway for new request{_}").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIdentityRefused, "peer identifier {rid} does not match{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventNotifyReceived, "received notify type {notify}"),
	devicelog.On(ipsec.EventNotifyReceived, "notify msg received: {notify}"),
	devicelog.On(ipsec.EventRetransmit, "sent IKE msg (P1_RETRANSMIT): {local}->{remote}, {_}").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventRetransmit, "sent IKE msg (RETRANSMIT_SA_INIT): {local}->{remote}, {_}").In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventRetransmit, "sent IKE msg (RETRANSMIT_AUTH): {local}->{remote}, {_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventGaveUp, "negotiation timeout, deleting"),
	devicelog.On(ipsec.EventPeerDead, "link fail {_} dpd={_}"),
	devicelog.On(ipsec.EventPeerDead, "dpd fail{_}"),
	devicelog.On(ipsec.EventIKEEstablished, "established IKE SA {_}"),
	devicelog.On(ipsec.EventChildEstablished, "added IPsec SA: SPIs={_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildClosed, "deleted IPsec SA with SPI {spi}, SA count: {_}").In(ipsec.ExchangeChild),
}

var debugs = devicelog.NewReader(splitDebug, nil, debugMessages)

// splitDebug splits a line of debugging. Most of the lines narrate, so that one
// that is not known is left at that.
func splitDebug(s string, _ time.Time) (devicelog.Line, bool) {
	m := debugHead.FindStringSubmatch(s)
	if m == nil {
		return devicelog.Line{}, false
	}
	line := devicelog.Line{Text: m[4], Fields: map[string]string{"conn": m[2], "ike": m[3]}}
	if t, err := time.Parse("2006-01-02 15:04:05", m[1]); err == nil {
		line.At, line.Dated = t, true
	}
	return line, true
}
