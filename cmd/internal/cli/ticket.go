package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/bundle"
	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/ticket"
	"ipsec-diag/inventory"
)

const ticketHelp = `Reads a device, or saved output, or takes a bundle, and tells a ticket: the
short note, and the bundle as a file. A later run with the same fault changes
its own note ("Still failing: third run, unchanged since ...") instead of adding
one; it knows the note by the fingerprint in the last line. The bundle is
attached again only when the verdict is another. A run that finds the tunnel up
says so in the note, and closes the ticket with --resolve-when-healthy.

The systems stand under tickets in the settings file, or in that of --service:

  tickets:
    - {name: jira, kind: jira-cloud, url: "https://acme.atlassian.net",
       user: oncall@example.net, token: "env:JIRA_TOKEN"}
    - {name: rt, kind: rt, url: "https://rt.example.net", token: "file:/etc/rt"}
    - {name: gh, kind: github, project: acme/vpn, token: "cmd:gh auth token"}
    - {name: mail, kind: mail, url: "file:/etc/ipsec-diag/smtp"}

KIND         TICKET       A LATER RUN         BUNDLE   USUAL LIMIT OF A FILE
jira-cloud   OPS-123      changes its note    yes      asked
jira-server  OPS-123      changes its note    yes      asked
servicenow   INC0010001   adds one line       yes      1 GiB
github       OWN/REPO#12  changes its note    no       -
gitlab       GRP/PROJ#12  changes its note    yes      100 MiB
rt           123          adds one line       yes      10 MB
redmine      123          changes its note    yes      5 MiB
pagerduty    any word     the same alert      no       -
webhook      any word     event "updated"     yes      8 MiB
mail         any word     answers its mail    yes      7.5 MiB

token: (and url: of webhook and mail) says where it is: env:NAME, file:PATH,
cmd:COMMAND or keyring:SERVICE/USER. With user: it is a password. Other keys are
project: (of GitHub and GitLab, so that TICKET is a number; the table of
ServiceNow), ca: (a file with a private authority), timeout:, resolved: (the
state of a closed ticket), max_note: and max_file: (bytes). The url of mail is
smtp://USER:PASSWORD@HOST:PORT/?from=ADDRESS&to=ADDRESS.

Nothing is sent twice: after a try whose answer was lost the ticket is read
first, and webhooks get the same Idempotency-Key each time. The exit code is
that of the diagnosis (0 to 3), or 65 when the ticket could not be told all; the
bundle stays on this machine, and its path is printed.`

// ticketCommand tells tickets of runs.
func ticketCommand(s *settings) *cobra.Command {
	c := &cobra.Command{Use: "ticket", Short: "Attach a note and the bundle of a run to a ticket"}
	c.AddCommand(ticketAttach(s))
	return c
}

// A ticketRun is what ticket attach was asked.
type ticketRun struct {
	to, peer, tunnel, file, now, service string
	resolve, dry                         bool
}

func ticketAttach(s *settings) *cobra.Command {
	var t ticketRun
	c := &cobra.Command{
		Use:   "attach --to SYSTEM:TICKET [BUNDLE|DIR|FILE ...]",
		Short: "Tell a ticket of a run: a note and the bundle",
		Long:  ticketHelp,
		Example: "  ipsec-diag ticket attach --to jira:OPS-123 --peer hq-rtr1\n  ipsec-diag ticket attach --to rt:4711 hq-rtr1.tar.gz --dry-run\n" +
			"  ipsec-diag ticket attach --to jira:OPS-123 --peer hq --resolve-when-healthy",
		RunE: func(c *cobra.Command, args []string) error { return s.ticketAttach(c, &t, args) },
	}
	f := c.Flags()
	f.StringVar(&t.to, "to", "", "the ticket: the name of a system, a colon, and the ticket there, like jira:OPS-123")
	f.StringVar(&t.peer, "peer", "", "device of the inventory, or [user@]host[:port]")
	f.StringVar(&t.tunnel, "tunnel", "", "tunnel of the inventory, or the one of the device or output to report on")
	f.StringVar(&t.file, "file", "", "`file` for the bundle; default: the device or input with "+bundleSuffix)
	f.StringVar(&t.now, "now", "", "reference time for saved output, RFC 3339; default: when it was collected")
	f.StringVar(&t.service, "service", "", "service `file` with the systems; default: the settings file")
	f.BoolVar(&t.resolve, "resolve-when-healthy", false, "close the ticket when the run finds the fault that it was told of gone")
	f.BoolVar(&t.dry, "dry-run", false, "show what would be sent, without secrets; the ticket is only read")
	s.addSide(c)
	s.addAudience(c, "the bundle's name with "+mappingSuffix)
	f.StringVar(&s.flow.flow, "flow", "", "traffic that fails, like '10.1.0.5>10.2.0.9:443/tcp'")
	completed(c, "peer", s.completeDevices)
	completed(c, "tunnel", s.completeTunnels)
	return c
}

