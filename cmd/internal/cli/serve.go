package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/notify"
	"ipsec-diag/cmd/internal/pipeline"
	"ipsec-diag/cmd/internal/sweep"
)

// serviceHelp tells of the service file; it ends the help of serve and worker.
const serviceHelp = `

The service file has what a run of its own does not need:
  database: /var/lib/ipsec-diag/history.db   # or postgres://user@host/name
  listen: 127.0.0.1:8470
  schedules:
    - {name: all, cron: "*/15 * * * *", jitter: 2m, within: 12m}
    - {name: berlin, cron: "@hourly", which: ["site:berlin", "!tag:lab"]}
  findings: {open_after: 2, open_after_critical: 1, close_after: 2,  # runs
             flaps_after: 4, flap_window: 24h}   # 4 openings in that time
  keep: {captures: 7d, failed_captures: 30d, points: 90d, runs: 365d}
  device: {timeout: 5m, take_over: 30s}   # of a worker that was killed
  alerts:   # ipsec-diag alerts --help has more
    - {name: oncall, kind: webhook, url: "env:ALERT_URL", rules: ["auth/*"]}
A hangup signal (SIGHUP) reads inventory, schedules, findings, keep and users
anew; files with a mistake leave the present ones in use. An interrupt stops
after the devices at work, at most 20 seconds later; a second one stops at once.`

// A fleetService is what serve and worker share.
type fleetService struct {
	s        *settings
	file     string
	database string
	zones    []string
	listen   string
	// page is that of serve, nil for none.
	page *pageOf
}

func (f *fleetService) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.file, "service", "", "service `file`: database, schedules, what to keep")
	c.Flags().StringVar(&f.database, "database", "", "`file` of the history, or postgres://USER@HOST/NAME; comes before the service file")
	c.Flags().String("sample", "0s", "time between two samples of the counters; 0s takes one")
	c.Flags().String("log-level", "info", "error, warn, info or debug")
	c.Flags().StringArrayVar(&f.zones, "zone", nil, "read only the devices of this `zone`; may stand several times")
}

// serveCommand runs sweeps on a schedule and keeps their history.
func serveCommand(s *settings) *cobra.Command {
	f := &fleetService{s: s}
	c := &cobra.Command{
		Use:     "serve [--service FILE]",
		Short:   "Run sweeps on a schedule, with history, a page, metrics and alerts",
		Long:    "Run sweeps on a schedule, with history, a page, metrics and alerts." + serviceHelp + pageHelp,
		Example: "  ipsec-diag serve --service serve.yaml --inventory fleet.yaml",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return f.run(c, true) },
	}
	f.flags(c)
	c.Flags().StringVar(&f.listen, "listen", "", "`address` of the page and the metrics, or off; comes before the service file")
	return c
}

// workerCommand reads devices for a service that runs elsewhere.
func workerCommand(s *settings) *cobra.Command {
	f := &fleetService{s: s}
	c := &cobra.Command{
		Use:     "worker --database postgres://USER@HOST/NAME [--zone ZONE]",
		Short:   "Read devices for a service on another machine",
		Long:    "Read devices for a service on another machine, through its PostgreSQL database." + serviceHelp,
		Example: "  ipsec-diag worker --zone emea --service serve.yaml --inventory fleet.yaml",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return f.run(c, false) },
	}
	f.flags(c)
	return c
}

// run works until an interrupt.
func (f *fleetService) run(c *cobra.Command, control bool) error {
	agent, err := f.s.agent(c)
	if err != nil {
		return err
	}
	f.s.sayInLog(c, agent.Options.Log)
	return f.s.failed(agent.Options.Log, f.work(c, agent, control))
}

// readFile reads the service file and puts what the flags say over it.
func (f *fleetService) readFile() (*config.Service, error) {
	file, err := config.ReadService(f.file)
	if err != nil {
		return nil, usageError("%v", err)
	}
	if f.database != "" {
		file.Database = f.database
	}
	if f.listen != "" {
		file.Listen = f.listen
	}
	return file, nil
}

