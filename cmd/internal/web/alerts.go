package web

import (
	"net/http"

	"ipsec-diag/cmd/internal/history"
)

// alertList are the messages to people: sent, waiting, failed, or given up.
type alertList struct {
	State  string
	States []string
	Counts []history.Count
	Alerts []history.Delivery
}

// alerts shows what became of the messages to people; a message that was given up
// must not vanish.
func (s *Server) alerts(w http.ResponseWriter, r *http.Request) {
	l := alertList{States: []string{history.DeliveryDead, history.DeliveryFailed, history.DeliveryWaiting, history.DeliverySent}}
	err := first(
		func() error { return known(r, []parameter{{name: "state"}}) },
		func() (err error) { l.State, err = oneOf(r, "state", l.States); return err },
		func() (err error) { l.Counts, err = s.cfg.Store.DeliveryCounts(r.Context()); return err },
		func() (err error) {
			l.Alerts, err = s.cfg.Store.Deliveries(r.Context(), l.State, onePage)
			return err
		},
	)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, "alerts", "Alerts", &l)
}

// given counts the messages that were given up.
func given(counts []history.Count) (n int64) {
	for _, c := range counts {
		if c.State == history.DeliveryDead {
			n += c.N
		}
	}
	return n
}
