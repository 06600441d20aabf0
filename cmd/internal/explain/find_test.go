package explain

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// top is the first answer and how it was found.
func top(a Answer) string {
	if len(a.Items) == 0 {
		return a.How + ": nothing"
	}
	return a.How + ": " + a.Items[0].Kind + " " + a.Items[0].Key()
}

func TestAsk(t *testing.T) {
	l := testLibrary(t)
	for _, tt := range []struct{ query, want string }{
		// Names.
		{"auth/psk-mismatch", "name: rule auth/psk-mismatch"},
		{"psk-mismatch", "name: rule auth/psk-mismatch"},
		{"PSK mismatch", "name: rule auth/psk-mismatch"},
		{"MM_NO_STATE", "name: state cisco-ios MM_NO_STATE"},
		{"mm_wait_msg4", "name: state cisco-asa MM_WAIT_MSG4"},
		{"AM_ACTIVE", "name: state cisco-asa AM_ACTIVE"},
		{"QM_IDLE", "name: state cisco-ios QM_IDLE"},
		{"CONNECTING", "name: state strongswan CONNECTING"},
		{"STATE_V2_PARENT_I1", "name: state libreswan STATE_V2_PARENT_I1"},
		{"STATE_MAIN_R3", "name: state libreswan STATE_MAIN_I4"},
		{"NO_PROPOSAL_CHOSEN", "name: notification NO_PROPOSAL_CHOSEN"},
		{"N(AUTH_FAILED)", "name: notification AUTHENTICATION_FAILED"},
		{"%CRYPTO-4-IKMP_NO_SA", "name: message cisco-ios %CRYPTO-4-IKMP_NO_SA"},
		{"CRYPTO-6-IKMP_NO_SA", "name: message cisco-ios %CRYPTO-4-IKMP_NO_SA"},
		{"IKMP_NO_SA", "name: message cisco-ios %CRYPTO-4-IKMP_NO_SA"},
		{"713902", "name: message cisco-asa 713902"},
		{"%ASA-4-713902", "name: message cisco-asa 713902"},
		{"713904", "name: message cisco-asa 713902"},
		{"XfrmInNoStates", "name: counter linux XfrmInNoStates"},
		{"send errors", "name: counter cisco-ios #send errors"},
		{"verify failed", "name: counter cisco-ios #pkts verify failed"},
		{"NO_PROP", "name: notification NO_PROPOSAL_CHOSEN"},
		{"V2_IPSEC_I", "name: state libreswan STATE_V2_IPSEC_I"},
		{"08[ENC] parsed IKE_SA_INIT response 0 [ N(INVAL_MAJOR) ]", "line: notification INVALID_MAJOR_VERSION"},
		{"DPD", "name: term DPD"},
		{"pfs", "name: term PFS"},
		{"proxy id", "name: term traffic selectors"},
		{"C3", "name: scenario one-way"},
		{"S-FLAP", "name: scenario flapping"},
		{"D4", "name: step D4"},
		{"C2.3", "name: step C2.3"},
		{"show asp drop", "name: command cisco-asa show asp drop"},
		{"sh asp dr", "name: command cisco-asa show asp drop"},
		{"ip xfrm state", "name: command strongswan ip xfrm state"},
		// One of several.
		{"cisco-ios READY", "name: state cisco-ios READY"},
		{"state cisco-asa READY", "name: state cisco-asa READY"},
		{"checklists", "name: checklist after-change"},
		// Pasted lines.
		{"*Nov 24 10:15:02.123: %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 203.0.113.10 failed its sanity check or is malformed", "line: message cisco-ios %CRYPTO-4-IKMP_BAD_MESSAGE"},
		{"Nov 24 2026 10:15:02: %ASA-3-713902: Group = 203.0.113.10, IP = 203.0.113.10, QM FSM error (P2 struct &0x00007f)", "line: message cisco-asa QM FSM error"},
		{"Nov 24 2026 10:15:02: %ASA-3-713902: Group = 203.0.113.10, IP = 203.0.113.10, Removing peer from correlator table failed", "line: message cisco-asa 713902"},
		{"%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Failed to locate an item in the database", "line: message cisco Failed to locate an item in the database"},
		{"%ASA-4-750003: Local:192.0.2.1:500 Remote:203.0.113.10:500 Username:203.0.113.10 IKEv2 Negotiation aborted due to ERROR: Failed to find a matching policy",
			"line: message cisco Failed to find a matching policy"},
		{"2026-11-25T05:52:03+0000 hq charon[612]: 07[IKE] received AUTHENTICATION_FAILED notify error", "line: message strongswan received … notify error"},
		{"received AUTHENTICATION_FAILED notify error", "line: message strongswan received … notify error"},
		{"Nov 25 05:52:03 hq charon: 05[IKE] tried 1 shared key for '198.51.100.3' - '192.0.2.2', but MAC mismatched",
			"line: message strongswan tried … shared key… for '…' - '…', but MAC mismatched"},
		{`Nov 25 09:52:37.6: "hq" #2: authentication failed: no PSK found for '@hq.example.com'`, "line: message libreswan authentication failed: no PSK found for …"},
		{`"hq" #2: authentication failed: the moon was wrong`, "line: message libreswan authentication failed: …"},
		// Typing errors.
		{"XfrmInNoStats", "typo: counter linux XfrmInNoStates"},
		{"psk-missmatch", "typo: rule auth/psk-mismatch"},
		{"MM_WAIT_MGS4", "typo: state cisco-asa MM_WAIT_MSG4"},
		{"flaping", "typo: rule stability/flapping"},
		// Words in the texts.
		{"xyzzy plugh", "search: nothing"},
		{"750012", "search: nothing"},
		{"*Nov 24 10:15:02: %ENVMON-2-FAN: Fan 1 had a rotation error: peer", "search: nothing"},
		{"AUTH_FAILED", "name: notification AUTHENTICATION_FAILED"},
		{"what is pfs?", "name: term PFS"},
		{"what does QM_IDLE mean", "name: state cisco-ios QM_IDLE"},
		{"rule auth", "name: rule auth/refused-without-reason"},
		{"cisco-ios show crypto ikev2 sa", "name: command cisco-ios show crypto ikev2 sa"},
		{"asymmetric-routing", "name: rule data/asymmetric-routing"},
		{"", "search: nothing"},
	} {
		if got := top(l.Ask(tt.query, "")); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.query, got, tt.want)
		}
	}
}

