package foreign

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/source"
)

// Report tells what was understood, what was dropped and changed and why, what
// is to fill in, and how much of each. What is the same of many devices is told
// once, with all of them only when they are wanted.
func Report(w io.Writer, path string, r *source.Result, all bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: read as %s\n", path, r.Form)
	for _, notes := range folded(r.Notes) {
		fmt.Fprintf(&b, "%s\n", line(notes, all))
	}
	for _, ref := range r.References {
		fmt.Fprintf(&b, "fill in %s: the secret of %s\n", ref.Ref, some(ref.Devices, all))
	}
	fmt.Fprintf(&b, "%s\n%s\n", understood(r.Inventory), counts(r.Notes))
	_, err := io.WriteString(w, b.String())
	return err
}

// folded puts notes together that differ in their place only.
func folded(notes []source.Note) [][]source.Note {
	var out [][]source.Note
	for _, n := range notes {
		if last := len(out) - 1; last >= 0 && same(out[last][0], n) {
			out[last] = append(out[last], n)
			continue
		}
		out = append(out, []source.Note{n})
	}
	return out
}

func same(a, b source.Note) bool { return a.Kind == b.Kind && a.What == b.What && a.Why == b.Why }

// line is one line of the report.
func line(notes []source.Note, all bool) string {
	n := notes[0]
	var devices, places []string
	for _, n := range notes {
		if n.Device != "" && !slices.Contains(devices, n.Device) {
			devices = append(devices, n.Device)
		}
		if n.Where != "" && !slices.Contains(places, n.Where) {
			places = append(places, n.Where)
		}
	}
	head := "dropped " + string(n.Kind)
	if n.Kind == source.Changed {
		head = "changed"
	}
	if n.What != "" {
		head += " " + n.What
	}
	if len(devices) > 0 {
		head += " of " + some(devices, all)
		if n.Kind == source.DroppedHost {
			head = "dropped host " + some(devices, all)
		}
	}
	if n.Why != "" {
		head += ": " + n.Why
	}
	if len(places) > 0 {
		head += " (" + some(places, all) + ")"
	}
	return printable(head)
}

// some names the first of many, or all.
func some(names []string, all bool) string {
	const most = 3
	if all || len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// printable takes what could steer a terminal out of foreign names.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 {
			return '?'
		}
		return c
	}, text)
}

// understood says what the devices have.
func understood(inv *inventory.Inventory) string {
	platforms := map[string]int{}
	user, secret, jump, named := 0, 0, 0, 0
	for _, d := range inv.Devices {
		platforms[d.Platform]++
		user += count(d.Login.User != "")
		secret += count(d.Login.Password != "" || len(d.Login.Keys) > 0 || d.Login.Agent)
		jump += count(d.Jump != "")
		named += count(d.Address != d.Name)
	}
	var of []string
	for _, p := range slices.Sorted(maps.Keys(platforms)) {
		if p != "" {
			of = append(of, fmt.Sprintf("%d %s", platforms[p], p))
		}
	}
	if n := platforms[""]; n > 0 {
		of = append(of, fmt.Sprintf("%d without a platform", n))
	}
	if len(of) == 0 {
		return "understood: no device"
	}
	return fmt.Sprintf("understood: %s (%s); %d with an address, %d with a user, %d with a key or a reference to a secret, %d behind a jump host",
		plural(len(inv.Devices), "device"), strings.Join(of, ", "), named, user, secret, jump)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// counts says how much was dropped and changed.
func counts(notes []source.Note) string {
	kinds := map[source.Kind]int{}
	for _, n := range notes {
		kinds[n.Kind]++
	}
	var dropped []string
	for _, kind := range source.Dropped() {
		if kinds[kind] > 0 {
			dropped = append(dropped, plural(kinds[kind], string(kind)))
		}
	}
	if len(dropped) == 0 {
		dropped = []string{"nothing"}
	}
	return fmt.Sprintf("dropped: %s; changed: %d", strings.Join(dropped, ", "), kinds[source.Changed])
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
