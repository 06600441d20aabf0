package mtu

// A Result are the numbers for one encapsulation over one path.
type Result struct {
	// Path is the MTU of the path, Inner the largest packet that still fits.
	Path  int `json:"path_mtu"`
	Inner int `json:"largest_inner_packet"`
	// MSS4 and MSS6 are the largest TCP segments without options in IPv4 and
	// IPv6 packets (RFC 9293, section 3.7.1).
	MSS4 int `json:"mss_ipv4"`
	MSS6 int `json:"mss_ipv6"`
	// Overhead is what is added to the largest packet, WorstOverhead the most
	// that is added to any packet, by padding.
	Overhead      int    `json:"overhead"`
	WorstOverhead int    `json:"overhead_worst"`
	Parts         []Part `json:"parts"`
	Padding       int    `json:"padding_at_most"`
}

// Compute returns the numbers.
func (e *Encapsulation) Compute(path int) (Result, error) {
	inner, err := e.Inner(path)
	if err != nil {
		return Result{}, err
	}
	r := Result{Path: path, Inner: inner, MSS4: inner - headerIPv4 - headerTCP, MSS6: inner - headerIPv6 - headerTCP}
	r.Parts, r.Padding, err = e.Parts()
	for _, p := range r.Parts {
		r.Overhead += p.Octets
	}
	r.WorstOverhead = r.Overhead + r.Padding
	if wire, err := e.Wire(inner); err == nil {
		r.Overhead = wire - inner // with the padding of just this packet
	}
	return r, err
}

// PingData returns how many octets of data a ping has that fills the largest
// packet: what Linux, Windows and macOS are told. IOS is told the whole packet.
func (r *Result) PingData() int { return r.Inner - headerIPv4 - headerICMP }

// CarriesIPv6 reports whether the smallest MTU that IPv6 demands fits inside
// (RFC 8200, section 5).
func (r *Result) CarriesIPv6() bool { return r.Inner >= 1280 }
