package cli

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/sweep"
	"ipsec-diag/cmd/internal/web"
)

// hangups are the hangup signals from now on: one that comes while the service
// starts does not end it.
func hangups() (signals chan os.Signal, stop func()) {
	signals = make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	return signals, func() { signal.Stop(signals) }
}

// reloads reads inventory and service file anew at each hangup signal. What
// cannot be used leaves the present ones in use.
func (f *fleetService) reloads(c *cobra.Command, hangup <-chan os.Signal, svc *sweep.Service, file *config.Service, control bool) {
	go func() {
		for {
			select {
			case <-c.Context().Done():
				return
			case <-hangup:
			}
			notifySystemd(reloadingState())
			now, err := f.reload(c, svc, file, control)
			notifySystemd(readyState)
			if err != nil {
				fmt.Fprintf(c.ErrOrStderr(), "nothing is read anew, the present inventory and plan stay in use: %v\n", err)
				continue
			}
			file = now
		}
	}()
}

// reload gives the service what the files say now and returns the service file.
// Host keys and secrets are looked up anew, too.
func (f *fleetService) reload(c *cobra.Command, svc *sweep.Service, before *config.Service, control bool) (*config.Service, error) {
	file, err := f.readFile()
	if err != nil {
		return nil, err
	}
	agent, err := f.s.agent(c)
	if err != nil {
		return nil, err
	}
	if err := f.check(agent, file, control); err != nil {
		return nil, err
	}
	plan := sweep.Plan{Policy: policyOf(&file.Findings), Keep: retentionOf(&file.Keep)}
	if control {
		if plan.Schedules, err = schedulesOf(file, agent); err != nil {
			return nil, err
		}
	}
	var access *web.Access
	if f.page != nil {
		if access, err = f.page.readAnew(c, file, agent); err != nil {
			return nil, err
		}
	}
	if err := svc.Reload(agent, plan); err != nil {
		return nil, err
	}
	if access != nil {
		f.page.server.SetAccess(access)
	}
	w := c.ErrOrStderr()
	fmt.Fprintf(w, "read anew: %s of %s, %s\n", counted(len(agent.Inventory.Devices), "device"), agent.Inventory.Path, counted(len(plan.Schedules), "schedule"))
	if late := before.NeedsRestart(file); len(late) > 0 {
		fmt.Fprintf(w, "changed in the service file, but in force only after a restart: %s\n", strings.Join(late, ", "))
	}
	return file, nil
}
