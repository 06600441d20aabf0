package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
)

// A pastOf is the database of a service, as commands beside it open it.
type pastOf struct {
	file, database string
}

// historyCommand shows and tends what a service has stored.
func historyCommand() *cobra.Command {
	p := &pastOf{}
	c := &cobra.Command{
		Use:   "history",
		Short: "Show, export and tend what serve has stored",
		Long: "Show, export and tend what serve has stored. All of it works while the service\n" +
			"is at work. (Without serve, --history FOLDER keeps runs as files.)",
		Example: "  ipsec-diag history runs --database history.db\n  ipsec-diag history findings\n" +
			"  ipsec-diag history export points --since 24h --format csv > day.csv\n  ipsec-diag history backup copy.db",
	}
	c.PersistentFlags().StringVar(&p.file, "service", "", "service `file` that names the database")
	c.PersistentFlags().StringVar(&p.database, "database", "", "`file` of the history, or postgres://USER@HOST/NAME")
	c.AddCommand(p.runs(), p.tunnel(), p.findings(), p.changes(), p.export(), p.backup(), p.size(), p.tidy(), p.take(), p.maintenance(), p.deliveries(), p.workers())
	return c
}

// open opens the database. One that is not there is an error: to read is not to
// make.
func (p *pastOf) open(c *cobra.Command) (*history.Store, *config.Service, error) {
	file, err := config.ReadService(p.file)
	if err != nil {
		return nil, nil, usageError("%v", err)
	}
	if p.database != "" {
		file.Database = p.database
	}
	if !history.IsPostgres(file.Database) {
		if _, err := os.Stat(file.Database); err != nil {
			return nil, nil, usageError("there is no database %s: %v; name it with --database FILE or --service FILE. ipsec-diag serve makes it", file.Database, plainReason(err))
		}
	}
	store, err := history.Open(c.Context(), file.Database)
	if err != nil {
		return nil, nil, databaseError(err)
	}
	return store, file, nil
}

// databaseError is why a database cannot be opened. One that does not answer is
// no mistake of the user: whoever starts services may try again.
func databaseError(err error) error {
	if errors.Is(err, history.ErrNotNow) {
		return &exitError{code: ExitUnknown, text: err.Error() + "\nTry again when the database answers."}
	}
	return usageError("%v", err)
}

// with runs a function on the open database.
func (p *pastOf) with(do func(c *cobra.Command, args []string, s *history.Store) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		s, _, err := p.open(c)
		if err != nil {
			return err
		}
		defer func() { _ = s.Close() }()
		return do(c, args, s)
	}
}

// table prints rows below names, or a line that says that there are none.
func table(c *cobra.Command, none string, names []string, rows [][]string) error {
	if len(rows) == 0 {
		fmt.Fprintln(c.OutOrStdout(), none)
		return nil
	}
	t := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join(names, "\t"))
	for _, row := range rows {
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	return t.Flush()
}

// when is a time for a table, in the reader's zone; "-" for none.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

func (p *pastOf) runs() *cobra.Command {
	var most int
	c := &cobra.Command{Use: "runs", Short: "The latest runs", Args: cobra.NoArgs,
		RunE: p.with(func(c *cobra.Command, _ []string, s *history.Store) error {
			runs, err := s.Runs(c.Context(), most)
			if err != nil {
				return err
			}
			var rows [][]string
			for _, r := range runs {
				rows = append(rows, []string{fmt.Sprint(r.ID), when(r.Finished), askedFor(&r), fmt.Sprintf("%d of %d", r.Devices-r.Unread, r.Devices), healthCounts(r.Health)})
			}
			return table(c, "No run is stored yet.", []string{"RUN", "FINISHED", "FOR", "READ", "TUNNELS"}, rows)
		})}
	c.Flags().IntVar(&most, "most", 20, "how many")
	return c
}

// askedFor says what began a run.
func askedFor(r *history.Run) string {
	switch {
	case r.Schedule != "":
		return r.Schedule
	case r.Subject != "":
		return r.Subject + " (" + r.AskedBy + ")"
	}
	return "asked by " + r.AskedBy
}

func healthCounts(count map[string]int) string {
	var out []string
	for _, h := range []string{"down", "degraded", "unknown", "up", "idle", "standby"} {
		if count[h] > 0 {
			out = append(out, fmt.Sprintf("%d %s", count[h], h))
		}
	}
	return strings.Join(out, ", ")
}

