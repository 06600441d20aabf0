package web

import (
	"database/sql"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
)

// tunnelsNotSound chooses what a person looks at first.
var tunnelsNotSound = history.TunnelFilter{NotSound: true}

// healthy chooses the others.
var healthy = history.TunnelFilter{Health: "up"}

// beginSweep stores a sweep that is under way.
func beginSweep(t *testing.T, store *history.Store, devices ...string) int64 {
	t.Helper()
	var id int64
	err := store.Change(t.Context(), func(tx *sql.Tx) (err error) {
		id, err = history.StartSweep(t.Context(), tx, history.Sweep{AskedBy: "ann", Started: time.Now(), Deadline: time.Now().Add(time.Hour)}, devices)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// endSweep stores its judgement.
func endSweep(t *testing.T, store *history.Store, id int64) {
	t.Helper()
	err := store.Change(t.Context(), func(tx *sql.Tx) error {
		_, _, err := history.SaveRun(t.Context(), tx, &history.Result{Sweep: id, AskedBy: "ann", Subject: "hub", Started: time.Now(), Finished: time.Now()}, history.DefaultPolicy())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
