package scan

import "strings"

// IsRepeat reports whether a log line only counts the message above it: "last
// message repeated 5 times" of syslogd, "message repeated 5 times: [ ... ]" of
// rsyslog, "-- suppressed", "Suppressed 12 messages from unit.service" of the
// journal. How often is a lower bound, so the count makes no events.
func IsRepeat(line string) bool {
	for _, mark := range []string{"message repeated ", " messages suppressed", "-- suppressed", ": Suppressed "} {
		if strings.Contains(line, mark) {
			return true
		}
	}
	return false
}