func (p *pastOf) tunnel() *cobra.Command {
	var since string
	c := &cobra.Command{Use: "tunnel NAME", Short: "The states and findings of a tunnel over time", Args: cobra.ExactArgs(1),
		RunE: p.with(func(c *cobra.Command, args []string, s *history.Store) error {
			from, err := ago(since)
			if err != nil {
				return err
			}
			t, err := s.Tunnel(c.Context(), args[0])
			if err != nil {
				return err
			}
			if t == nil {
				return usageError("no tunnel %q was ever judged; see ipsec-diag history findings, or the page of serve, for names", args[0])
			}
			return showTunnel(c, s, t, from)
		})}
	c.Flags().StringVar(&since, "since", "24h", "how far back, like 36h or 7d")
	return c
}

func showTunnel(c *cobra.Command, s *history.Store, t *history.Tunnel, from time.Time) error {
	w := c.OutOrStdout()
	fmt.Fprintf(w, "%s: %s since %s, last judged %s\n", t.Name, strings.ToUpper(t.Health), when(t.Since), when(t.LastJudged))
	fmt.Fprintf(w, "%s: %s %s\n\n", t.Rule, t.Title, t.Detail)
	points, err := s.Points(c.Context(), t.ID, from, time.Now())
	if err != nil {
		return err
	}
	var rows [][]string
	for i, p := range points {
		if i > 0 && points[i-1].Health == p.Health && points[i-1].Rule == p.Rule {
			continue
		}
		rows = append(rows, []string{when(p.At), p.Health, p.Rule, fmt.Sprint(p.Run)})
	}
	if err := table(c, "No run saw it in that time.", []string{"SINCE", "HEALTH", "RULE", "RUN"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(w)
	findings, err := s.FindingsOf(c.Context(), t.Name)
	if err != nil {
		return err
	}
	return table(c, "No finding was ever told.", findingNames, findingRows(findings))
}

var findingNames = []string{"FINGERPRINT", "STATE", "SINCE", "SEVERITY", "TUNNEL", "RULE", "TAKEN"}

func findingRows(list []history.Finding) [][]string {
	var rows [][]string
	for _, f := range list {
		since, taken := f.Opened, f.AckedBy
		if f.State == history.StateClosed {
			since = f.Closed
		}
		if f.MutedUntil.After(time.Now()) {
			taken = strings.TrimSpace(taken + " muted until " + when(f.MutedUntil))
		}
		state := f.State
		if f.Flapping {
			state += ", flapping"
		}
		rows = append(rows, []string{f.Fingerprint, state, when(since), f.Severity, f.Tunnel, f.Rule, taken})
	}
	return rows
}

func (p *pastOf) findings() *cobra.Command {
	var state string
	c := &cobra.Command{Use: "findings", Short: "The findings that are open, the gravest first", Args: cobra.NoArgs,
		RunE: p.with(func(c *cobra.Command, _ []string, s *history.Store) error {
			ask := state
			switch state {
			case "all":
				ask = ""
			case history.StateOpen, history.StateClosed, history.StatePending:
			default:
				return usageError("--state %q: want open, closed, pending or all", state)
			}
			list, err := s.Findings(c.Context(), ask)
			if err != nil {
				return err
			}
			return table(c, "No finding is "+state+".", findingNames, findingRows(list))
		})}
	c.Flags().StringVar(&state, "state", "open", "open, closed, pending (seen, but not often enough to count) or all")
	return c
}

func (p *pastOf) changes() *cobra.Command {
	var most int
	c := &cobra.Command{Use: "changes [TUNNEL]", Short: "What happened to findings, the latest first", Args: cobra.MaximumNArgs(1),
		RunE: p.with(func(c *cobra.Command, args []string, s *history.Store) error {
			list, err := s.ChangesOf(c.Context(), strings.Join(args, ""), most)
			if err != nil {
				return err
			}
			var rows [][]string
			for _, x := range list {
				rows = append(rows, []string{when(x.At), x.What, x.Tunnel, x.Rule, strings.TrimSpace(x.Who + " " + x.Detail), x.Quiet})
			}
			return table(c, "Nothing has happened yet.", []string{"AT", "WHAT", "TUNNEL", "RULE", "SAYS", "NO ALERT BECAUSE"}, rows)
		})}
	c.Flags().IntVar(&most, "most", 50, "how many")
	return c
}
