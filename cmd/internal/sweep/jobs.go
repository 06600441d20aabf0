package sweep

import (
	"encoding/hex"
	"regexp"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// controlQueue has the jobs that plan and judge sweeps; serve works on them.
const controlQueue = "control"

// beginJob begins the sweep of a schedule.
type beginJob struct {
	Schedule string `json:"schedule" river:"unique"`
}

// Kind names the job.
func (beginJob) Kind() string { return "begin" }

// InsertOpts keep one at a time.
func (beginJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: controlQueue, MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// deviceJob reads one device.
type deviceJob struct {
	Device string `json:"device" river:"unique"`
	// Sweep is the one that asked first; others that ask meanwhile get the same
	// reading.
	Sweep int64 `json:"sweep"`
}

// Kind names the job.
func (deviceJob) Kind() string { return "device" }

// InsertOpts keep one a device while one waits or is at work.
func (deviceJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: mostAttempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// judgeJob judges a sweep: when all its devices were read, or at its deadline.
type judgeJob struct {
	Sweep int64 `json:"sweep" river:"unique"`
	Late  bool  `json:"late" river:"unique"`
}

// Kind names the job.
func (judgeJob) Kind() string { return "judge" }

// InsertOpts keep one a sweep and reason.
func (judgeJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: controlQueue, MaxAttempts: 5, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// tendJob looks after sweeps that wait for a device nobody has a job for.
type tendJob struct{}

// Kind names the job.
func (tendJob) Kind() string { return "tend" }

// InsertOpts keep one at a time.
func (tendJob) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: controlQueue, MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// unfinished are the states of a job that is still to be done.
var unfinished = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}

// mostAttempts is how often a device is tried in one sweep when the network or
// the worker fails. A rejected login is never tried again.
const mostAttempts = 2

// plainZone is a zone that can name a queue as it is.
var plainZone = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$`)

// queue is the queue of a zone's devices: a worker takes only those of the zones
// that it can reach.
func queue(zone string) string {
	switch {
	case zone == "":
		return "devices"
	case plainZone.MatchString(zone):
		return "zone-" + zone
	}
	return "zone_" + hex.EncodeToString([]byte(zone))
}
