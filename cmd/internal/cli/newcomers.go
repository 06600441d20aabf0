package cli

import (
	"fmt"
	"io"
	"net"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/lastsweep"
	"ipsec-diag/inventory"
	"ipsec-diag/inventory/filter"
	"ipsec-diag/parsers/platforms"
)

// newcomers are devices that were named and are in no inventory.
type newcomers struct {
	s *settings
	// written is the inventory as it was read, inv is the one they are added to.
	written, inv *inventory.Inventory
	added        map[string]string // target by name
}

// add adds a device. Who names one twice gets it once; two that are called the
// same are not told apart in any result.
func (n *newcomers) add(d inventory.Device) error {
	if n.added == nil {
		n.added = map[string]string{}
	}
	switch before, twice := n.added[d.Name]; {
	case twice && before == targetOf(&d):
		return nil
	case twice:
		return usageError("%s and %s would both be called %q; a table with a header can give them names: name,address,port,user", before, targetOf(&d), d.Name)
	}
	n.added[d.Name] = targetOf(&d)
	n.inv.Devices = append(n.inv.Devices, d)
	return nil
}

// words turns arguments into words that choose from the inventory.
func (n *newcomers) words(c *cobra.Command, args []string) (words []string, err error) {
	var hosts []string
	for _, arg := range args {
		switch {
		case arg == "-":
			names, err := n.listed(c.InOrStdin())
			if err != nil {
				return nil, err
			}
			words = append(words, names...)
		case filter.Is(arg):
			words = append(words, arg)
		default:
			name, err := n.known(arg)
			if err != nil {
				return nil, err
			}
			if name == "" {
				hosts = append(hosts, arg)
				continue
			}
			words = append(words, name)
		}
	}
	if len(hosts) == 0 {
		return words, nil
	}
	list, err := inventory.ParseHosts("arguments", []byte(strings.Join(hosts, "\n")), platforms.Names()...)
	if err != nil {
		return nil, usageError("%v", err)
	}
	for i := range list.Devices {
		if err := n.add(list.Devices[i]); err != nil {
			return nil, err
		}
	}
	return append(words, list.Names()...), nil
}

// known returns the name of the device that is called so, "" for one that is
// in no inventory, and an error for a word that means neither.
func (n *newcomers) known(word string) (string, error) {
	if d := n.written.Device(word); d != nil {
		return d.Name, nil
	}
	if d := n.written.ByAddress(word); d != nil {
		return d.Name, nil
	}
	head, tail, colon := strings.Cut(word, ":")
	if _, err := strconv.Atoi(tail); colon && err != nil && !strings.ContainsAny(tail, ":@") && !strings.Contains(head, "@") {
		return "", usageError("there is no filter %q%s; there are: %s", head+":", suggestion(inventory.Closest(head, filter.Kinds())), strings.Join(filter.Kinds(), ", "))
	}
	if n.s.looksAdHoc(word) || n.s.user != "" || len(n.written.Devices) == 0 {
		return "", nil
	}
	return "", usageError("no device is called %q%s.\nA device that is in no inventory is written user@address", word, suggestion(n.written.Nearest(word)))
}

// listed reads the devices that standard input lists. One that is only named
// is looked up in the inventory first.
func (n *newcomers) listed(in io.Reader) (names []string, err error) {
	const from = "standard input"
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, usageError("%s: %v", from, err)
	}
	if len(strings.TrimSpace(string(data))) == 0 {
		return nil, usageError("%s lists no device", from)
	}
	list, err := inventory.Read(from, data, platforms.Names()...)
	if err != nil {
		return nil, usageError("%v", err)
	}
	n.s.sayUnread(list)
	for i := range list.Devices {
		d := &list.Devices[i]
		name := ""
		if bare := (inventory.Device{Name: d.Name, Address: d.Name, Port: 22}); reflect.DeepEqual(*d, bare) {
			if name, err = n.known(d.Name); err != nil {
				return nil, usageError("%s: %v", from, err)
			}
		} else if n.written.Device(d.Name) != nil {
			return nil, usageError("%s: %q is a device of the inventory, which says what it is; list its name alone, or another name", from, d.Name)
		}
		if name == "" {
			if err := n.add(*d); err != nil {
				return nil, err
			}
			name = d.Name
		}
		names = append(names, name)
	}
	return names, nil
}

// failed returns what [filter.Failed] stands for, after saying where that is
// from and adding devices that were in no inventory. Nothing is read unless a
// word asks for it.
func (n *newcomers) failed(w io.Writer, words []string) (func() ([]string, error), error) {
	if !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(word, filter.Failed) }) {
		return nil, nil
	}
	dir, err := stateDir()
	if err != nil {
		return nil, usageError("%v", err)
	}
	rec, err := lastsweep.Read(lastsweep.Path(dir))
	if err != nil {
		return nil, usageError("%v", err)
	}
	fmt.Fprintf(w, "%s: %s\n", filter.Failed, rec.Says(lastsweep.Path(dir), time.Now()))
	for _, f := range rec.Failed {
		if _, twice := n.added[f.Name]; f.Target == "" || twice || n.written.Device(f.Name) != nil {
			continue
		}
		list, err := inventory.ParseHosts(lastsweep.Path(dir), []byte(f.Target))
		if err != nil || len(list.Devices) != 1 {
			return nil, usageError("%s holds a device that cannot be reached: %v", lastsweep.Path(dir), err)
		}
		list.Devices[0].Name = f.Name
		if err := n.add(list.Devices[0]); err != nil {
			return nil, err
		}
	}
	return func() ([]string, error) { return rec.Names(), nil }, nil
}

// targetOf is how a device is written that is in no inventory.
func targetOf(d *inventory.Device) string {
	target := net.JoinHostPort(d.Address, strconv.Itoa(d.Port))
	if d.Login.User != "" {
		target = d.Login.User + "@" + target
	}
	return target
}
