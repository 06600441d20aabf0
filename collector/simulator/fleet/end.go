package fleet

import (
	"net/netip"
	"time"
)

// A party is one side of a tunnel.
type party struct {
	Host    string
	Address netip.Addr
	Net     netip.Prefix
	ID      string
}

// keys are what both ends of a tunnel agree on; index 0 is the starting end's.
type keys struct {
	spi     [2]uint64
	child   [2]uint32 // inbound SPI of each end
	age     int       // seconds since the IKE SA came up
	packets int
}

// An end is a tunnel as one device sees it. Templates read its fields and
// methods.
type end struct {
	scenario      *scenario
	keys          *keys
	now           time.Time
	Index         int
	Starts        bool
	Local, Remote party
}

// ask is the subnet pair that an end wants.
type ask struct{ Local, Remote netip.Prefix }

func (e *end) side() int {
	if e.Starts {
		return 0
	}
	return 1
}

// Version and Cert are the IKE version and whether certificates are used.
func (e *end) Version() int  { return e.scenario.version }
func (e *end) Cert() bool    { return e.scenario.cert }
func (e *end) IKEUp() bool   { return e.scenario.ike }
func (e *end) ChildUp() bool { return e.scenario.child }

// Calling says that an attempt is under way and unanswered.
func (e *end) Calling() bool { return e.Starts && e.scenario.stage == 1 }

// Ages and remaining lifetimes, in seconds. The Child SA is from the same
// exchange as the IKE SA, and its lifetime is 3600.
func (e *end) Age() int        { return e.keys.age }
func (e *end) ChildAge() int   { return e.keys.age }
func (e *end) IKELeft() int    { return 86400 - e.keys.age }
func (e *end) IKERekey() int   { return 13280 - e.keys.age }
func (e *end) ChildLeft() int  { return 3600 - e.keys.age }
func (e *end) ChildRekey() int { return 3240 - e.keys.age }

// SPIs: of the IKE SA by role and by side, of the Child SA by direction.
func (e *end) SPIi() uint64      { return e.keys.spi[0] }
func (e *end) SPIr() uint64      { return e.keys.spi[1] }
func (e *end) SPILocal() uint64  { return e.keys.spi[e.side()] }
func (e *end) SPIRemote() uint64 { return e.keys.spi[1-e.side()] }
func (e *end) SPIIn() uint32     { return e.keys.child[e.side()] }
func (e *end) SPIOut() uint32    { return e.keys.child[1-e.side()] }

// Initiator and Responder are addresses.
func (e *end) Initiator() netip.Addr { return e.pick(e.Local, e.Remote).Address }
func (e *end) Responder() netip.Addr { return e.pick(e.Remote, e.Local).Address }

func (e *end) pick(starting, other party) party {
	if e.Starts {
		return starting
	}
	return other
}

// Ask is the subnet pair in this end's configuration.
func (e *end) Ask() ask {
	out := ask{e.Local.Net, e.Remote.Net}
	if e.scenario.name == "selectors" && e.Starts {
		out.Remote = e.wrong(e.Remote.Net)
	}
	return out
}

// Asked is what the starting end asks for behind the answering one.
func (e *end) Asked() netip.Prefix { return e.wrong(e.pick(e.Remote, e.Local).Net) }

// wrong is a network that is not there: 10.2xx.y.0/24.
func (e *end) wrong(net netip.Prefix) netip.Prefix {
	b := net.Addr().As4()
	b[1] += 200
	return netip.PrefixFrom(netip.AddrFrom4(b), net.Bits())
}

// In and Out are packets at a sample; the second sample is later.
func (e *end) In(pass int) int  { return e.packets(1, pass) }
func (e *end) Out(pass int) int { return e.packets(0, pass) }

// BytesIn and BytesOut assume packets of 212 bytes.
func (e *end) BytesIn(pass int) int  { return 212 * e.In(pass) }
func (e *end) BytesOut(pass int) int { return 212 * e.Out(pass) }

func (e *end) packets(direction, pass int) int {
	share := e.scenario.flow[2*e.side()+direction]
	return (e.keys.packets + e.rate()*pass) * share / 100
}

// rate is the packets between the samples of one device.
func (e *end) rate() int {
	if e.scenario.rate > 0 {
		return e.scenario.rate
	}
	return 260
}

// SendErrors are packets that found no SA.
func (e *end) SendErrors(pass int) int {
	if !e.Starts || e.scenario.child || e.scenario.onDemand {
		return 0
	}
	return 120 + 12*pass
}

// SessionStatus is the word of "show crypto session".
func (e *end) SessionStatus() string {
	switch {
	case e.scenario.child:
		return "UP-ACTIVE"
	case e.scenario.ike:
		return "UP-IDLE"
	case e.Starts && e.scenario.stage > 0:
		return "DOWN-NEGOTIATING"
	}
	return "DOWN"
}

// RowsV1 are the rows of "show crypto isakmp sa"; StateV1 is the ASA's word.
func (e *end) RowsV1() []RowV1 {
	switch {
	case e.scenario.version != 1:
		return nil
	case e.scenario.ike:
		return []RowV1{{"QM_IDLE", 1000 + e.Index, "ACTIVE"}}
	case e.Starts:
		return e.scenario.rowsV1
	}
	return nil
}

// Engine is the engine's number for the IKE SA.
func (r RowV1) Engine() int { return r.ID - 1000 }

func (e *end) StateV1() string {
	if e.scenario.version == 1 && e.scenario.ike {
		return "MM_ACTIVE"
	}
	return e.scenario.statesV1[e.side()]
}

// Expired is the certificate of the starting end, which ran out three days
// ago.
func (e *end) Expired() certificate {
	until := e.now.Add(-3*24*time.Hour - 5*time.Hour).Truncate(time.Hour)
	return certificate{ID: e.pick(e.Local, e.Remote).ID, From: until.AddDate(-1, 0, 0), Until: until, Own: e.Starts}
}
