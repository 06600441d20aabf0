package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

var (
	parsedMessage     = linux.Compile("parsed {exchange} {what} {id} [ {payloads}]")
	generatingMessage = linux.Compile("generating {exchange} {what} {id} [ {payloads}]")
)

// readMessage reads charon's one-line summary of an IKE message.
func (r *logReader) readMessage(j *job, msg string) bool {
	if m, ok := parsedMessage.Match(msg); ok {
		r.parsed(j, m[0], m[1], m[3])
		return true
	}
	if m, ok := generatingMessage.Match(msg); ok {
		j.began(false)
		r.generating(j, m[0], m[1], m[2], m[3])
		return true
	}
	return false
}

// parsed notes which exchange the job is in, and the error notifies received.
func (r *logReader) parsed(j *job, exchange, what, payloads string) {
	if j.unparsed > 0 {
		j.unparsed--
	}
	j.word = exchange
	j.exchange, j.version = exchangeOf(exchange, payloads)
	p := r.pair(j)
	if j.remote != "" && !j.doubtful(r.line) {
		p.version = j.version
		if what == "response" {
			p.retransmits = 0
		}
	}
	for _, word := range strings.Fields(payloads) {
		name, isError := errorNotifies[strings.TrimSuffix(strings.TrimPrefix(word, "N("), ")")]
		if !isError || !strings.HasPrefix(word, "N(") {
			continue
		}
		ev := r.event(j, ipsec.EventNotifyReceived)
		ev.Notify, ev.Reason = name, r.line.text
		if name == "INVALID_KE_PAYLOAD" {
			ev.Kind = ipsec.EventKeyExchangeRetry
		}
		ev.Exchange = p.about(exchange, j.exchange, name)
		j.name(&ev)
		if r.add(j, ev) {
			j.notifies = append(j.notifies, j.last)
		}
	}
}

// about says which exchange a notify in a message is about: an IKEv1 notify
// comes in an informational exchange of its own and answers our last message;
// in IKE_AUTH some refuse the Child SA (RFC 7296, section 2.21.2).
func (p *pair) about(word, exchange, notify string) string {
	switch {
	case word == "INFORMATIONAL_V1" && p.sent.exchange != "":
		return p.sent.exchange
	case word == "IKE_AUTH" && (notify == "NO_PROPOSAL_CHOSEN" || notify == "TS_UNACCEPTABLE"):
		return ipsec.ExchangeChild
	}
	return exchange
}

// generating notes the request that is sent. An authentication failure that is
// sent without a reason in the log is an event of its own.
func (r *logReader) generating(j *job, exchange, what, id, payloads string) {
	kind, version := exchangeOf(exchange, payloads)
	j.version = version
	if j.exchange == "" {
		j.exchange = kind
	}
	if strings.Contains(payloads, "N(AUTH_FAILED)") && !j.refused {
		ev := r.event(j, ipsec.EventAuthFailed)
		ev.Reason = r.line.text
		j.name(&ev)
		r.add(j, ev)
	}
	if what == "request" && exchange != "INFORMATIONAL_V1" {
		number, ok := scan.Int(id)
		if !ok || version == 1 {
			number = -1
		}
		j.request = &request{id: number, exchange: kind, empty: strings.TrimSpace(payloads) == ""}
	}
}

// exchangeOf returns the exchange and the IKE version of a message. A main or
// aggressive mode message belongs to the authentication once it carries a hash
// or an identity without a key exchange.
func exchangeOf(word, payloads string) (string, int) {
	switch word {
	case "IKE_SA_INIT", "IKE_INTERMEDIATE":
		return ipsec.ExchangeInit, 2
	case "IKE_AUTH", "IKE_FOLLOWUP_KE":
		return ipsec.ExchangeAuth, 2
	case "CREATE_CHILD_SA":
		return ipsec.ExchangeChild, 2
	case "INFORMATIONAL":
		return ipsec.ExchangeInformational, 2
	case "INFORMATIONAL_V1":
		return ipsec.ExchangeInformational, 1
	case "QUICK_MODE":
		return ipsec.ExchangeChild, 1
	case "TRANSACTION":
		return ipsec.ExchangeAuth, 1
	case "ID_PROT", "AGGRESSIVE":
		for _, payload := range strings.Fields(payloads) {
			if payload == "SA" || payload == "KE" {
				return ipsec.ExchangeInit, 1
			}
		}
		return ipsec.ExchangeAuth, 1
	}
	return "", 0
}

// errorNotifies are charon's short names for the error notifies (RFC 7296,
// section 3.10.1, and RFC 2408, section 3.14.1).
var errorNotifies = map[string]string{
	"CRIT": "UNSUPPORTED_CRITICAL_PAYLOAD", "INVAL_IKE_SPI": "INVALID_IKE_SPI", "INVAL_MAJOR": "INVALID_MAJOR_VERSION",
	"INVAL_SYN": "INVALID_SYNTAX", "INVAL_MID": "INVALID_MESSAGE_ID", "INVAL_SPI": "INVALID_SPI",
	"NO_PROP": "NO_PROPOSAL_CHOSEN", "INVAL_KE": "INVALID_KE_PAYLOAD", "AUTH_FAILED": "AUTHENTICATION_FAILED",
	"SINGLE_PAIR": "SINGLE_PAIR_REQUIRED", "NO_ADD_SAS": "NO_ADDITIONAL_SAS", "INT_ADDR_FAIL": "INTERNAL_ADDRESS_FAILURE",
	"FAIL_CP_REQ": "FAILED_CP_REQUIRED", "TS_UNACCEPT": "TS_UNACCEPTABLE", "INVAL_SEL": "INVALID_SELECTORS",
	"TEMP_FAIL": "TEMPORARY_FAILURE", "NO_CHILD_SA": "CHILD_SA_NOT_FOUND", "INVAL_GRP": "INVALID_GROUP_ID",
	"AUTHORIZATION_FAILED": "AUTHORIZATION_FAILED", "STATE_NOT_FOUND": "STATE_NOT_FOUND",
	"PLD_MAL": "PAYLOAD_MALFORMED", "INVAL_ID": "INVALID_ID_INFORMATION", "INVAL_HASH": "INVALID_HASH_INFORMATION",
	"INVAL_KEY_INFO": "INVALID_KEY_INFORMATION", "INVAL_CERT": "INVALID_CERTIFICATE", "INVAL_SIG": "INVALID_SIGNATURE",
	"ATTR_NOT_SUP": "ATTRIBUTES_NOT_SUPPORTED", "INVAL_PROT_ID": "INVALID_PROTOCOL_ID", "INVAL_TID": "INVALID_TRANSFORM_ID",
	"BAD_PROP_SYN": "BAD_PROPOSAL_SYNTAX", "UNEQUAL_PL_LEN": "UNEQUAL_PAYLOAD_LENGTHS", "INVAL_COOKIE": "INVALID_COOKIE",
	"DOI_NOT_SUP": "DOI_NOT_SUPPORTED", "SITUATION_NOT_SUP": "SITUATION_NOT_SUPPORTED",
}
