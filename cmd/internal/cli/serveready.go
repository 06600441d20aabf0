package cli

import (
	"context"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// What systemd is told (sd_notify(3)); without systemd nothing is.
const (
	readyState    = daemon.SdNotifyReady
	stoppingState = daemon.SdNotifyStopping
)

// reloadingState tells that a reload begins; readyState ends it.
func reloadingState() string { return daemon.SdNotifyReloading }

// notifySystemd tells systemd; where it cannot be told there is nothing to do.
func notifySystemd(state string) { _, _ = daemon.SdNotify(false, state) }

// ready tells systemd that the service works, and again and again that it lives,
// where the unit asks for that (WatchdogSec=).
func ready(ctx context.Context, status string) {
	notifySystemd(readyState + "\nSTATUS=" + status)
	every, err := daemon.SdWatchdogEnabled(false)
	if err != nil || every <= 0 {
		return
	}
	go func() {
		tick := time.NewTicker(every / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				notifySystemd(daemon.SdNotifyWatchdog)
			}
		}
	}()
}