// TestAskPlatform: the flag narrows as the word does.
func TestAskPlatform(t *testing.T) {
	l := testLibrary(t)
	a := l.Ask("READY", "cisco-asa")
	if len(a.Items) != 1 || a.Items[0].Platform != "cisco-asa" {
		t.Errorf("READY on the ASA: %v", top(a))
	}
	if a := l.Ask("XfrmInNoStates", "strongswan"); top(a) != "name: counter linux XfrmInNoStates" {
		t.Errorf("counters of the kernel belong to strongSwan too: %s", top(a))
	}
	if a := l.Ask("MM_WAIT_MSG4", "cisco-ios"); len(a.Items) == 1 && a.Items[0].Platform != "cisco-ios" {
		t.Errorf("a state of the ASA on IOS: %s", top(a))
	}
}

// TestLineIsRead: a pasted line is read as the log parsers read it, and what it
// names is shown.
func TestLineIsRead(t *testing.T) {
	l := testLibrary(t)
	a := l.Ask("hq charon[612]: 07[IKE] received NO_PROPOSAL_CHOSEN notify error", "")
	want := []Reading{{Platform: "strongswan", Event: "notify-received", Says: "the peer refused something with a notification", Reason: "NO_PROPOSAL_CHOSEN",
		Rules: []string{"ike/refused-without-reason", "auth/refused-without-reason", "child/refused-without-reason"}}}
	if diff := cmp.Diff(want, a.Read); diff != "" {
		t.Error(diff)
	}
	if len(a.Inside) != 1 || a.Inside[0].Name != "NO_PROPOSAL_CHOSEN" {
		t.Errorf("inside: %v", a.Inside)
	}
	card := l.Answered(a, "")
	for _, part := range []string{"# received ... notify error (message, strongswan)", "## How ipsec-diag reads this line", "## Also in it", "notification NO_PROPOSAL_CHOSEN"} {
		if !strings.Contains(card, part) {
			t.Errorf("the card lacks %q:\n%s", part, card)
		}
	}
}

