package junos

import (
	"regexp"
	"strings"
	"time"

	"ipsec-diag/parsers/devicelog"
	"ipsec-diag/parsers/ipsec"
)

// logHead is the head of a line of "show log kmd", "show log iked" or "show log
// messages": "Mar  1 12:00:00  srx1 kmd[1234]: ", with or without host and year.
var logHead = regexp.MustCompile(`^([A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d)(?:\.\d+)?\s+(?:\S+\s+)?(?:([\w.-]+)(?:\[\d+\])?(?:: | ))?(.*)$`)

// logMessages are what kmd, and iked of later releases, say of tunnels. The
// tags are those of the System Log Explorer.
var logMessages = []devicelog.Rule{
	devicelog.On(ipsec.EventTunnelUp, "KMD_VPN_UP_ALARM_USER: VPN {conn} from {remote} is up. Local-ip: {local}, gateway name: {_}, Local IKE-ID: {lid}, Remote IKE-ID: {rid}, {_}"),
	devicelog.On(ipsec.EventTunnelUp, "IKE_VPN_UP_ALARM_USER: VPN {conn} from {remote} is up. Local-ip: {local}, gateway name: {_}, Local IKE-ID: {lid}, Remote IKE-ID: {rid}, {_}"),
	devicelog.On(ipsec.EventTunnelUp, "KMD_VPN_UP_ALARM_USER: VPN {conn} from {remote} is up{_}"),
	devicelog.On(ipsec.EventTunnelUp, "IKE_VPN_UP_ALARM_USER: VPN {conn} from {remote} is up{_}"),
	devicelog.On(ipsec.EventTunnelDown, "KMD_VPN_DOWN_ALARM_USER: VPN {conn} from {remote} is down. Local-ip: {local}, {_}Reason: {reason}"),
	devicelog.On(ipsec.EventTunnelDown, "IKE_VPN_DOWN_ALARM_USER: VPN {conn} from {remote} is down. Local-ip: {local}, {_}Reason: {reason}"),
	devicelog.On(ipsec.EventTunnelDown, "KMD_VPN_DOWN_ALARM_USER: VPN {conn} from {remote} is down{_}"),
	devicelog.On(ipsec.EventTunnelDown, "IKE_VPN_DOWN_ALARM_USER: VPN {conn} from {remote} is down{_}"),
	devicelog.On(ipsec.EventChildEstablished, "KMD_PM_SA_ESTABLISHED: Local gateway: {local}, Remote gateway: {remote}, Local ID: {got}, Remote ID: {_}, Direction: {_}, SPI: {spi}, {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildEstablished, "KMD_PM_SA_ESTABLISHED: Local gateway: {local}, Remote gateway: {remote}, {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "KMD_VPN_TS_MISMATCH: Traffic-selector mismatch, vpn name: {conn}, Peer Proposed traffic-selector local-ip: {got}, Peer Proposed traffic-selector remote-ip: {got}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "KMD_VPN_TS_MISMATCH: {_}").In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventPeerDead, "KMD_DPD_PEER_DOWN: DPD detected peer {remote} is dead{_}"),
	devicelog.On(ipsec.EventPeerDead, "KMD_DPD_PEER_DOWN: {_}"),
	negotiation(ipsec.EventGaveUp, "IKE", "Timed out", ""),
	negotiation(ipsec.EventIKEProposalRefused, "IKE", "No proposal chosen", ipsec.ExchangeInit),
	negotiation(ipsec.EventAuthFailed, "IKE", "Authentication failed", ipsec.ExchangeAuth),
	negotiation(ipsec.EventNegotiationFailed, "IKE", "Invalid syntax", ""),
	negotiation(ipsec.EventIdentityRefused, "IKE", "IKE gateway configuration lookup failed during negotiation", ""),
	negotiation(ipsec.EventSelectorsRefused, "IKE", "TS unacceptable", ipsec.ExchangeChild),
	negotiation(ipsec.EventSelectorsRefused, "IPSec", "TS unacceptable", ipsec.ExchangeChild),
	negotiation(ipsec.EventChildProposalRefused, "IPSec", "No proposal chosen", ipsec.ExchangeChild),
	negotiation(ipsec.EventGaveUp, "IPSec", "Timed out", ipsec.ExchangeChild),
	negotiation(ipsec.EventNegotiationFailed, "IKE", "{reason}", ""),
	negotiation(ipsec.EventChildFailed, "IPSec", "{reason}", ipsec.ExchangeChild),
	negotiation(ipsec.EventChildFailed, "IPsec", "{reason}", ipsec.ExchangeChild),
	devicelog.On(ipsec.EventNoConnection, "IKE Phase-1: (Responder) Policy lookup failed [local_ip={local}, remote_ip={remote}]").V(1).In(ipsec.ExchangeInit).As(ipsec.Responder),
	devicelog.On(ipsec.EventIKEProposalRefused, "IKE Phase-1 Failure: No proposal chosen [spi={_}, src_ip={local}, dst_ip={remote}]").V(1).In(ipsec.ExchangeInit),
	devicelog.On(ipsec.EventNegotiationFailed, "IKE Phase-1 Failure: {reason} [spi={_}, src_ip={local}, dst_ip={remote}]").V(1),
	devicelog.On(ipsec.EventChildProposalRefused, "IKE Phase-2 Failure: Quick mode - no proposal chosen [spi={_}, src_ip={local}, dst_ip={remote}]").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildProposalRefused, "IKE Phase-2 Failure: Quick mode – no proposal chosen [spi={_}, src_ip={local}, dst_ip={remote}]").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventChildFailed, "IKE Phase-2 Failure: {reason} [spi={_}, src_ip={local}, dst_ip={remote}]").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventSelectorsRefused, "IKE Phase-2: Failed to match the peer proxy IDs [p2_remote_proxy_id={got}, p2_local_proxy_id={got}]{_}").V(1).In(ipsec.ExchangeChild),
	devicelog.On(ipsec.EventIKEEstablished, "IKE Phase-1: Completed for peer {remote} {_}").V(1),
	devicelog.On(ipsec.EventIdentityRefused, "IKE-ID validation failed{_}").In(ipsec.ExchangeAuth),
	devicelog.On(ipsec.EventIdentityRefused, "KMD_INTERNAL_ERROR: IKE-ID validation failed{_}").In(ipsec.ExchangeAuth),
	devicelog.On("", "KMD_VPN_PV_LIFETIME_CHANGED{_}"),
	devicelog.On("", "KMD_PM_SPI_DELETE_REJECT: {_}"),
	devicelog.On("", "KMD_PM_UNEVEN_SPI_NUMBER: {_}"),
}

