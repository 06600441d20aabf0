package strongswan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A decisive is the event that a fault of the lab must give at one end.
type decisive struct {
	fault, end string
	kind       ipsec.EventKind
	version    int
	exchange   string
	notify     string
	detail     string // what Received, Configured or Subject must hold
}

var decisives = []decisive{
	{"auth-method-mismatch", "hq", ipsec.EventAuthMethodRefused, 2, "auth", "", "pre-shared key"},
	{"auth-method-mismatch", "br1", ipsec.EventNotifyReceived, 2, "auth", "AUTHENTICATION_FAILED", ""},
	{"cert-expired", "hq", ipsec.EventCertTimeInvalid, 2, "auth", "", "CN=br1.example.com"},
	{"cert-expired", "hq", ipsec.EventNoTrustedKey, 2, "auth", "", ""},
	{"cert-unknown-ca", "hq", ipsec.EventCertUntrusted, 2, "auth", "", "CN=Other Root CA"},
	{"clock-skew-behind", "br1", ipsec.EventCertTimeInvalid, 2, "auth", "", "CN=hq.example.com"},
	{"clock-skew-behind", "hq", ipsec.EventNotifyReceived, 2, "informational", "AUTHENTICATION_FAILED", ""},
	{"daemon-down", "hq", ipsec.EventDaemonStopped, 0, "", "", ""},
	{"daemon-down", "br1", ipsec.EventDeleteReceived, 2, "informational", "", ""},
	{"dpd-peer-dead", "br1", ipsec.EventPeerDead, 2, "informational", "", ""},
	{"eap-failed", "hq", ipsec.EventEAPFailed, 2, "auth", "", ""},
	{"eap-failed", "br1", ipsec.EventEAPFailed, 2, "auth", "", ""},
	{"esp-proposal-mismatch", "hq", ipsec.EventChildProposalRefused, 2, "child", "", "ESP:AES_CBC_128/HMAC_SHA2_256_128/NO_EXT_SEQ ESP:AES_GCM_16_256/MODP_2048/NO_EXT_SEQ"},
	{"esp-proposal-mismatch", "br1", ipsec.EventNotifyReceived, 2, "child", "NO_PROPOSAL_CHOSEN", ""},
	{"id-mismatch-local", "hq", ipsec.EventIdentityRefused, 2, "auth", "", "branch1.example.com"},
	{"id-mismatch-local", "br1", ipsec.EventNotifyReceived, 2, "auth", "AUTHENTICATION_FAILED", ""},
	{"ike-proposal-mismatch", "hq", ipsec.EventIKEProposalRefused, 2, "init", "", "IKE:AES_CBC_256/"},
	{"ike-proposal-mismatch", "br1", ipsec.EventNotifyReceived, 2, "init", "NO_PROPOSAL_CHOSEN", ""},
	{"ike-version-mismatch", "hq", ipsec.EventNoConnection, 1, "init", "NO_PROPOSAL_CHOSEN", ""},
	{"ike-version-mismatch", "br1", ipsec.EventNotifyReceived, 1, "init", "NO_PROPOSAL_CHOSEN", ""},
	{"kernel-pfs-mismatch", "br1", ipsec.EventRekeyFailed, 2, "child", "", ""},
	{"kernel-pfs-mismatch", "hq", ipsec.EventChildProposalRefused, 2, "child", "", "ESP:AES_GCM_16_256/MODP_2048/NO_EXT_SEQ"},
	{"lifetime-expired", "hq", ipsec.EventChildExpired, 2, "", "", "lan{1}"},
	{"no-config", "hq", ipsec.EventNoConnection, 2, "init", "NO_PROPOSAL_CHOSEN", ""},
	{"wrong-remote-addr", "hq", ipsec.EventNoConnection, 2, "init", "NO_PROPOSAL_CHOSEN", ""},
	{"peer-unreachable", "br1", ipsec.EventGaveUp, 2, "init", "", ""},
	{"udp500-blocked", "br1", ipsec.EventGaveUp, 2, "init", "", ""},
	{"psk-mismatch", "hq", ipsec.EventKeyMismatch, 2, "auth", "", ""},
	{"psk-mismatch", "br1", ipsec.EventNotifyReceived, 2, "auth", "AUTHENTICATION_FAILED", ""},
	{"psk-missing", "hq", ipsec.EventNoKey, 2, "auth", "", ""},
	{"ts-mismatch", "hq", ipsec.EventSelectorsRefused, 2, "child", "", "10.9.0.0/16 === 10.2.0.0/16"},
	{"ts-mismatch", "br1", ipsec.EventNotifyReceived, 2, "child", "TS_UNACCEPTABLE", ""},
	{"tunnel-flapping", "br1", ipsec.EventPeerDead, 2, "informational", "", ""},
	{"v1-proposal-mismatch", "hq", ipsec.EventIKEProposalRefused, 1, "init", "", "IKE:AES_CBC_128/"},
	{"v1-proposal-mismatch", "br1", ipsec.EventNotifyReceived, 1, "init", "NO_PROPOSAL_CHOSEN", ""},
	{"v1-psk-mismatch", "hq", ipsec.EventUndecryptable, 1, "auth", "", ""},
	{"v1-psk-mismatch", "br1", ipsec.EventUndecryptable, 1, "auth", "", ""},
	{"v1-psk-mismatch", "br1", ipsec.EventGaveUp, 1, "auth", "", ""},
	{"v1-ts-mismatch", "hq", ipsec.EventSelectorsRefused, 1, "child", "", "10.9.0.0/16 === 10.2.0.0/16"},
	{"v1-ts-mismatch", "br1", ipsec.EventNotifyReceived, 1, "child", "INVALID_ID_INFORMATION", ""},
	{"nat-br1", "br1", ipsec.EventNATDetected, 2, "", "", "local"},
}