// TestCardsHaveNoSecrets: what is pasted is not repeated.
func TestCardsHaveNoSecrets(t *testing.T) {
	l := testLibrary(t)
	line := "Nov 25 05:52:03 hq charon: 05[IKE] tried 1 shared key for 'a' - 'b', but MAC mismatched psk=Example-Key-1"
	if card := l.Answered(l.Ask(line, ""), ""); strings.Contains(card, "Example-Key-1") {
		t.Errorf("the card repeats the line:\n%s", card)
	}
}

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		pattern, line string
		want          bool
	}{
		{"tried … shared key…, but MAC mismatched", "05[IKE] tried 2 shared keys for 'a' - 'b', but MAC mismatched", true},
		{"tried … shared key…, but MAC mismatched", "but MAC mismatched, tried 1 shared key", false},
		{"retransmitting phase 1 …", "ISAKMP: retransmitting phase 1 MM_NO_STATE...", true},
		{"QM FSM error", "IP = 192.0.2.1, QM FSM error (P2 struct)", true},
		{"no proposal found", "piano proposal found", false},
		{"no proposal found", "casino proposal found", false},
	} {
		if _, got := compile(tt.pattern).match(strings.ToLower(tt.line)); got != tt.want {
			t.Errorf("%q in %q: %v", tt.pattern, tt.line, got)
		}
	}
}

// TestView: paragraphs and lists are wrapped to any width, and nothing is lost.
func TestView(t *testing.T) {
	const text = "# Head\n\nA paragraph that\ngoes on.\n- one item that is long enough to be wrapped\n  and goes on\n\n1. first\n   more\n\n\n\nEnd."
	var b strings.Builder
	if err := (View{Width: 24, Color: true}).Print(&b, text); err != nil {
		t.Fatal(err)
	}
	want := "\x1b[1mHead\x1b[0m\n\nA paragraph that goes\non.\n- one item that is long\n  enough to be wrapped\n  and goes on\n\n1. first more\n\nEnd.\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

// TestOnlyOnePlatform: the card of a rule for one platform leaves out the
// others.
func TestOnlyOnePlatform(t *testing.T) {
	l := testLibrary(t)
	a := l.Ask("psk-mismatch", "")
	all, one := l.Markdown(a.Items[0], ""), l.Markdown(a.Items[0], "libreswan")
	if !strings.Contains(all, "strongswan:") || !strings.Contains(all, "cisco-ios end") {
		t.Fatalf("the whole card:\n%s", all)
	}
	if strings.Contains(one, "strongswan:") || strings.Contains(one, "cisco-ios end") || !strings.Contains(one, "libreswan:") || !strings.Contains(one, "both ends") {
		t.Errorf("for Libreswan:\n%s", one)
	}
}

// TestEveryCardFits: every card is readable at any width: no line is wider, no
// placeholder is left, nothing is empty.
func TestEveryCardFits(t *testing.T) {
	l := testLibrary(t)
	for _, width := range []int{40, 80, 120} {
		for _, i := range l.Items {
			var b strings.Builder
			if err := (View{Width: width}).Print(&b, l.Markdown(i, "")); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width {
					t.Errorf("%s: %d columns of %d: %s", i.Key(), n, width, line)
				}
			}
			if slot := leftSlot.FindString(b.String()); slot != "" {
				t.Errorf("%s: the placeholder %s is left", i.Key(), slot)
			}
			if strings.Count(b.String(), "\n") < 3 {
				t.Errorf("%s: an empty card", i.Key())
			}
		}
	}
}

// leftSlot is a placeholder of a card.
var leftSlot = regexp.MustCompile(`\{(local|peer|verifier|command for|network|address|interface|name|mss|mtu)[^}]*\}`)

// TestSearchRanks: what a person means stands among the first three.
func TestSearchRanks(t *testing.T) {
	l := testLibrary(t)
	for query, want := range map[string]string{
		"pre shared key wrong": "auth/psk-mismatch", "tunnel drops every hour": "flapping", "only one subnet works": "child/one-pair-per-sa",
		"firewall blocks esp": "underlay/esp-blocked", "vpn slow": "slow", "tunnel up no traffic": "one-way", "users cannot reach dns": "data/dns-not-covered",
		"certificate expired": "auth/cert-expired", "mtu": "MTU", "no answer port 4500": "underlay/udp4500-blocked",
		"wrong clock certificate": "auth/clock-wrong", "large packets vanish": "data/mtu-blackhole",
	} {
		a := l.Ask(query, "")
		first := a.Items[:min(3, len(a.Items))]
		if !slices.ContainsFunc(first, func(i *Item) bool { return i.Name == want }) {
			t.Errorf("%q: %s is not among the first three", query, want)
		}
	}
}