// negotiation makes the rule of "IKE negotiation failed with error: ...", which
// says for each failure in the same words which tunnel it is.
func negotiation(kind ipsec.EventKind, protocol, reason, exchange string) devicelog.Rule {
	return devicelog.On(kind, protocol+" negotiation failed with error: "+reason+
		". IKE Version: {version}, VPN: {conn} Gateway: {_}, Local: {local}, Remote: {remote}, Local IKE-ID: {lid}, Remote IKE-ID: {rid}, VR-ID: {_}").In(exchange)
}

var logs = devicelog.NewReader(splitLog, nil, logMessages)

// splitLog splits a line of a log of Junos. Only kmd and iked speak of IPsec.
func splitLog(s string, _ time.Time) (devicelog.Line, bool) {
	m := logHead.FindStringSubmatch(s)
	if m == nil {
		return devicelog.Line{}, false
	}
	line := devicelog.Line{Text: m[3], About: m[2] == "kmd" || m[2] == "iked"}
	if m[2] == "" {
		line.Text = strings.TrimSpace(m[3])
	}
	for _, layout := range []string{"Jan _2 15:04:05", "Jan _2 2006 15:04:05"} {
		if t, err := time.Parse(layout, m[1]); err == nil {
			line.At, line.Dated = t, true
		}
	}
	return line, true
}