// addresses of the lab's two gateways.
var gateways = map[string]string{"br1": "203.0.113.1", "hq": "198.51.100.1"}

func TestDecisiveLine(t *testing.T) {
	for _, d := range decisives {
		events := faultEvents(t, d.fault)[d.end]
		if !holds(events, d) {
			t.Errorf("%s: %s has no event %s with version %d, exchange %q, notify %q, %q; it has %s",
				d.fault, d.end, d.kind, d.version, d.exchange, d.notify, d.detail, kinds(events))
		}
	}
}

// holds reports whether one of the events is the decisive one, of the right peer.
func holds(events []ipsec.Event, d decisive) bool {
	other := map[string]string{"br1": "hq", "hq": "br1"}[d.end]
	for _, ev := range events {
		detail := strings.Join(append(append([]string{}, ev.Received...), ev.Configured...), " ") + " " + ev.Subject
		if ev.Kind != d.kind || ev.Notify != d.notify || !strings.Contains(detail, d.detail) || d.exchange != "" && ev.Exchange != d.exchange {
			continue
		}
		if d.version == 0 && ev.Remote == "" {
			return true // about the daemon itself
		}
		if ev.Version == d.version && ev.Local == gateways[d.end] && ev.Remote == gateways[other] {
			return true
		}
	}
	return false
}

// TestHealthyLogRefusesNothing: what a healthy tunnel logs is no refusal.
func TestHealthyLogRefusesNothing(t *testing.T) {
	for _, fault := range []string{"healthy-traffic", "healthy-cert", "v1-healthy", "nat-br1"} {
		for end, events := range faultEvents(t, fault) {
			established := false
			for _, ev := range events {
				established = established || ev.Kind == ipsec.EventChildEstablished
				if isRefusal(ev.Kind) || ev.Kind == ipsec.EventNotifyReceived || ev.Kind == ipsec.EventGaveUp || ev.Kind == ipsec.EventChildFailed {
					t.Errorf("%s, %s: %s %q", fault, end, ev.Kind, ev.Reason)
				}
			}
			if end != "comment" && !established {
				t.Errorf("%s, %s: no Child SA established", fault, end)
			}
		}
	}
}

// faultEvents reads the logs of both ends of a fault and demands that every
// line is known.
func faultEvents(t *testing.T, fault string) map[string][]ipsec.Event {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "faults", fault+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]ipsec.Event{}
	for _, file := range txtar.Parse(data).Files {
		out[file.Name] = logEvents(t, string(file.Data))
	}
	return out
}

func logEvents(t *testing.T, log string) []ipsec.Event {
	t.Helper()
	snap := &ipsec.Snapshot{}
	text := scan.New("log", log)
	parseLog(text, snap)
	unread, _ := text.Unread()
	for _, u := range unread {
		t.Errorf("unread: %s", u.Text)
	}
	finish(snap)
	return snap.Events
}

func kinds(events []ipsec.Event) string {
	var out []string
	for _, ev := range events {
		out = append(out, string(ev.Kind))
	}
	return strings.Join(out, " ")
}
