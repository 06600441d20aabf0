package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
	"ipsec-diag/inventory/filter"
)

// choiceHelp tells how devices are chosen; it ends the help of every command
// that takes such words.
const choiceHelp = `

WHICH are words that add up; without one, the whole inventory is meant:
  hq-rtr1 192.0.2.1        a device, by its name or one of its addresses
  admin@192.0.2.9:2222     a device that is in no inventory
  -                        the devices that standard input lists: one
                           [user@]host[:port] a line, or a table (CSV) whose
                           first line names its columns
  'br*' 'br[001-040]'      names by pattern or range
  tag:x site:x platform:x  what the inventory says; also zone:x and role:x
  @failed                  those that failed in the last sweep
  site:x,tag:y             both at once
  '!tag:lab'               not these; the same is --except tag:lab
Quote words with * ? [ ] or !, which the shell would take for its own.`

// A chooser is a command's choice of devices.
type chooser struct {
	s      *settings
	except []string
}

// newChooser lets a command take words that choose devices.
func newChooser(c *cobra.Command, s *settings) *chooser {
	ch := &chooser{s: s}
	c.Args = cobra.ArbitraryArgs
	c.Long = c.Short + "." + choiceHelp
	c.Flags().StringArrayVar(&ch.except, "except", nil, "leave out the devices that `WHICH` chooses; may stand several times")
	c.ValidArgsFunction = func(c *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return s.complete(c, prefix, choices)
	}
	return ch
}

// choices complete a word: names, and what the inventory says of devices.
func choices(inv *inventory.Inventory) []string {
	out := append(inv.Names(), filter.Failed)
	for i := range inv.Devices {
		d := &inv.Devices[i]
		for _, tag := range d.Tags {
			out = append(out, "tag:"+tag)
		}
		out = append(out, "site:"+d.Site, "platform:"+d.Platform)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(word string) bool { return strings.HasSuffix(word, ":") })
}

// given reports whether anything was chosen at all.
func (ch *chooser) given(args []string) bool { return len(args)+len(ch.except) > 0 }

// devices returns the chosen devices with the flags of the command line put
// over them. Those that are in no inventory are added to it.
func (ch *chooser) devices(c *cobra.Command, inv *inventory.Inventory, args []string) ([]inventory.Device, error) {
	known := *inv
	n := newcomers{s: ch.s, inv: inv, written: &known}
	words, err := n.words(c, args)
	if err != nil {
		return nil, err
	}
	for _, word := range ch.except {
		words = append(words, "!"+strings.TrimPrefix(word, "!"))
	}
	failed, err := n.failed(c.ErrOrStderr(), words)
	if err != nil {
		return nil, err
	}
	devices, err := filter.Choice{Words: words, Failed: failed}.Pick(inv)
	if err != nil {
		return nil, usageError("%v", err)
	}
	return ch.s.overrideAll(devices), nil
}

// overrideAll is override for several devices: a secret that a person types is
// asked for once.
func (s *settings) overrideAll(devices []inventory.Device) []inventory.Device {
	all := *s
	if len(devices) > 1 {
		for ref, what := range map[*string]string{&all.password: "Password", &all.enable: "Enable secret"} {
			if *ref == credential.Ask {
				*ref = credential.AskFor(fmt.Sprintf("%s for %d devices", what, len(devices)))
			}
		}
	}
	for i := range devices {
		devices[i] = all.override(devices[i])
	}
	return devices
}
