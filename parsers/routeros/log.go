package routeros

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/devicelog"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// logHead is the head of a line of "/log print": the time, of which RouterOS
// leaves out what is today's, and the topics.
var logHead = regexp.MustCompile(`^(?:(\d{4}-\d\d-\d\d|[a-z]{3}/\d\d(?:/\d{4})?|\d\d-\d\d) )?(\d\d:\d\d:\d\d) ([a-z0-9,!-]+) (.*)$`)

// logMessages are what RouterOS says of IPsec (topics ipsec,info and
// ipsec,error). Its IKEv1 is that of racoon.
var logMessages = []devicelog.Rule{
	devicelog.On(ipsec.EventInitiating, "initiate new phase 1 ({_}): {local}<=>{remote}").V(1).As(ipsec.Initiator).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventResponding, "respond new phase 1 ({_}): {local}<=>{remote}").V(1).As(ipsec.Responder).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventInitiating, "initiate new phase 2 negotiation: {local}<=>{remote}").V(1).As(ipsec.Initiator).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventResponding, "respond new phase 2 negotiation: {local}<=>{remote}").V(1).As(ipsec.Responder).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventIKEEstablished, "ISAKMP-SA established {local}-{remote} spi:{_}").V(1),
	devicelog.On(ipsec.EventIKEClosed, "ISAKMP-SA deleted {local}-{remote} spi:{_}").V(1),
	devicelog.On(ipsec.EventIKEClosed, "purged ISAKMP-SA{_}").V(1),
	devicelog.On("", "purging ISAKMP-SA{_}"),
	devicelog.On(ipsec.EventChildEstablished, "IPsec-SA established: {_} {_}->{_} spi={_}({spi})"),
	devicelog.On(ipsec.EventChildEstablished, "IPsec-SA established: {_} {_}->{_} spi={spi}"),
	devicelog.On(ipsec.EventChildExpired, "IPsec-SA expired: {_} {_}->{_} spi={_}({spi})"),
	devicelog.On(ipsec.EventInitiating, "new ike2 SA (I): {conn} {local}-{remote} spi:{_}").V(2).As(ipsec.Initiator),
	devicelog.On(ipsec.EventResponding, "new ike2 SA (R): {conn} {local}-{remote} spi:{_}").V(2).As(ipsec.Responder),
	devicelog.On(ipsec.EventInitiating, "new ike2 SA (I): {local}-{remote} spi:{_}").V(2).As(ipsec.Initiator),
	devicelog.On(ipsec.EventResponding, "new ike2 SA (R): {local}-{remote} spi:{_}").V(2).As(ipsec.Responder),
	devicelog.On(ipsec.EventIKEClosed, "killing ike2 SA: {conn} {local}-{remote} spi:{_}").V(2),
	devicelog.On(ipsec.EventIKEClosed, "killing ike2 SA: {local}-{remote} spi:{_}").V(2),
	devicelog.On(ipsec.EventIKEEstablished, "peer authorized: {conn} {local}-{remote} spi:{_}"),
	devicelog.On(ipsec.EventIKEEstablished, "peer authorized: {local}-{remote} spi:{_}"),
	devicelog.On(ipsec.EventGaveUp, "phase1 negotiation failed due to time up {local}<=>{remote} {_}:0000000000000000").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventGaveUp, "phase1 negotiation failed due to time up {local}<=>{remote} {_}").V(1),
	devicelog.On(ipsec.EventGaveUp, "phase1 negotiation failed due to send error. {local}<=>{remote} {_}").V(1),
	devicelog.On(ipsec.EventGaveUp, "phase2 negotiation failed due to time up waiting for phase1. {_} {remote}->{local}").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventGaveUp, "{remote} give up to get IPsec-SA due to time up to wait.").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventGaveUp, "phase2 negotiation failed due to time up{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNegotiationFailed, "{remote} phase1 negotiation failed.").V(1),
	devicelog.On(ipsec.EventUndecryptable, "{remote} parsing packet failed, possible cause: wrong password").V(1).In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventIKEProposalRefused, "{remote} failed to get valid proposal.").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEProposalRefused, "{remote} no suitable proposal found.").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEProposalRefused, "no suitable proposal found.").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEProposalRefused, "{remote} rejected {reason}").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventIKEProposalRefused, "rejected {reason}").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventNegotiationFailed, "{remote} failed to pre-process ph1 packet{_}").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventChildFailed, "{remote} failed to pre-process ph2 packet{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildFailed, "failed to pre-process ph2 packet{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "{remote} failed to get sainfo.").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "failed to get sainfo.").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "{remote} no policy found{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "no policy found{_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventUnknownSA, "{remote} peer sent packet for dead phase{_}").V(1),
	devicelog.On(ipsec.EventUnknownSA, "{remote} unknown Informational exchange received.").V(1),
	devicelog.On(ipsec.EventPeerRetransmit, "{remote} the packet is retransmitted by {_}.").V(1),
	devicelog.On(ipsec.EventPeerRetransmit, "the packet is retransmitted by {remote}.").V(1),
	devicelog.On(ipsec.EventPeerDead, "{remote} DPD: remote (ISAKMP-SA spi={_}) seems to be dead.").V(1),
	devicelog.On(ipsec.EventPeerDead, "DPD: remote (ISAKMP-SA spi={_}) seems to be dead.").V(1),
	devicelog.On(ipsec.EventNotifyReceived, "got fatal error: {notify}").V(2),
	devicelog.On(ipsec.EventNotifyReceived, "{remote} got fatal error: {notify}").V(2),
	devicelog.On(ipsec.EventNotifyReceived, "{remote} fatal {notify} notify messsage, phase1 should be deleted.").V(1),
	devicelog.On(ipsec.EventNotifyReceived, "{remote} fatal {notify} notify message, phase1 should be deleted.").V(1),
	devicelog.On(ipsec.EventIKEProposalRefused, "no proposal chosen").V(2),
	devicelog.On(ipsec.EventIKEProposalRefused, "{remote} no proposal chosen").V(2),
	devicelog.On(ipsec.EventIdentityRefused, "identity not found for peer: {rid}").V(2).In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventIdentityRefused, "{remote} identity not found for peer: {rid}").V(2).In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventIdentityRefused, "peer's ID does not match certificate{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventCertUntrusted, "can't verify peer's certificate from store").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventCertUntrusted, "unable to get local issuer certificate({_}) at depth:{_} cert:{subject}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventCertTimeInvalid, "certificate has expired({_}) at depth:{_} cert:{subject}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventCertTimeInvalid, "certificate is not yet valid({_}) at depth:{_} cert:{subject}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventCertRevoked, "certificate revoked({_}) at depth:{_} cert:{subject}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventAuthFailed, "digest mismatch").In(ipsec.ExchangeAuth).V(2),
	devicelog.On(ipsec.EventEAPFailed, "EAP failed{_}").In(ipsec.ExchangeAuth).V(2),
	devicelog.On(ipsec.EventAuthFailed, "{remote} AUTH mismatch{_}").In(ipsec.ExchangeAuth).V(2),
	devicelog.On(ipsec.EventNegotiationFailed, "payload missing: {reason}").V(2),
	devicelog.On(ipsec.EventConfigChanged, "ipsec {_} changed by {_}"),
	devicelog.On("", "acquire for policy: {_}"),
}

