package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/engine"
	"ipsec-diag/engine/mtu"
)

// A tunnelSize is the computation for one flow of one end.
type tunnelSize struct {
	tunnel  string
	end     *engine.End
	size    mtu.Negotiated
	missing string
}

// sizesOf computes once for SAs of an end that have the same sizes: two flows of
// one tunnel need no two answers.
func sizesOf(cases []*engine.Case, path int) []tunnelSize {
	var out []tunnelSize
	for _, c := range cases {
		for _, e := range c.Ends() {
			seen := map[string]bool{}
			for _, sa := range e.ChildrenUp() {
				n, missing := mtu.Of(e, sa, path)
				key := fmt.Sprint(n.Encapsulation, n.Result.Path, n.Says, missing)
				if !seen[key] {
					seen[key] = true
					out = append(out, tunnelSize{c.ID, e, n, missing})
				}
			}
		}
	}
	return out
}

// printSizes prints each computation once, under the tunnels that it is for.
func printSizes(w io.Writer, sizes []tunnelSize, verbose bool) error {
	heads := map[string][]string{}
	var order []*tunnelSize
	for i := range sizes {
		t := &sizes[i]
		if heads[t.key()] == nil {
			order = append(order, t)
		}
		heads[t.key()] = append(heads[t.key()], t.tunnel+" at "+t.end.Name)
	}
	for _, t := range order {
		list := heads[t.key()]
		if n := len(list); n > mostTunnels && !verbose {
			list = append(list[:mostTunnels:mostTunnels], fmt.Sprintf("%d more, see --verbose", n-mostTunnels))
		}
		if err := t.print(w, strings.Join(list, ", ")); err != nil {
			return err
		}
	}
	return nil
}

// mostTunnels is how many tunnels a heading names.
const mostTunnels = 6

// key is what makes two computations print the same.
func (t *tunnelSize) key() string {
	return fmt.Sprint(t.end.Snap.Platform, t.missing, t.size.Encapsulation, t.size.Result, t.size.PathFrom, t.size.Says, t.size.Assumed)
}

func (t *tunnelSize) print(w io.Writer, head string) error {
	if t.missing != "" {
		_, err := io.WriteString(w, runreport.Wrap("", "  ", head+": not computed: "+t.missing)+"\n")
		return err
	}
	notes := slices.Clone(t.size.Assumed)
	switch says := t.size.Says; {
	case says == 0:
	case t.size.Agrees() && t.size.Encapsulation.GRE:
		notes = append(notes, fmt.Sprintf("the device itself says the same: plaintext mtu %d, which counts GRE and its IP header", says))
	case t.size.Agrees():
		notes = append(notes, fmt.Sprintf("the device itself says the same: plaintext mtu %d", says))
	default:
		notes = append(notes, fmt.Sprintf("the device itself says plaintext mtu %d, which is not the same: believe the ping", says))
	}
	e := &t.size.Encapsulation
	return printMTU(w, head+": "+e.String(), &t.size.Result, t.size.PathFrom, t.end.Snap.Platform, notes)
}

// printMTU prints one computation for a person.
func printMTU(w io.Writer, what string, r *mtu.Result, from, platform string, notes []string) error {
	var b strings.Builder
	b.WriteString(runreport.Wrap("", "  ", what))
	row := func(name string, n int, more string) {
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %-26s %5d  %s", name, n, more), " ") + "\n")
	}
	row("path MTU", r.Path, "("+from+")")
	for _, p := range r.Parts {
		more := ""
		if p.Name == "ESP trailer" {
			more = fmt.Sprintf("and 0 to %d of padding", r.Padding)
		}
		row("- "+p.Name, p.Octets, more)
	}
	row("largest packet inside", r.Inner, fmt.Sprintf("overhead %d, of other packets up to %d", r.Overhead, r.WorstOverhead))
	row("tunnel MTU to set", r.Inner, "")
	row("TCP MSS to set, IPv4", r.MSS4, "")
	if r.CarriesIPv6() {
		row("TCP MSS to set, IPv6", r.MSS6, "")
	} else {
		b.WriteString(runreport.Wrap("  ", "  ", "IPv6 inside needs 1280 octets and does not fit: it has to be fragmented outside."))
	}
	for _, n := range notes {
		b.WriteString(runreport.Wrap("  * ", "    ", n))
	}
	b.WriteString("  Proof, from a host behind one end to one behind the other:\n")
	for _, p := range r.Pings() {
		b.WriteString(runreport.Wrap("  - ", "    ", p))
	}
	writeCommands(&b, r, platform)
	_, err := io.WriteString(w, b.String()+"\n")
	return err
}

func writeCommands(b *strings.Builder, r *mtu.Result, platform string) {
	if platform == "" {
		b.WriteString("  --platform NAME prints what sets these sizes there.\n")
		return
	}
	fmt.Fprintf(b, "  To set them on %s (this program never does):\n", platform)
	for _, c := range r.Commands(platform) {
		b.WriteString(runreport.Wrap("  - ", "    ", c.Text))
		b.WriteString(runreport.Wrap("    ", "    ", c.Effect+". To undo: "+c.Undo))
	}
}

// mtuSchema names the form of the JSON.
const mtuSchema = "ipsec-diag/mtu/1"

type mtuDocument struct {
	Schema  string      `json:"schema"`
	Tunnels []mtuTunnel `json:"tunnels"`
}

type mtuTunnel struct {
	Tunnel        string        `json:"tunnel,omitempty"`
	Device        string        `json:"device,omitempty"`
	Encapsulation string        `json:"encapsulation,omitempty"`
	PathFrom      string        `json:"path_mtu_from,omitempty"`
	Result        *mtu.Result   `json:"result,omitempty"`
	DeviceSays    int           `json:"plaintext_mtu_printed,omitempty"`
	Assumed       []string      `json:"assumed,omitempty"`
	Missing       string        `json:"missing,omitempty"`
	Ping          int           `json:"ping_data,omitempty"`
	Commands      []mtu.Command `json:"commands,omitempty"`
}

func newMTUTunnel(e *mtu.Encapsulation, r *mtu.Result, platform string) mtuTunnel {
	return mtuTunnel{Encapsulation: e.String(), Result: r, Ping: r.PingData(), Commands: r.Commands(platform)}
}

func (t *tunnelSize) json() mtuTunnel {
	if t.missing != "" {
		return mtuTunnel{Tunnel: t.tunnel, Device: t.end.Name, Missing: t.missing}
	}
	out := newMTUTunnel(&t.size.Encapsulation, &t.size.Result, t.end.Snap.Platform)
	out.Tunnel, out.Device, out.PathFrom, out.DeviceSays, out.Assumed = t.tunnel, t.end.Name, t.size.PathFrom, t.size.Says, t.size.Assumed
	return out
}
