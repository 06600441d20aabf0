package bundle

import (
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/collector/pseudonym"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/ipsec"
)

// Mask returns contents as an audience may see them: pseudonyms stand for what it
// may not. What run found tells what is an address of the tunnel, an identity, a
// name.
func Mask(c *Contents, run *report.Run, a Audience, m *pseudonym.Map) (*Contents, error) {
	if a == Internal {
		out := *c
		out.Manifest.Audience, out.Manifest.Hidden = a, a.Hidden()
		return &out, nil
	}
	keepVisible(m, run, a)
	m.Names, m.Texts = a.hides(own), a.hides(texts)
	c = c.normal()
	m.Meet(c.texts()...)
	left := addNames(m, c, run, a)
	out := &Contents{Manifest: c.Manifest, Inventory: &inventory.Inventory{}, Site: map[string][]byte{}}
	for _, one := range c.Captures {
		out.Captures = append(out.Captures, maskCapture(m, one))
	}
	if len(c.Inventory.Devices)+len(c.Inventory.Tunnels) > 0 {
		inv, err := inventory.Parse(inventoryName, []byte(m.Text(string(c.Inventory.Format()))))
		if err != nil {
			return nil, fmt.Errorf("the inventory cannot be written with pseudonyms: %w", err)
		}
		out.Inventory = inv
	}
	for name, text := range c.Site {
		out.Site[m.Text(name)] = []byte(m.Text(string(text)))
	}
	head := &out.Manifest
	head.Audience, head.Hidden, head.Left = a, a.Hidden(), left
	head.Subject, head.Tunnel, head.Flow, head.FlowTunnel = m.Text(head.Subject), m.Text(head.Tunnel), m.Text(head.Flow), m.Text(head.FlowTunnel)
	head.Notes = maskAll(m, head.Notes)
	if head.SiteRules != "" {
		head.SiteRules = "site rules"
	}
	return out, nil
}

// normal gives each tunnel of the inventory its name as a key of its own: one
// without a name is called after its ends.
func (c *Contents) normal() *Contents {
	out := *c
	if out.Inventory == nil {
		out.Inventory = &inventory.Inventory{}
	}
	return &out
}

// Clashes looks for lines that were understood before they were masked, and are
// not now: a name in them is a word of the device, too. It takes the pseudonyms
// of these names away and returns whether to mask once more.
func Clashes(before, after *report.Run, m *pseudonym.Map) (again bool) {
	for i := range before.Devices {
		was, is := before.Devices[i].Snap, after.Devices[i].Snap
		if was == nil || is == nil {
			continue
		}
		for _, line := range newlyUnread(was, is) {
			if m.Drop(line) {
				again = true
			}
		}
	}
	return again
}

// newlyUnread are the lines of a snapshot, as they were, that another one of the
// same outputs with other names does not understand.
func newlyUnread(was, is *ipsec.Snapshot) (lines []string) {
	for i := range is.Sources {
		if i >= len(was.Sources) {
			return lines
		}
		command := was.Sources[i].Command
		known := map[int32]bool{}
		for _, u := range was.Unread {
			known[u.Ref.First] = known[u.Ref.First] || u.Ref.Command == command
		}
		for _, u := range is.Unread {
			if u.Ref.Command == is.Sources[i].Command && !known[u.Ref.First] {
				lines = append(lines, was.Sources[i].Lines(int(u.Ref.First), int(u.Ref.First))...)
			}
		}
	}
	return lines
}

func maskAll(m *pseudonym.Map, list []string) (out []string) {
	for _, s := range list {
		out = append(out, m.Text(s))
	}
	return out
}

func maskCapture(m *pseudonym.Map, in *collector.Capture) *collector.Capture {
	out := *in
	out.Device, out.Address, out.Prompt = m.Text(in.Device), m.Text(in.Address), m.Text(in.Prompt)
	if in.Err != nil {
		e := *in.Err
		e.Device, e.Detail, e.Advice = m.Text(e.Device), m.Text(e.Detail), m.Text(e.Advice)
		out.Err = &e
	}
	out.Outputs = slices.Clone(in.Outputs)
	for i := range out.Outputs {
		o := &out.Outputs[i]
		o.Command, o.Reason, o.Text = m.Text(o.Command), m.Text(o.Reason), m.Text(o.Text)
	}
	return &out
}

// texts is everything that is masked.
func (c *Contents) texts() []string {
	out := []string{string(c.Inventory.Format()), c.Manifest.Flow, strings.Join(c.Manifest.Notes, "\n")}
	for _, one := range c.Captures {
		out = append(out, string(one.Format()))
	}
	for _, text := range c.Site {
		out = append(out, string(text))
	}
	return out
}
