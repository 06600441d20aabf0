package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/foreign"
	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
	"ipsec-diag/inventory/source"
	"ipsec-diag/inventory/source/netbox"
	"ipsec-diag/parsers/platforms"
)

const importHelp = `Read the inventory of another program and write it as one of ipsec-diag.

SOURCE is a file, a folder, "-" for standard input, or the address of a NetBox:

  ansible    what "ansible-inventory --list" prints, INI, YAML; group_vars and
             host_vars beside them
  nornir     a folder with hosts.yaml, groups.yaml, defaults.yaml
  netbox     https://netbox.example.com, with a token in the environment
             variable NETBOX_TOKEN
  oxidized   router.db, read as the file "config" beside it says, or that file
  sshconfig  the hosts that ~/.ssh/config calls by name
  hosts      one [user@]host[:port] a line
  csv        a table with a header

The kind is recognised; --from says it. Standard error tells what was
understood, and of everything that was dropped or changed why; --verbose names
every device. Secrets are never copied: a reference to fill in takes their
place.
--user, --key, --password and --enable-secret complete every device.`

// An importer is one run of "inventory import".
type importer struct {
	*settings
	request foreign.Request
	token   string
	file    string
	force   bool
}

// inventoryImport writes foreign inventories as one of our own.
func inventoryImport(s *settings) *cobra.Command {
	i := &importer{settings: s}
	c := &cobra.Command{
		Use:   "import SOURCE",
		Short: "Convert that of Ansible, Nornir, NetBox, Oxidized or ssh into one",
		Long:  importHelp,
		Example: `  ipsec-diag inventory import hosts.ini -o inventory.yaml
  ansible-inventory --list | ipsec-diag inventory import - > inventory.yaml
  ipsec-diag inventory import https://netbox.example.com --filter site=berlin \
      --filter tag=vpn -o inventory.yaml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("say what to import: ipsec-diag inventory import FILE|FOLDER|https://NETBOX|-")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return i.run(c, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&i.request.Kind, "from", "", "kind of the source ("+strings.Join(foreign.Kinds(), ", ")+"); recognised without it")
	// It hides the format of other commands: what is written here is YAML.
	f.StringVarP(&i.file, "output", "o", "", "`file` to write; standard output without it")
	f.BoolVar(&i.force, "force", false, "overwrite the file")
	f.StringVar(&i.token, "token", "env:NETBOX_TOKEN", "where the token of NetBox is: env:NAME, file:PATH, cmd:COMMAND or ask")
	f.StringArrayVar(&i.request.NetBox.Filters, "filter", nil, "what to ask NetBox for, `NAME=VALUE`: site, role, tag, platform, status and others; may be given several times")
	f.IntVar(&i.request.NetBox.PageSize, "page-size", 200, "how many objects to ask NetBox for at once")
	f.StringVar(&i.request.Separator, "separator", "", "what stands between the columns of router.db")
	f.StringVar(&i.request.Columns, "columns", "", "what the columns of router.db are, like name,ip,model,-,username")
	completeWords(c, "from", foreign.Kinds())
	return c
}

func (i *importer) run(c *cobra.Command, path string) error {
	if err := i.check(); err != nil {
		return err
	}
	i.request.Path, i.request.Stdin, i.request.Platforms = path, c.InOrStdin(), platforms.Names()
	if i.request.Kind == foreign.NetBox || i.request.Kind == "" && strings.Contains(path, "://") {
		ref := i.token
		if ref == credential.Ask {
			ref = credential.AskFor("Token of NetBox")
		}
		token, err := credential.Resolve(c.Context(), ref, i.askOnTerminal(c.Context(), c.ErrOrStderr()))
		if err != nil {
			return usageError("the token of NetBox: %v", err)
		}
		i.request.NetBox.Token = token
	}
	r, err := foreign.Read(c.Context(), i.request)
	var busy *netbox.Unavailable
	if errors.As(err, &busy) {
		return &exitError{code: ExitUnknown, text: err.Error()}
	}
	if err != nil {
		return usageError("%v", err)
	}
	for at, dev := range r.Inventory.Devices {
		r.Inventory.Devices[at] = i.override(dev)
	}
	r.References = stillUsed(r)
	if err := foreign.Report(c.ErrOrStderr(), path, r, i.verbose); err != nil {
		return err
	}
	return i.write(c, path, r)
}

// stillUsed are the references to fill in that the command line did not put
// another one over.
func stillUsed(r *source.Result) []source.Reference {
	return slices.DeleteFunc(r.References, func(ref source.Reference) bool {
		return !slices.ContainsFunc(r.Inventory.Devices, func(d inventory.Device) bool {
			return slices.Contains([]string{d.Login.Password, d.Login.EnableSecret, d.Login.KeyPassphrase}, ref.Ref)
		})
	})
}

// check refuses what cannot work before anything is read.
func (i *importer) check() error {
	if kind := i.request.Kind; kind != "" && !slices.Contains(foreign.Kinds(), kind) {
		return usageError("no kind of inventory is called %q%s: want %s", kind, suggestion(inventory.Closest(kind, foreign.Kinds())), strings.Join(foreign.Kinds(), ", "))
	}
	if slices.Contains([]string{"text", "json", "markdown"}, i.file) {
		return usageError("--output is a file here, %q is a format; what is written is YAML", i.file)
	}
	if i.platform != "" && platforms.Find(i.platform) == nil {
		return usageError("no platform is called %q%s: want %s", i.platform, suggestion(inventory.Closest(i.platform, platforms.Names())), platformList())
	}
	if err := credential.Check(i.token); err != nil {
		return usageError("--token: %v", err)
	}
	if i.file != "" && !i.force && fileExists(i.file) {
		return usageError("%s exists; --force overwrites it", i.file)
	}
	return i.checkReferences()
}

func fileExists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil // one that cannot be looked at cannot be written either, and is told so
}

// write writes the inventory, once it is sure that it can be read.
func (i *importer) write(c *cobra.Command, path string, r *source.Result) error {
	if len(r.Inventory.Devices) == 0 {
		return usageError("%s: no device was found in it; nothing is written", path)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Imported from %q, read as %q.\n", path, r.Form)
	for _, ref := range r.References {
		fmt.Fprintf(&b, "# Fill in: %s (devices: %d)\n", ref.Ref, len(ref.Devices))
	}
	b.Write(r.Inventory.Format())
	if _, err := inventory.Parse("what was imported", b.Bytes(), platforms.Names()...); err != nil {
		return usageError("this cannot be written as an inventory, which is a mistake of ipsec-diag; please report it:\n%v", err)
	}
	if i.file == "" {
		_, err := c.OutOrStdout().Write(b.Bytes())
		return err
	}
	if err := writeNew(i.file, b.Bytes(), i.force); err != nil {
		return usageError("cannot write %s: %s", i.file, plainReason(err))
	}
	_, err := fmt.Fprintf(c.ErrOrStderr(), "written to %s; see: ipsec-diag inventory check %s\n", i.file, i.file)
	return err
}

// writeNew writes a file; one that exists only where that is wanted.
func writeNew(path string, data []byte, force bool) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(path, flags, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
