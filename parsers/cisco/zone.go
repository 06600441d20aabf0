// Package cisco holds what IOS and the ASA print alike.
package cisco

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// Zone returns the zone of a name. Cisco prints the name that the administrator
// gave the zone, never the offset. A name that is not known, or means several
// zones (CST, IST, BST), is kept as a zone of that name without offset, so that
// the times of one device still compare with each other; see [SettleZone].
func Zone(name string) *time.Location {
	minutes, known := zoneMinutes[strings.ToUpper(name)]
	if !known && !isUTC(name) {
		return time.FixedZone(name, 0)
	}
	if minutes == 0 {
		return time.UTC
	}
	return time.FixedZone(name, minutes*60)
}

func isUTC(name string) bool {
	switch strings.ToUpper(name) {
	case "UTC", "GMT", "Z", "WET":
		return true
	}
	return false
}

// zoneMinutes are the offsets east of Greenwich of names with one meaning, as
// the examples of Cisco's documentation use them.
var zoneMinutes = map[string]int{
	"EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
	"WEST": 60, "CET": 60, "MET": 60, "MEZ": 60, "CEST": 120, "CEDT": 120, "MEST": 120, "MESZ": 120, "EET": 120, "EEST": 180, "EEDT": 180, "MSK": 180,
	"JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}

// SettleZone gives the clock an offset where the zone's name tells none. With
// the collector's time beside it, the nearest quarter of an hour is the zone;
// an error of whole quarters cannot be told from a zone then.
func SettleZone(s *ipsec.Snapshot) {
	clock, ok := s.Clock.Get()
	if !ok || exactZone(clock) || s.ClockRead.IsZero() {
		return
	}
	offset := clock.Sub(s.ClockRead).Round(15 * time.Minute)
	if offset.Abs() > 14*time.Hour {
		return
	}
	name, _ := clock.Zone()
	s.Clock = ipsec.Saw(scan.InZone(clock, time.FixedZone(name, int(offset/time.Second))), s.Clock.Ref())
}

// exactZone reports whether the offset of a time's zone is known.
func exactZone(t time.Time) bool {
	name, offset := t.Zone()
	return offset != 0 || isUTC(name)
}
