package ipsec

import (
	"strings"
	"time"
)

// An Area is a part of a snapshot that a rule may need.
type Area string

// The areas.
const (
	AreaIKESAs       Area = "ike-sas"
	AreaChildSAs     Area = "child-sas"
	AreaPeers        Area = "configured-peers"
	AreaCertificates Area = "certificates"  // with their validity
	AreaTrust        Area = "trust-anchors" // which authorities are known, without validity
	AreaEvents       Area = "log"
	AreaClock        Area = "clock"
	AreaVersion      Area = "version"
	AreaUptime       Area = "uptime"
	AreaRoutes       Area = "routes"
	AreaInterfaces   Area = "interfaces"
	AreaExchanges    Area = "ike-message-counters"
	AreaDrops        Area = "drop-counters"
	AreaSessions     Area = "sessions"
	AreaForwarding   Area = "forwarding"
	AreaKernelSAs    Area = "kernel-sas" // the SAs and policies of the kernel
	AreaKernelPolicy Area = "kernel-policies"
	AreaTraps        Area = "trap-policies" // policies that wait for traffic
	AreaRoutingTable Area = "routing-table" // the whole table, not one lookup
	AreaAccessLists  Area = "access-lists"
	AreaNAT          Area = "address-translation"
	AreaSuites       Area = "configured-algorithms"
	AreaNeighbours   Area = "tunnel-neighbours"
	AreaTranslations Area = "translations"     // the address translations in use
	AreaRevocation   Area = "revocation-lists" // of certificates
	AreaLoad         Area = "load"             // of the processor and of the IKE admission control
	AreaDebugs       Area = "debugging"
)

// An Answer says how a device met a command.
type Answer string

// The answers.
const (
	Answered  Answer = "answered"
	Refused   Answer = "refused"   // not authorised, unknown or incomplete command
	TimedOut  Answer = "timed-out" // no complete output in time
	Truncated Answer = "truncated" // cut off; what came first was read
	Failed    Answer = "failed"    // the command ran and reported a failure of its own
)

// A Source is the output of one command, kept so that lines can be quoted.
type Source struct {
	Command string    `json:"command"`
	Answer  Answer    `json:"answer"`
	At      time.Time `json:"at,omitzero"`
	// Took is how long the answer took: what it shows was true at some moment of
	// that time.
	Took time.Duration `json:"-"`
	// Reason is the device's text when the answer is not a plain one.
	Reason string `json:"reason,omitempty"`
	// Reveals are the areas this command shows.
	Reveals []Area `json:"reveals,omitempty"`
	// Read and Unread count the lines that carry content.
	Read   int `json:"lines_read"`
	Unread int `json:"lines_unread"`
	// EndUnseen says that the output may have been cut at its end.
	EndUnseen bool `json:"-"`
	text      string
	starts    []int // byte offset of each line
	keys      func(line int) (string, bool)
}

// NewSource returns the source of one command's output.
func NewSource(command, text string) *Source {
	return &Source{Command: command, text: text, starts: lineStarts(text)}
}

// SetKeys says where the digests of pre-shared keys are found, by line counted
// from 1. They stay in memory: nothing prints or encodes them.
func (s *Source) SetKeys(at func(line int) (string, bool)) { s.keys = at }

// Key returns the digest of the pre-shared key that stood in a line, for
// [Peer.Key]. It is unknown where the device hides or encrypts the key.
func (s *Source) Key(at Ref) Text {
	if s == nil || s.keys == nil {
		return Text{}
	}
	digest, ok := s.keys(int(at.First))
	if !ok {
		return Text{}
	}
	return Saw(digest, at)
}

// Text returns the whole output.
func (s *Source) Text() string { return s.text }

// Lines returns the lines first to last, counted from 1, without line ends.
// What lies outside the text is left out.
func (s *Source) Lines(first, last int) []string {
	first, last = max(first, 1), min(last, len(s.starts))
	var out []string
	for n := first; n <= last; n++ {
		end := len(s.text)
		if n < len(s.starts) {
			end = s.starts[n]
		}
		out = append(out, strings.TrimRight(s.text[s.starts[n-1]:end], "\r\n"))
	}
	return out
}

func lineStarts(text string) []int {
	starts := make([]int, 0, strings.Count(text, "\n")+1)
	for pos := 0; pos < len(text); {
		starts = append(starts, pos)
		next := strings.IndexByte(text[pos:], '\n')
		if next < 0 {
			break
		}
		pos += next + 1
	}
	return starts
}

