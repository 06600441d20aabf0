package fleet

import (
	"fmt"
	"net/netip"
	"time"
)

// A view is what a template sees: one device at one time.
type view struct {
	Host    string
	Serial  string
	Address netip.Addr
	LAN     netip.Prefix
	Gateway netip.Addr
	Now     time.Time
	Pass    int
	Detail  bool
	Peer    string
	Ends    []*end
	Log     []event
}

func (d *Device) view(now time.Time) *view {
	v := &view{
		Host: d.Name, Serial: fmt.Sprintf("FDO26%02dA%03d", d.number%100, d.number%1000), Address: d.Address, LAN: d.LAN, Now: now,
		Gateway: netip.PrefixFrom(d.Address, 24).Masked().Addr(),
	}
	gateway := v.Gateway.As4()
	gateway[3] = 254
	v.Gateway = netip.AddrFrom4(gateway)
	for _, e := range d.ends {
		here := *e
		here.now = now
		v.Ends = append(v.Ends, &here)
	}
	return v
}

func (v *view) choose(want func(*end) bool) []*end {
	var out []*end
	for _, e := range v.Ends {
		if want(e) {
			out = append(out, e)
		}
	}
	return out
}

// V1 and V2 are the IKE SAs that an ASA shows, Children those with a Child SA,
// Established and Sessions those with an IKE SA.
func (v *view) V1() []*end { return v.choose(func(e *end) bool { return e.StateV1() != "" }) }
func (v *view) V2() []*end {
	return v.choose(func(e *end) bool { return e.Version() == 2 && e.IKEUp() })
}
func (v *view) Children() []*end    { return v.choose((*end).ChildUp) }
func (v *view) Established() []*end { return v.choose((*end).IKEUp) }
func (v *view) Sessions() []*end    { return v.choose((*end).IKEUp) }

// A certificate in "swanctl --list-certs".
type certificate struct {
	ID          string
	From, Until time.Time
	Own         bool
	Serial      string
}

// Judgement is what swanctl says about the end of the validity.
func (c certificate) Judgement(now time.Time) string {
	if days := int(now.Sub(c.Until).Hours() / 24); now.After(c.Until) {
		return fmt.Sprintf("expired (%d days ago)", days)
	}
	return fmt.Sprintf("ok (expires in %d days)", int(c.Until.Sub(now).Hours()/24))
}

// Certs are the certificates that a device holds: its own of each tunnel that
// uses them, and the expired one it was shown.
func (v *view) Certs() []certificate {
	var out []certificate
	for _, e := range v.Ends {
		if !e.Cert() {
			continue
		}
		expired := e.Expired()
		expired.Serial = fmt.Sprintf("0f:43:95:60:59:d7:00:%02x", e.Index)
		out = append(out, expired)
		if !e.Starts {
			from := v.Now.AddDate(0, -4, 0).Truncate(time.Hour)
			out = append(out, certificate{
				ID: e.Local.ID, From: from, Until: from.AddDate(2, 0, 0), Own: true,
				Serial: fmt.Sprintf("3b:76:e0:9b:8f:3a:00:%02x", e.Index),
			})
		}
	}
	return out
}

// A counter of "swanctl --counters".
type counter struct {
	Name  string
	Value int
}

// Counters are the messages that the attempts of all tunnels exchanged.
func (v *view) Counters() []counter {
	names := []string{
		"ike-rekey-init", "ike-rekey-resp", "child-rekey", "invalid", "invalid-spi",
		"ike-init-in-req", "ike-init-in-resp", "ike-init-out-req", "ike-init-out-resp",
		"ike-auth-in-req", "ike-auth-in-resp", "ike-auth-out-req", "ike-auth-out-resp",
		"create-child-in-req", "create-child-in-resp", "create-child-out-req", "create-child-out-resp",
		"info-in-req", "info-in-resp", "info-out-req", "info-out-resp",
	}
	sum := map[string]int{}
	for _, e := range v.Ends {
		e.count(sum)
	}
	var out []counter
	for _, name := range names {
		out = append(out, counter{name, sum[name]})
	}
	return out
}

// count adds the messages of one end: one attempt if it came up, as many as
// the log tells otherwise. Retransmissions are not counted.
func (e *end) count(sum map[string]int) {
	n := 3
	switch {
	case e.scenario.ike:
		n = 1
	case e.scenario.stage == 1:
		n = 2
	}
	for i, exchange := range []string{"ike-init", "ike-auth"} {
		sent, answered := e.scenario.stage > i && (i == 0 || e.scenario.stage > 2), e.scenario.stage > i+1
		request, response := "-in-req", "-out-resp"
		if e.Starts {
			request, response = "-out-req", "-in-resp"
		}
		if sent && (e.Starts || answered) {
			sum[exchange+request] += n
		}
		if answered {
			sum[exchange+response] += n
		}
	}
}