func (s *settings) ticketAttach(c *cobra.Command, t *ticketRun, args []string) error {
	at, err := parseNow(t.now)
	if err != nil {
		return err
	}
	if err := s.load(c); err != nil {
		return err
	}
	system, id, err := t.system(c)
	if err != nil {
		return err
	}
	p, path, err := s.ticketBundle(c, t, args, at)
	if err != nil {
		return err
	}
	r, err := ticketReport(p, path)
	if err != nil {
		return err
	}
	if err := t.deliver(c, system, id, r, path); err != nil {
		return err
	}
	return result(p.judged.ExitCode())
}

// system finds the system that --to names.
func (t *ticketRun) system(c *cobra.Command) (*config.TicketSystem, string, error) {
	name, id, _ := strings.Cut(t.to, ":")
	if name == "" {
		return nil, "", usageError("say which ticket: --to SYSTEM:TICKET, for example --to jira:OPS-123. See 'ipsec-diag ticket attach --help'")
	}
	file, list, err := t.service, []config.TicketSystem(nil), error(nil)
	if t.service != "" {
		var service *config.Service
		if service, err = config.ReadService(t.service); err == nil {
			list = service.Tickets
		}
	} else {
		file, list, err = config.ReadTickets(c.Flags())
	}
	if err != nil {
		return nil, "", usageError("%v", err)
	}
	if err := ticket.Check(list); err != nil {
		return nil, "", usageError("%s: %v", file, err)
	}
	var names []string
	for i := range list {
		names = append(names, list[i].Name)
	}
	i := slices.Index(names, name)
	if i < 0 {
		return nil, "", usageError("--to %s: no system is called %q%s; they stand under tickets in %s. See 'ipsec-diag ticket attach --help'",
			t.to, name, suggestion(inventory.Closest(name, names)), file)
	}
	return &list[i], id, nil
}

// ticketBundle is the bundle to attach, and where it lies.
func (s *settings) ticketBundle(c *cobra.Command, t *ticketRun, args []string, now time.Time) (*packed, string, error) {
	if len(args) == 1 && t.peer == "" && !s.outside() && isBundle(args[0]) {
		return s.readyBundle(args[0])
	}
	run, inv, err := s.toBundle(c, t.peer, t.tunnel, args, now)
	if err != nil {
		return nil, "", err
	}
	file := t.file
	if file == "" {
		file = fileName(run.Subject, args...) + bundleSuffix
	}
	if file == "-" {
		return nil, "", usageError("--file: the bundle of a ticket is a file, not standard output")
	}
	p, err := s.packed(c, run, inv, t.tunnel, file)
	if err != nil {
		return nil, "", err
	}
	if err := bundle.WriteFile(file, p.data); err != nil {
		return nil, "", usageError("cannot write %s: %v", file, plainReason(err))
	}
	return p, whole(file), nil
}

func isBundle(path string) bool {
	data, err := os.ReadFile(path)
	return err == nil && bundle.LooksLike(data)
}

// readyBundle takes a bundle as it is.
func (s *settings) readyBundle(path string) (*packed, string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, "", usageError("cannot read %s: %v", path, plainReason(err))
	}
	contents, err := bundle.Parse(data, bundle.Usual())
	if err != nil {
		return nil, "", usageError("%s: %v", path, err)
	}
	run, err := s.judgeContents(contents)
	if err != nil {
		return nil, "", err
	}
	return &packed{contents: contents, data: data, judged: run, shown: run}, whole(path), nil
}

// deliver tells the ticket and says what was done.
func (t *ticketRun) deliver(c *cobra.Command, system *config.TicketSystem, id string, r *ticket.Report, path string) error {
	where := ticket.Where{}
	if t.dry {
		where.Dry = c.OutOrStdout()
	}
	dir, err := stateDir()
	if err != nil {
		return usageError("there is no folder for what was sent: %v", err)
	}
	where.Ledger = filepath.Join(dir, "tickets.json")
	failed := func(why any) error {
		return &exitError{code: ExitDelivery, text: fmt.Sprintf("%s: %v\nThe bundle stays at %s", t.to, why, path)}
	}
	one, err := ticket.Open(c.Context(), system, id, where)
	if err != nil {
		return failed(err)
	}
	out, err := ticket.Attach(c.Context(), one, r, ticket.Options{Resolve: t.resolve})
	if t.dry {
		fmt.Fprintln(c.OutOrStdout(), "Dry run: nothing was sent. A run would report:")
	}
	for _, said := range out.Said {
		fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", t.to, said)
	}
	switch {
	case err != nil:
		return failed(err)
	case out.Kept != "":
		return failed("the bundle was not attached: " + out.Kept + ". The note names it")
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "The bundle: %s\n", path)
	return err
}

// whole is a path that a person finds from any folder.
func whole(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}
