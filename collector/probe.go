package collector

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// The bounds of a ping: MostPings is the most packets of one, LeastPing and
// MostPing are sizes of the whole IP packet in octets.
const (
	MostPings = 10
	LeastPing = 36 // the least that IOS takes
	MostPing  = 9216
)

// A Ping is a bounded stimulus that a device sends itself: a few ICMP echo
// requests (RFC 792). It is the one thing this program sends besides what is on
// the read-only list, and only where the run was asked for it.
type Ping struct {
	// Source is an own address of the device, Destination a host behind the peer.
	// Both are IPv4.
	Source, Destination netip.Addr
	// Size is the length of the whole IP packet in octets, Count how many are sent.
	Size, Count int
	// DF sets "don't fragment" in the IP header (RFC 791).
	DF bool
	// VRF is the routing instance to send in, Interface the one to send from on
	// platforms that take no source address. Empty where there is none.
	VRF, Interface string
}

// pingName is what a VRF or an interface may be called: one word of a command.
var pingName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_./:-]{0,63}$`)

// Probe returns the command with which a platform sends a ping. It takes typed
// values only, so that no text from outside gets into a command line. A session
// sends it only with [Options.Probe]; [Show] knows no such command.
func Probe(platform string, p Ping) (Command, error) {
	form, known := pingForms[platform]
	if !known || form.words == "" {
		return Command{}, fmt.Errorf("a ping is not supported on %s", platform)
	}
	if err := p.check(&form); err != nil {
		return Command{}, fmt.Errorf("no ping from %s: %w", platform, err)
	}
	return Command{text: form.render(p), ping: &p}, nil
}

// check refuses what is not bounded or what the platform cannot send.
func (p Ping) check(form *pingForm) error {
	switch {
	case !isHost(p.Destination):
		return fmt.Errorf("%s is not the IPv4 address of a host", p.Destination)
	case form.takesSource() && !isHost(p.Source):
		return fmt.Errorf("%s is not an own IPv4 address", p.Source)
	case !form.takesSource() && p.Source != netip.Addr{}:
		return errors.New("it takes no source address, only an interface")
	case p.Count < 1 || p.Count > MostPings:
		return fmt.Errorf("%d packets: 1 to %d are sent", p.Count, MostPings)
	case p.Size < LeastPing || p.Size > MostPing:
		return fmt.Errorf("%d octets: %d to %d are sent", p.Size, LeastPing, MostPing)
	case p.DF && !form.has(df):
		return errors.New("it cannot set the DF bit")
	}
	if err := checkWord("a VRF", p.VRF, form.has(vrf)); err != nil {
		return err
	}
	if form.has(itf) && p.Interface == "" {
		return errors.New("the interface to send from is not known")
	}
	return checkWord("an interface", p.Interface, form.has(itf))
}

// checkWord refuses a name that would be more than one word, or that a platform
// has no place for. Names that are words of the command itself are refused, too.
func checkWord(what, name string, taken bool) error {
	switch {
	case name == "":
		return nil
	case !taken:
		return fmt.Errorf("it takes no name of %s", what)
	case !pingName.MatchString(name) || pingWords[name]:
		return fmt.Errorf("%q cannot be the name of %s", name, what)
	}
	return nil
}

// pingWords are keywords behind "ping", which a name must not be taken for.
var pingWords = map[string]bool{"tcp": true, "ip": true, "ipv6": true, "vrf": true, "mpls": true, "ethernet": true, "srv6": true}

// isHost reports whether an address can be one host's in a tunnel.
func isHost(a netip.Addr) bool {
	return a.Is4() && !a.IsUnspecified() && !a.IsLoopback() && !a.IsMulticast() && !a.IsLinkLocalUnicast() &&
		a != netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

// allowed is why a session does not send a command; nil when it may.
func (s *Session) allowed(c Command) error {
	if c.ping == nil {
		_, err := Show(s.syntax.Platform, c.text)
		return err
	}
	if !s.opts.Probe {
		return errors.New("nobody asked for a ping (--probe)")
	}
	again, err := Probe(s.syntax.Platform, *c.ping)
	if err == nil && again.text != c.text {
		err = errors.New("the ping was made for another platform")
	}
	return err
}

// concludePing makes the output of a ping. What it says on standard error, such as
// "message too long", belongs to the answer; and that nobody answered is an answer,
// although ping then fails.
func (s *Session) concludePing(ctx context.Context, out Output, a answer) Output {
	if s.shell == nil && a.stderr != "" {
		a.text = strings.TrimRight(a.text, "\n") + "\n" + a.stderr
		a.text = strings.TrimLeft(a.text, "\n")
	}
	if strings.Contains(a.text, "packets transmitted") && a.exit == 1 {
		a.exit, a.stderr = 0, ""
	}
	return s.conclude(ctx, out, a)
}
