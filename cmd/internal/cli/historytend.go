package cli

import (
	"bufio"
	"fmt"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
)

// ago reads how far back, 36h or 7d, and returns the time.
func ago(text string) (time.Time, error) {
	d, err := config.ParseTime(text)
	if err != nil {
		return time.Time{}, usageError("%v", err)
	}
	return time.Now().Add(-d), nil
}

func (p *pastOf) export() *cobra.Command {
	var since, format string
	var names, says []string
	for _, e := range history.Exports() {
		names, says = append(names, e.Name), append(says, fmt.Sprintf("  %-9s %s", e.Name, e.Says))
	}
	c := &cobra.Command{Use: "export " + strings.Join(names, "|"), Short: "Write rows as CSV or JSON lines",
		Long: "Write rows as CSV or JSON lines, the oldest first. Times are UTC; what is\nunknown is empty in CSV and null in JSON. A row is:\n" + strings.Join(says, "\n"),
		Args: cobra.ExactArgs(1), ValidArgs: names,
		RunE: p.with(func(c *cobra.Command, args []string, s *history.Store) error {
			e := history.ExportNamed(args[0])
			if e == nil {
				return usageError("%q cannot be exported; want one of %s", args[0], strings.Join(names, ", "))
			}
			from, err := ago(since)
			if err != nil {
				return err
			}
			w := bufio.NewWriter(c.OutOrStdout())
			switch format {
			case "csv":
				err = s.ExportCSV(c.Context(), w, e, from, time.Now())
			case "jsonl":
				err = s.ExportLines(c.Context(), w, e, from, time.Now())
			default:
				return usageError("--format %q: want csv or jsonl", format)
			}
			if err != nil {
				return err
			}
			return w.Flush()
		})}
	c.Flags().StringVar(&since, "since", "7d", "how far back, like 36h or 30d")
	c.Flags().StringVar(&format, "format", "csv", "csv or jsonl")
	return c
}

func (p *pastOf) backup() *cobra.Command {
	return &cobra.Command{Use: "backup FILE", Short: "Copy the database while it is in use", Long: "Copy the database while it is in use. It is for SQLite; PostgreSQL has pg_dump.", Args: cobra.ExactArgs(1),
		RunE: p.with(func(c *cobra.Command, args []string, s *history.Store) error {
			if err := s.Backup(c.Context(), args[0]); err != nil {
				return usageError("%v", err)
			}
			fmt.Fprintf(c.OutOrStdout(), "%s is a whole copy; serve --database %[1]s works with it.\n", args[0])
			return nil
		})}
}

func (p *pastOf) size() *cobra.Command {
	return &cobra.Command{Use: "size", Short: "How much is stored, and what a device adds a day", Args: cobra.NoArgs,
		RunE: p.with(func(c *cobra.Command, _ []string, s *history.Store) error {
			size, err := s.Size(c.Context())
			if err != nil {
				return err
			}
			w := c.OutOrStdout()
			fmt.Fprintf(w, "%s: %.1f MB\n", s.Where, float64(size.Bytes)/1e6)
			for _, name := range history.Tables() {
				fmt.Fprintf(w, "  %-11s %d\n", name, size.Rows[name])
			}
			if size.Days < 1.0/24 {
				fmt.Fprintln(w, "How much a device adds a day is known after an hour.")
				return nil
			}
			fmt.Fprintf(w, "Over %.2f days, a device added %.1f kB a day: %.1f kB of captures, %.1f kB of the rest.\n", size.Days,
				(size.CapturesPerDeviceDay+size.RestPerDeviceDay)/1000, size.CapturesPerDeviceDay/1000, size.RestPerDeviceDay/1000)
			return nil
		})}
}

func (p *pastOf) tidy() *cobra.Command {
	return &cobra.Command{Use: "tidy", Short: "Delete now what is older than the service file keeps", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, file, err := p.open(c)
			if err != nil {
				return err
			}
			defer func() { _ = s.Close() }()
			n, err := s.Prune(c.Context(), retentionOf(&file.Keep), time.Now())
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "Deleted: %d captures, %d points, %d rows of runs and sweeps, %d of changes.\n", n.Captures, n.Points, n.Runs, n.Changes)
			return nil
		}}
}

func retentionOf(k *config.Keep) history.Retention {
	return history.Retention{Captures: time.Duration(k.Captures), FailedCaptures: time.Duration(k.FailedCaptures), Points: time.Duration(k.Points), Runs: time.Duration(k.Runs)}
}

// me is who is at the keyboard.
func me() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "somebody"
}

