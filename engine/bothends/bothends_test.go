package bothends_test

import (
	"strings"
	"testing"
	"time"

	"ipsec-diag/engine"
	"ipsec-diag/engine/bothends"
	"ipsec-diag/parsers/ipsec"
)

var ref = ipsec.Ref{Command: "show sa", First: 1, Last: 1}

// pair makes two ends of one healthy tunnel, an IOS and a strongSwan one.
func pair() *engine.Case {
	child := func(in, out string, p ipsec.Proposal) *ipsec.ChildSA {
		return &ipsec.ChildSA{State: ipsec.ChildInstalled, InSPI: []string{in}, OutSPI: []string{out}, Proposal: p, Age: ipsec.Saw(time.Hour, ref), UDPEncap: ipsec.Saw(false, ref)}
	}
	ike := func(local, remote, localID, remoteID string, p ipsec.Proposal) *ipsec.IKESA {
		return &ipsec.IKESA{State: ipsec.IKEEstablished, Version: ipsec.Saw(2, ref), LocalSPI: ipsec.Saw(local, ref), RemoteSPI: ipsec.Saw(remote, ref),
			LocalID: ipsec.Saw(localID, ref), RemoteID: ipsec.Saw(remoteID, ref), Proposal: p}
	}
	return &engine.Case{
		Local: engine.End{Name: "ios", Snap: &ipsec.Snapshot{},
			ChildSAs: []*ipsec.ChildSA{child("1a", "2a", ipsec.Proposal{Encryption: "esp-256-aes", Integrity: "esp-sha256-hmac"})},
			IKESAs:   []*ipsec.IKESA{ike("f1", "f2", "ios.example.com", "linux.example.com", ipsec.Proposal{Encryption: "AES-CBC", KeyBits: 256, Integrity: "SHA256", KeyExchange: "14"})}},
		Remote: engine.End{Name: "linux", Snap: &ipsec.Snapshot{},
			ChildSAs: []*ipsec.ChildSA{child("2a", "1a", ipsec.Proposal{Encryption: "AES_CBC", KeyBits: 256, Integrity: "HMAC_SHA2_256_128"})},
			IKESAs:   []*ipsec.IKESA{ike("f2", "f1", "linux.example.com", "ios.example.com", ipsec.Proposal{Encryption: "AES_CBC", KeyBits: 256, Integrity: "HMAC_SHA2_256_128", KeyExchange: "MODP_2048"})}},
	}
}

// TestRows changes one thing at one end at a time: that row differs, and no other.
func TestRows(t *testing.T) {
	tests := map[string]struct {
		change func(near, far *engine.End)
		row    string
		match  bothends.Match
	}{
		"nothing":            {func(_, _ *engine.End) {}, "", ""},
		"SPI":                {func(_, far *engine.End) { far.ChildSAs[0].InSPI = []string{"2b"} }, "SPI from local to remote", bothends.Differs},
		"SPI not shown":      {func(_, far *engine.End) { far.ChildSAs[0].OutSPI = nil }, "SPI from remote to local", bothends.Unknown},
		"age":                {func(near, _ *engine.End) { near.ChildSAs[0].Age = ipsec.Saw(10*time.Minute, ref) }, "age of the Child SA", bothends.Differs},
		"age not shown":      {func(near, _ *engine.End) { near.ChildSAs[0].Age = ipsec.Duration{} }, "age of the Child SA", bothends.Unknown},
		"cipher":             {func(_, far *engine.End) { far.ChildSAs[0].Proposal.KeyBits = 128 }, "algorithms of the Child SA", bothends.Differs},
		"NAT traversal":      {func(near, _ *engine.End) { near.ChildSAs[0].UDPEncap = ipsec.Saw(true, ref) }, "ESP inside UDP (NAT traversal)", bothends.Differs},
		"group":              {func(near, _ *engine.End) { near.IKESAs[0].Proposal.KeyExchange = "19" }, "algorithms of the IKE SA", bothends.Differs},
		"identity":           {func(_, far *engine.End) { far.IKESAs[0].RemoteID = ipsec.Saw("other.example.com", ref) }, "identity of the local end", bothends.Differs},
		"identity not shown": {func(_, far *engine.End) { far.IKESAs[0].LocalID = ipsec.Text{} }, "identity of the remote end", bothends.Unknown},
		"NAT seen by one":    {func(near, _ *engine.End) { near.IKESAs[0].NATLocal = ipsec.Saw(true, ref) }, "local end behind NAT", bothends.Unknown},
		"lifetimes":          {func(near, _ *engine.End) { near.ChildSAs[0].RekeyIn = ipsec.Saw(time.Minute, ref) }, "Child SA is replaced in", bothends.Info},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := pair()
			tt.change(&c.Local, &c.Remote)
			v := bothends.Of(c)
			if v == nil || len(v.Rows) < 8 {
				t.Fatal("the ends are not compared")
			}
			found := tt.row == ""
			for _, r := range v.Rows {
				switch {
				case r.Name == tt.row:
					if found = true; r.Match != tt.match {
						t.Errorf("%s is %s (%s, %s), want %s", r.Name, r.Match, r.Local, r.Remote, tt.match)
					}
				case r.Match != bothends.Same:
					t.Errorf("%s is %s (%s, %s), too", r.Name, r.Match, r.Local, r.Remote)
				}
			}
			if !found {
				t.Errorf("no row %q", tt.row)
			}
		})
	}
}

// TestOneEnd compares nothing where one end shows no SA.
func TestOneEnd(t *testing.T) {
	c := pair()
	c.Remote.ChildSAs, c.Remote.IKESAs = nil, nil
	if bothends.Of(c) != nil {
		t.Error("an end without SAs is compared")
	}
}

// TestDirected words every kind of comparison.
func TestDirected(t *testing.T) {
	c := pair()
	one := engine.Loss{From: &c.Local, To: &c.Remote, Sent: 812, Received: 566, Window: 10 * time.Second, ReceiverWindow: 10 * time.Second, Low: 279, High: 322, Loss: 303}
	for kind, want := range map[engine.LossKind]string{
		engine.LossSeen:      "from a to b: 812 sent (81.2/s), 566 received (56.6/s) in 10s: 30.3 % lost (between 27.9 % and 32.2 %)",
		engine.TooFewPackets: "in 10s: too few to say",
		engine.MoreReceived:  "more received than sent: the two counters do not belong to the same packets",
		engine.NotComparable: "from a to b: not compared: why not",
	} {
		l := one
		l.Kind, l.Why = kind, "why not"
		if got := bothends.Directed(&l, "a", "b"); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
	none := one
	none.Kind, none.Received, none.Low, none.High = engine.NoLossSeen, 812, 0, 30
	if got := bothends.LossText(&none); !strings.HasSuffix(got, "no loss seen (at most 3 %)") {
		t.Error(got)
	}
}
