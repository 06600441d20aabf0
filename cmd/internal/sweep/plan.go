package sweep

import (
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/riverqueue/river"
	"github.com/robfig/cron/v3"

	"ipsec-diag/cmd/internal/history"
	"ipsec-diag/cmd/internal/pipeline"
)

// A Plan is what a service may be given anew while it works.
type Plan struct {
	Schedules []Schedule
	Policy    history.Policy
	Keep      history.Retention
}

// Reload gives a service another inventory and plan. Sweeps under way go on, and
// a schedule that is the same as before keeps its times.
func (s *Service) Reload(agent *pipeline.Agent, plan Plan) error {
	s.reloading.Lock()
	defer s.reloading.Unlock()
	before := s.plan.Load()
	s.agent.Store(agent)
	s.plan.Store(&plan)
	s.rounds.closeAll()
	if err := s.serveNewZones(); err != nil {
		return err
	}
	if !s.cfg.Control {
		return nil
	}
	return s.reschedule(before.Schedules, plan.Schedules)
}

// serveNewZones takes up the queues of zones that the inventory did not have
// before. Those of zones that are gone stay: what waits in them is still ended.
func (s *Service) serveNewZones() error {
	for _, zone := range s.zones() {
		if slices.Contains(s.served, zone) {
			continue
		}
		if err := s.client.Queues().Add(queue(zone), river.QueueConfig{MaxWorkers: max(1, s.cfg.Parallel)}); err != nil {
			return fmt.Errorf("zone %q: %w", zone, err)
		}
		s.served = append(s.served, zone)
	}
	return nil
}

func (s *Service) reschedule(before, now []Schedule) error {
	for _, old := range before {
		if !slices.ContainsFunc(now, func(x Schedule) bool { return x.sameTimes(old) }) {
			s.client.PeriodicJobs().RemoveByID(periodicID(old.Name))
		}
	}
	for _, sched := range now {
		if slices.ContainsFunc(before, func(x Schedule) bool { return x.sameTimes(sched) }) {
			continue
		}
		if _, err := s.client.PeriodicJobs().AddManySafely(s.periodicOf(sched)); err != nil {
			return fmt.Errorf("schedule %q: %w", sched.Name, err)
		}
	}
	return nil
}

// sameTimes reports whether two schedules begin at the same times.
func (s Schedule) sameTimes(o Schedule) bool {
	return s.Name == o.Name && s.Cron == o.Cron
}

// periodicID names a schedule to the job engine, which takes no blanks.
func periodicID(schedule string) string { return "schedule-" + hex.EncodeToString([]byte(schedule)) }

// periodicOf begins the sweeps of a schedule; none where its times cannot be
// read, which [Schedule.Check] has told.
func (s *Service) periodicOf(sched Schedule) []*river.PeriodicJob {
	when, err := cron.ParseStandard(sched.Cron)
	if err != nil {
		return nil
	}
	return []*river.PeriodicJob{river.NewPeriodicJob(when, func() (river.JobArgs, *river.InsertOpts) {
		return beginJob{Schedule: sched.Name}, nil
	}, &river.PeriodicJobOpts{ID: periodicID(sched.Name), RunOnStart: s.missed(sched, when)})}
}