func (p *pastOf) take() *cobra.Command {
	var note, mute string
	var unmute bool
	c := &cobra.Command{Use: "take FINGERPRINT", Short: "Say that you have taken a finding, or mute it until a time", Args: cobra.ExactArgs(1),
		Example: "  ipsec-diag history take 0d9f8e1c2b3a --note 'ISP ticket 4711'\n  ipsec-diag history take 0d9f8e1c2b3a --mute 3d",
		RunE: p.with(func(c *cobra.Command, args []string, s *history.Store) error {
			now, what, until := time.Now(), history.WhatAcknowledged, time.Time{}
			if mute != "" {
				d, err := config.ParseTime(mute)
				if err != nil {
					return usageError("%v", err)
				}
				what, until = history.WhatMuted, now.Add(d)
			}
			if unmute {
				what = history.WhatUnmuted
			}
			if err := s.Take(c.Context(), args[0], what, me(), note, until, now); err != nil {
				return usageError("%v", err)
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %s\n", args[0], what)
			return nil
		})}
	c.Flags().StringVar(&note, "note", "", "why")
	c.Flags().StringVar(&mute, "mute", "", "no alerts for this long, like 4h or 3d")
	c.Flags().BoolVar(&unmute, "unmute", false, "alerts again")
	c.MarkFlagsMutuallyExclusive("mute", "unmute")
	return c
}

func (p *pastOf) maintenance() *cobra.Command {
	var in, length, reason, end string
	c := &cobra.Command{Use: "maintenance [WHICH]", Short: "List times of maintenance, or add or end one", Args: cobra.MaximumNArgs(1),
		Long:    "List times of maintenance, or add or end one: findings open without an alert.\nWHICH is a tunnel, a device, site:NAME, or * for all.",
		Example: "  ipsec-diag history maintenance br1 --for 2h --reason 'new router'\n  ipsec-diag history maintenance site:berlin --in 4h --for 90m\n  ipsec-diag history maintenance --end 3",
		RunE: p.with(func(c *cobra.Command, args []string, s *history.Store) error {
			switch {
			case end != "":
				return endWindow(c, s, end)
			case len(args) == 0:
				return listWindows(c, s)
			}
			wait, err := config.ParseTime(in)
			if err != nil {
				return usageError("--in: %v", err)
			}
			long, err := config.ParseTime(length)
			if err != nil || long <= 0 {
				return usageError("say for how long: --for 2h")
			}
			if err := warnOfNothing(c, s, args[0]); err != nil {
				return err
			}
			starts := time.Now().Add(wait)
			id, err := s.AddWindow(c.Context(), history.Window{Which: args[0], Starts: starts, Ends: starts.Add(long), Reason: reason, Who: me()})
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "Maintenance %d: %s from %s to %s.\n", id, args[0], when(starts), when(starts.Add(long)))
			return nil
		})}
	c.Flags().StringVar(&in, "in", "0s", "begins after this time")
	c.Flags().StringVar(&length, "for", "", "how long")
	c.Flags().StringVar(&reason, "reason", "", "why")
	c.Flags().StringVar(&end, "end", "", "ends the one of this number now")
	return c
}

// warnOfNothing says that no tunnel is covered: the words may be misspelt, or the
// tunnel may be one that is to come.
func warnOfNothing(c *cobra.Command, s *history.Store, which string) error {
	tunnels, err := s.Tunnels(c.Context())
	if err != nil {
		return err
	}
	w := history.Window{Which: which}
	if !slices.ContainsFunc(tunnels, w.Covers) {
		say(c.ErrOrStderr(), fmt.Sprintf("No tunnel that was judged so far is covered by %q: is it a tunnel, a device or site:NAME?", which))
	}
	return nil
}

func endWindow(c *cobra.Command, s *history.Store, number string) error {
	id, err := strconv.ParseInt(number, 10, 64)
	found := false
	if err == nil {
		if found, err = s.EndWindow(c.Context(), id, time.Now()); err != nil {
			return err
		}
	}
	if !found {
		return usageError("no maintenance %s is planned or under way; see ipsec-diag history maintenance", number)
	}
	fmt.Fprintf(c.OutOrStdout(), "Maintenance %d has ended.\n", id)
	return nil
}

func listWindows(c *cobra.Command, s *history.Store) error {
	list, err := s.Windows(c.Context(), time.Now())
	if err != nil {
		return err
	}
	var rows [][]string
	for _, w := range list {
		rows = append(rows, []string{fmt.Sprint(w.ID), w.Which, when(w.Starts), when(w.Ends), w.Who, w.Reason})
	}
	return table(c, "No maintenance is planned or under way.", []string{"NUMBER", "WHICH", "FROM", "TO", "BY", "REASON"}, rows)
}
