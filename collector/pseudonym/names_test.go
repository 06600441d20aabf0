package pseudonym

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	m := New(key)
	m.Texts = true
	for kind, name := range map[string]string{"device": "hq-rtr1", "conn": "acme-hq"} {
		if !m.Add(kind, name) {
			t.Errorf("%s was left", name)
		}
	}
	m.Add("site", "berlin")
	m.Same("hq", "hq-rtr1")
	for _, tt := range [][2]string{
		{"hq-rtr1#show version", "device-1#show version"},
		{"ops@hq-rtr1:~$", "ops@device-1:~$"},
		{"hq-rtr1.", "device-1."},
		{"xhq-rtr1 hq-rtr12", "xhq-rtr1 hq-rtr12"},
		{"access-list vpn-hq-rtr1_in", "access-list vpn-device-1_in"},
		{"acme-hq[3]: ESTABLISHED", "conn-1[3]: ESTABLISHED"},
		{"hostname hq", "hostname device-1"},
		{"id vpn.acme.net", "id host-1.domain-1.example"},
		{"id gw.acme.net and acme.net", "id host-2.domain-1.example and domain-1.example"},
		{"bob@acme.net", "user-1@domain-1.example"},
		{"http://www.cisco.com/techsupport", "http://www.cisco.com/techsupport"},
		{" description link to Acme, Mr. Smith", " description text-1"},
		{`set comments "to Acme"`, `set comments "text-2"`},
		{"C=CH, O=Acme Ltd, CN=vpn.acme.net", "C=CH, O=org-1, CN=host-1.domain-1.example"},
		{"Processor board ID FTX1234ABCD", "Processor board ID serial-1"},
		{"username bob privilege 15 secret x", "username user-1 privilege 15 secret x"},
		{"proposal: aes256-sha256-modp2048, tunnel", "proposal: aes256-sha256-modp2048, tunnel"},
		{"/etc/strongswan.conf lib.so run.sh", "/etc/strongswan.conf lib.so run.sh"},
	} {
		if got := m.Text(tt[0]); got != tt[1] {
			t.Errorf("%q became %q, want %q", tt[0], got, tt[1])
		}
	}
}

// TestOwnWordsStay: a connection called "tunnel" must not take the word away from
// the device.
func TestOwnWordsStay(t *testing.T) {
	m := New(key)
	for _, name := range []string{"tunnel", "VPN", "any", "hq", "0"} {
		if got := m.Add("conn", name); got != (name == "hq") {
			t.Errorf("%s was added: %t", name, got)
		}
	}
}

// TestNoPseudonymIsReal: what already looks like one in the text is not given.
func TestNoPseudonymIsReal(t *testing.T) {
	m := New(key)
	m.Meet("device-1 is the name of a device")
	m.Add("device", "hq")
	if got := m.Text("hq device-1"); got != "device-2 device-1" {
		t.Errorf("got %q", got)
	}
}

func TestLeave(t *testing.T) {
	m := New(key)
	m.Texts = true
	m.Leave("vpn.acme.net")
	m.Leave("C=CH, O=Acme, CN=hq.acme.net")
	for _, text := range []string{"id vpn.acme.net", "C=CH, O=Acme, CN=hq.acme.net"} {
		if got := m.Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := m.Text("www.acme.net"); strings.Contains(got, "acme") {
		t.Errorf("another host is left: %q", got)
	}
}

// TestBack: a reply is turned back, from a map that was kept, and what is no
// pseudonym stays.
func TestBack(t *testing.T) {
	m := New(key)
	m.Texts = true
	const text = "hq-rtr1 203.0.113.10 to vpn.acme.net, 10.1.0.0/16, 10.1.0.5, 2001:db8::7, bob@acme.net, O=Acme, CN=x\n"
	m.Meet(text)
	m.Add("device", "hq-rtr1")
	shown := m.Text(text)
	if strings.Contains(shown, "acme") || strings.Contains(shown, "203.0.113.10") {
		t.Fatalf("left: %q", shown)
	}
	kept, err := Parse(m.Format())
	if err != nil {
		t.Fatal(err)
	}
	if got := kept.Back(shown); got != text {
		t.Errorf("back is\n%q, want\n%q", got, text)
	}
	if got, want := kept.Back("see 192.0.2.99 at "+m.Text("10.1.0.0")), "see 192.0.2.99 at 10.1.0.0"; got != want {
		t.Errorf("back is %q, want %q", got, want)
	}
	kept.Texts = true
	kept.Meet(text, "10.0.0.0 10.1.0.0 hq-rtr2")
	kept.Add("device", "hq-rtr2")
	if got := kept.Text(text + "hq-rtr2"); got != shown+"device-2" {
		t.Errorf("with more addresses met, the old pseudonyms became\n%q, want\n%q", got, shown+"device-2")
	}
	for name, data := range map[string]string{"newer": `{"ipsec_diag_mapping": 2, "key": "AAAA"}`, "other": `{"a": 1}`, "no JSON": "hello"} {
		if _, err := Parse([]byte(data)); err == nil {
			t.Errorf("%s: read as a mapping", name)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"203.0.113.10 2001:db8::1/64\n", "hq.example.com O=a, CN=b", "10.1.0.0 255.255.0.0  x", "description y\r\n", "device-1 é 1.2.3.4.5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		m := New(key)
		m.Texts = true
		m.Meet(in)
		m.Add("device", "hq")
		out := m.Text(in)
		if strings.Count(out, "\n") != strings.Count(in, "\n") {
			t.Fatalf("%q has other lines than %q", out, in)
		}
		kept, err := Parse(m.Format())
		if err != nil {
			t.Fatal(err)
		}
		kept.Texts = true
		if again := kept.Text(in); again != out {
			t.Fatalf("%q became %q and, with the map that was kept, %q", in, out, again)
		}
	})
}