// work does what serve and worker do.
func (f *fleetService) work(c *cobra.Command, agent *pipeline.Agent, control bool) error {
	hangup, stopHangups := hangups()
	defer stopHangups()
	file, err := f.readFile()
	if err != nil {
		return err
	}
	if err := f.check(agent, file, control); err != nil {
		return err
	}
	var page *pageOf
	if control {
		// Before anything else: an address that is refused is told at once.
		if page, err = openPage(c, file, agent); err != nil {
			return usageError("%v", err)
		}
	}
	release, err := history.Alone(file.Database)
	if err != nil {
		return usageError("%v", err)
	}
	defer release()
	store, err := history.Open(c.Context(), file.Database)
	if err != nil {
		return databaseError(err)
	}
	defer func() { _ = store.Close() }()
	svc, err := f.service(store, agent, file, control)
	if err != nil {
		return usageError("%v", err)
	}
	if err := svc.Start(c.Context()); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if page != nil {
		if err := page.serve(c, store, svc, agent); err != nil {
			return err
		}
	}
	f.page = page
	f.reloads(c, hangup, svc, file, control)
	f.greet(c, agent, file, control)
	ready(c.Context(), counted(len(agent.Inventory.Devices), "device"))
	<-c.Context().Done()
	notifySystemd(stoppingState)
	fmt.Fprintf(c.ErrOrStderr(), "Stopping; devices at work have %s to end. Once more stops at once.\n", stopWithin)
	stop, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), stopWithin)
	defer cancel()
	return svc.Stop(stop)
}

// greet says what is at work, so that nobody waits for a sweep that no schedule
// begins.
func (f *fleetService) greet(c *cobra.Command, agent *pipeline.Agent, file *config.Service, control bool) {
	w := c.ErrOrStderr()
	fmt.Fprintf(w, "%s of %s, history in %s\n", counted(len(agent.Inventory.Devices), "device"), agent.Inventory.Path, config.WithoutPassword(file.Database))
	switch {
	case !control:
		fmt.Fprintln(w, "Waiting for devices to read; stop with Ctrl-C.")
		return
	case len(file.Schedules) == 0:
		fmt.Fprintln(w, "No schedule is given: nothing is read before somebody asks. See ipsec-diag serve --help.")
	}
	for _, s := range file.Schedules {
		fmt.Fprintf(w, "Schedule %s: %s\n", s.Name, s.Cron)
	}
}

// stopWithin is how long devices at work may take after an interrupt.
const stopWithin = 20 * time.Second

func (f *fleetService) service(store *history.Store, agent *pipeline.Agent, file *config.Service, control bool) (*sweep.Service, error) {
	cfg := sweep.Config{
		Store: store, Agent: agent, Worker: fmt.Sprintf("%s/%d", hostName(), os.Getpid()), Parallel: f.s.cfg.Parallel, Zones: f.zones, Control: control,
		Policy: policyOf(&file.Findings), Log: agent.Options.Log, Cards: ruleCards(), Version: Version(),
		Keep: retentionOf(&file.Keep), DeviceTimeout: time.Duration(file.Device.Timeout), TakeOver: time.Duration(file.Device.TakeOver),
	}
	if control {
		cfg.Finish = forThePage
		if err := notify.Check(file.Alerts); err != nil {
			return nil, err
		}
		tell := &notify.Notifier{Store: store, Channels: file.Alerts, Log: agent.Options.Log, Now: time.Now}
		tell.Into(&cfg)
		schedules, err := schedulesOf(file, agent)
		if err != nil {
			return nil, err
		}
		cfg.Schedules = schedules
	}
	return sweep.New(cfg)
}

// hostName is the first part of the names of this machine's workers.
func hostName() string {
	if host, err := os.Hostname(); err == nil {
		return host
	}
	return "worker"
}

func schedulesOf(file *config.Service, agent *pipeline.Agent) ([]sweep.Schedule, error) {
	var out []sweep.Schedule
	var problems []error
	names := map[string]bool{}
	for _, one := range file.Schedules {
		x := sweep.Schedule{Name: one.Name, Cron: one.Cron, Which: one.Which, Jitter: time.Duration(one.Jitter), Within: time.Duration(one.Within)}
		problems = append(problems, x.Check(agent.Inventory))
		if names[x.Name] {
			problems = append(problems, fmt.Errorf("two schedules are called %q; each needs a name of its own", x.Name))
		}
		names[x.Name] = true
		out = append(out, x)
	}
	return out, errors.Join(problems...)
}

func policyOf(f *config.Findings) history.Policy {
	return history.Policy{OpenAfter: f.OpenAfter, OpenAfterCritical: f.OpenAfterCritical, CloseAfter: f.CloseAfter, FlapsAfter: f.FlapsAfter, FlapWindow: time.Duration(f.FlapWindow)}
}