// An Unread is a line that carries content and was not understood.
type Unread struct {
	Ref  Ref    `json:"ref"`
	Text string `json:"text"`
}

// A Snapshot is what one device said about itself in one pass of commands.
type Snapshot struct {
	Device   string `json:"device"`
	Platform string `json:"platform"`
	Hostname Text   `json:"hostname,omitzero"`
	Version  Text   `json:"version,omitzero"`
	// Clock is the device's own time; ClockRead is the collector's time when
	// it was asked. Their difference is the offset of the device's clock.
	Clock     Time      `json:"clock,omitzero"`
	ClockRead time.Time `json:"clock_read,omitzero"`
	// ClockTook is how long the device took to answer; the clock was read at some
	// moment of it.
	ClockTook time.Duration `json:"-"`
	// ClockSynced is whether the device says its clock is synchronised.
	ClockSynced Flag `json:"clock_synced,omitzero"`
	// Standby says whether this is the standby member of a redundant pair,
	// which holds no tunnels of its own.
	Standby Flag `json:"standby,omitzero"`
	// Started is when the IKE daemon, or the device, started.
	Started      Time           `json:"started,omitzero"`
	IKESAs       []IKESA        `json:"ike_sas"`
	ChildSAs     []ChildSA      `json:"child_sas"`
	Sessions     []Session      `json:"sessions,omitempty"`
	Peers        []Peer         `json:"peers,omitempty"`
	Certificates []Certificate  `json:"certificates,omitempty"`
	Events       []Event        `json:"events,omitempty"`
	Routes       []Route        `json:"routes,omitempty"`
	Interfaces   []Interface    `json:"interfaces,omitempty"`
	RoutingTable []RoutingEntry `json:"routing_table,omitempty"`
	AccessLists  []AccessEntry  `json:"access_lists,omitempty"`
	NATRules     []NATRule      `json:"nat_rules,omitempty"`
	Translations []Translation  `json:"translations,omitempty"`
	// RevocationLists are those the device holds.
	RevocationLists []RevocationList `json:"revocation_lists,omitempty"`
	// KernelPolicies are the policies of the kernel.
	KernelPolicies []KernelPolicy `json:"kernel_policies,omitempty"`
	Suites         []Suite        `json:"suites,omitempty"`
	Neighbours     []Neighbour    `json:"neighbours,omitempty"`
	// Exchanges count IKE messages; Drops count dropped packets.
	Exchanges []Named `json:"exchanges,omitempty"`
	Drops     []Named `json:"drops,omitempty"`
	// Load are figures of the device's own load, in the device's names: CPU in
	// per cent, IKE negotiations in progress, their limit.
	Load []Named `json:"load,omitempty"`
	// Debugs are the kinds of debugging output that are switched on.
	Debugs []Debug `json:"debugs,omitempty"`
	// Probes are the pings that the device was asked to send (--probe).
	Probes []Probe `json:"probes,omitempty"`
	// Forwarding is whether the device forwards IPv4 packets between interfaces.
	Forwarding Flag `json:"forwarding,omitzero"`
	// ServiceDown is set when the IKE daemon does not answer.
	ServiceDown Flag      `json:"service_down,omitzero"`
	Sources     []*Source `json:"sources"`
	Unread      []Unread  `json:"unread,omitempty"`
}

// Source returns the output of a command, or nil.
func (s *Snapshot) Source(command string) *Source {
	if s == nil {
		return nil
	}
	for _, src := range s.Sources {
		if src.Command == command {
			return src
		}
	}
	return nil
}

// Quote returns the lines a Ref names.
func (s *Snapshot) Quote(r Ref) []string {
	src := s.Source(r.Command)
	if src == nil {
		return nil
	}
	return src.Lines(int(r.First), int(r.Last))
}

// Observed reports whether at least one command that shows the area was
// answered, wholly or in part. A nil snapshot observed nothing.
func (s *Snapshot) Observed(a Area) bool {
	if s == nil {
		return false
	}
	for _, src := range s.Sources {
		if src.Answer != Answered && src.Answer != Truncated {
			continue
		}
		for _, shown := range src.Reveals {
			if shown == a {
				return true
			}
		}
	}
	return false
}
