package source

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ipsec-diag/inventory"
)

// Build makes devices of the hosts. What the reader of inventories would refuse
// is left out, and said.
func (r *Reading) Build() *Result {
	hosts := slices.Clone(r.Hosts)
	slices.SortStableFunc(hosts, func(a, b Host) int {
		// A name that can stay goes before one that becomes the same.
		return cmp.Or(cmp.Compare(changes(a.Name), changes(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	b := &builder{Reading: &Reading{Notes: slices.Clone(r.Notes)}, refs: newReferences(), names: map[string]string{}}
	inv := &inventory.Inventory{}
	jumps := map[string]*Host{}
	for i := range hosts {
		if dev, ok := b.device(&hosts[i]); ok {
			inv.Devices = append(inv.Devices, dev)
			jumps[dev.Name] = &hosts[i]
		}
	}
	b.jumps(inv, jumps)
	for b.onePlace(inv, jumps) {
	}
	for i := range inv.Devices {
		b.refs.login(jumps[inv.Devices[i].Name], &inv.Devices[i])
	}
	inv.Devices = append(inv.Devices, r.Ready...)
	slices.SortFunc(inv.Devices, func(a, b inventory.Device) int { return cmp.Compare(a.Name, b.Name) })
	sortNotes(b.Notes)
	return &Result{Form: r.Form, Inventory: inv, Notes: b.Notes, References: b.refs.list()}
}

// A builder makes devices one after the other.
type builder struct {
	*Reading
	refs *references
	// names are the devices that exist, with the name that the source gives.
	names map[string]string
}

// device makes a device of a host, or says why there is none.
func (b *builder) device(h *Host) (inventory.Device, bool) {
	dev := inventory.Device{Name: b.name(h), Port: 22, Sudo: h.Sudo}
	if dev.Name == "" {
		return dev, false
	}
	if first, twice := b.names[dev.Name]; twice {
		b.Note(DroppedHost, h.Where, h.Name, "", "there is a device %q already (there it is called %q)", dev.Name, first)
		return dev, false
	}
	dev.Address = cmp.Or(h.Address, h.Name)
	if err := accepts(inventory.Device{Name: "x", Address: dev.Address}); err != nil {
		b.Note(DroppedHost, h.Where, h.Name, "", "%s", strings.Replace(err.Error(), ` of device "x"`, "", 1))
		return dev, false
	}
	b.names[dev.Name] = h.Name
	b.platform(h, &dev)
	b.fields(h, &dev)
	return dev, true
}

// noName are the characters that the name of a device may not hold, with those
// that would be a range of names.
var noName = regexp.MustCompile(`[\s/\\@,\[\]]+`)

func cleaned(name string) string {
	return strings.Trim(noName.ReplaceAllString(name, "-"), "-")
}

// changes is 1 for a name that no device may have, else 0.
func changes(name string) int {
	if cleaned(name) != name {
		return 1
	}
	return 0
}

// name returns the name of a host as an inventory may have it.
func (b *builder) name(h *Host) string {
	name := cleaned(h.Name)
	if h.Name == "" || accepts(inventory.Device{Name: name}) != nil {
		b.Note(DroppedHost, h.Where, h.Name, "", "it has no name that a device may have")
		return ""
	}
	if name != h.Name {
		b.Note(Changed, h.Where, name, "name", "was %q, which no device may be called", h.Name)
	}
	return name
}

func (b *builder) platform(h *Host, dev *inventory.Device) {
	if h.Platform == "" {
		return
	}
	if dev.Platform = Platform(h.Platform); dev.Platform == "" {
		b.Note(Changed, h.Where, dev.Name, "platform", "left unset, %q is not known here; the device is asked", h.Platform)
	}
}

// fields sets what may be said of a device, each only where it is accepted.
func (b *builder) fields(h *Host, dev *inventory.Device) {
	set := func(what string, apply func(*inventory.Device)) {
		with := *dev
		apply(&with)
		if err := accepts(with); err != nil {
			b.Note(DroppedVariable, h.Where, dev.Name, what, "%s", strings.TrimSuffix(err.Error(), ` of device "`+dev.Name+`"`))
			return
		}
		*dev = with
	}
	if h.Port != "" {
		if n, err := strconv.Atoi(h.Port); err == nil && n > 0 && n < 65536 {
			dev.Port = n
		} else {
			b.Note(DroppedVariable, h.Where, dev.Name, "port", "%q is not a number from 1 to 65535; 22 is used", h.Port)
		}
	}
	set("user", func(d *inventory.Device) { d.Login.User = h.User })
	set("keys", func(d *inventory.Device) { d.Login.Keys = slices.Clone(h.Keys) })
	set("site", func(d *inventory.Device) { d.Site = h.Site })
	set("zone", func(d *inventory.Device) { d.Zone = h.Zone })
	set("role", func(d *inventory.Device) { d.Role = h.Role })
	set("tags", func(d *inventory.Device) { d.Tags = slices.Clone(h.Tags) })
}

// accepts reports why the reader of inventories would refuse a device.
func accepts(dev inventory.Device) error {
	inv := &inventory.Inventory{Devices: []inventory.Device{dev}}
	_, err := inventory.Parse("", inv.Format())
	var problems inventory.Problems
	if errors.As(err, &problems) && len(problems) > 0 {
		return errors.New(problems[0].Message)
	}
	return err
}

// sortNotes puts notes in an order that does not depend on that of maps: by
// kind, by what they are about, then as they came.
func sortNotes(notes []Note) {
	kinds := append(Dropped(), Changed)
	slices.SortStableFunc(notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
			cmp.Compare(a.What, b.What), cmp.Compare(a.Why, b.Why), cmp.Compare(a.Device, b.Device), cmp.Compare(a.Where, b.Where))
	})
}