var logs = devicelog.NewReader(splitLog, zone, logMessages)

// splitLog splits a line of "/log print", or of the log that a syslog server got.
func splitLog(s string, now time.Time) (devicelog.Line, bool) {
	m := logHead.FindStringSubmatch(s)
	if m == nil {
		return devicelog.Line{}, false
	}
	line := devicelog.Line{Text: m[4], About: strings.Contains(","+m[3]+",", ",ipsec,") && !strings.Contains(m[3], "debug")}
	if rest, ok := strings.CutPrefix(line.Text, "ipsec: "); ok {
		line.Text = rest
	}
	line.At, line.Dated = logTime(m[1], m[2], now)
	return line, true
}

// logTime reads a time; a day without a year has the year 0.
func logTime(day, clock string, now time.Time) (time.Time, bool) {
	if day == "" {
		return devicelog.Today(clock, now)
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "Jan/02/2006 15:04:05", "Jan/02 15:04:05", "01-02 15:04:05"} {
		if t, ok := devicelog.Local(layout, day+" "+clock, now); ok {
			return t, true
		}
	}
	return time.Time{}, false
}

// zone reads the zone that stands beside the clock.
func zone(snap *ipsec.Snapshot) *time.Location {
	src := snap.Source(snap.Clock.Ref().Command)
	if src != nil {
		if t, err := time.Parse("-07:00", pairs(scan.New(src.Command, src.Text()))["gmt-offset"].value); err == nil {
			return t.Location()
		}
	}
	return time.UTC
}
