package ciscoios

import (
	"strings"
	"time"

	"ipsec-diag/parsers/cisco"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseClock reads "show clock" and "show clock detail".
func parseClock(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if source, ok := field(line, "Time source is"); ok {
			if source == "NTP" && !ipsec.No(snap.ClockSynced) {
				snap.ClockSynced = ipsec.Saw(true, at)
			} else if source != "NTP" && ipsec.Yes(snap.ClockSynced) {
				snap.ClockSynced = ipsec.Flag{} // set by hand: authoritative, but by nobody's check
			}
			return true
		}
		if strings.HasPrefix(line, "Summer time ") {
			return true
		}
		when, ok := clockTime(strings.TrimLeft(line, "*."))
		if !ok {
			return false
		}
		snap.Clock = ipsec.Saw(when, at)
		// "*" is not authoritative, "." is authoritative but not synchronised.
		snap.ClockSynced = ipsec.Saw(line[0] != '*' && line[0] != '.', at)
		return true
	})
}

// clockTime reads "18:57:38.347 UTC Mon Oct 19 2015". The hour may lack its
// leading zero.
func clockTime(text string) (time.Time, bool) {
	f := strings.Fields(text)
	if len(f) != 6 {
		return time.Time{}, false
	}
	return assemble(f[0], f[1], f[3], f[4], f[5])
}

// assemble makes a time of the parts Cisco prints. The zone is a name that the
// administrator chose.
func assemble(clock, zoneName, month, day, year string) (time.Time, bool) {
	when, err := time.Parse("15:4:5 Jan 2 2006", strings.TrimSuffix(clock, ",")+" "+month+" "+day+" "+year)
	if err != nil {
		return time.Time{}, false
	}
	return scan.InZone(when, cisco.Zone(zoneName)), true
}

// parseNTP reads "show ntp status". A clock that is synchronised to itself
// (.LOCL., 127.127.1.1) proves nothing.
func parseNTP(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		switch {
		case strings.HasPrefix(line, "Clock is unsynchronized"), strings.HasPrefix(line, "%NTP is not enabled"):
			snap.ClockSynced = ipsec.Saw(false, t.At(n))
		case strings.HasPrefix(line, "Clock is synchronized"):
			snap.ClockSynced = ipsec.Saw(true, t.At(n))
			if reference := between(line, "reference is ", " "); strings.HasPrefix(reference, "127.127.") || strings.HasPrefix(reference, ".LOCL.") {
				snap.ClockSynced = ipsec.Flag{}
			}
		default:
			return isNTPRemark(line)
		}
		return true
	})
}

func isNTPRemark(line string) bool {
	for _, prefix := range []string{"nominal freq", "ntp uptime", "reference time", "clock offset", "root dispersion", "loopfilter state", "system poll interval"} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

func recogniseClock(t *scan.Text) bool {
	for n := range t.Len() {
		if _, ok := clockTime(strings.TrimLeft(t.Trimmed(n), "*.")); ok {
			return true
		}
	}
	return false
}

func recogniseNTP(t *scan.Text) bool {
	return contains(t, "Clock is synchronized, stratum", "Clock is unsynchronized, stratum", "%NTP is not enabled")
}

// parseAssociations reads "show ntp associations": the server that the clock
// follows has a star. A clock that follows itself (127.127.x) proves nothing.
func parseAssociations(t *scan.Text, snap *ipsec.Snapshot) {
	rows, header := 0, false
	var first ipsec.Ref
	each(t, func(n int, line string) bool {
		f := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "address "):
			header = true
			return true
		case strings.HasPrefix(line, "* sys.peer"), strings.HasPrefix(line, "* master (synced)"):
			return true
		case !header || len(f) < 9:
			return false
		}
		if rows++; rows == 1 {
			first = t.At(n)
		}
		server := strings.TrimLeft(f[0], "*#+-x~")
		if strings.HasPrefix(line, "*") {
			snap.ClockSynced = ipsec.Saw(true, t.At(n))
			if strings.HasPrefix(server, "127.127.") {
				snap.ClockSynced, rows = ipsec.Flag{}, -1
			}
		}
		return true
	})
	if rows > 0 && !snap.ClockSynced.Known() {
		snap.ClockSynced = ipsec.Saw(false, first)
	}
}

func recogniseAssociations(t *scan.Text) bool { return contains(t, "ref clock") }
