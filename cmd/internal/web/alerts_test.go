package web

import (
	"database/sql"
	"net/http"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/history"
)

// TestAnAlertThatWasGivenUpIsSeen: on the first page, and with what came back on
// its own, but never with what it says, which may name a receiver.
func TestAnAlertThatWasGivenUpIsSeen(t *testing.T) {
	store := fleetStore(t)
	err := store.Change(t.Context(), func(tx *sql.Tx) error {
		for key, state := range map[string]string{"k1": history.DeliveryDead, "k2": history.DeliverySent} {
			id, err := history.AddDelivery(t.Context(), tx, &history.Delivery{At: time.Now(), Channel: "oncall-" + state, Key: key, Body: "the-body-of-it"})
			if err != nil {
				return err
			}
			if err := history.TriedDelivery(t.Context(), tx, id, state, "503 <b>busy</b>", time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := serverFor(t, store, nil)
	if body := get(s, "/").Body.String(); !strings.Contains(body, `1 alert</a> could not be delivered and was given up`) {
		t.Error("the first page does not say that an alert was given up")
	}
	body := get(s, "/alerts?state=dead").Body.String()
	if !strings.Contains(body, "given up") || !strings.Contains(body, "503 &lt;b&gt;busy&lt;/b&gt;") || strings.Contains(body, "the-body-of-it") || strings.Count(body, "data-row") != 1 {
		t.Errorf("the page of alerts: %s", body)
	}
	if w := get(s, "/alerts?state=x"); w.Code != http.StatusBadRequest {
		t.Errorf("an unknown state: status %d", w.Code)
	}
}
