package ciscoios

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// briefWords are the words of "show crypto session" for the letters of its brief
// form: U up or D down, then A active, I idle, N negotiating, S standby, K without
// IKE.
var briefWords = map[string]string{"UA": "UP-ACTIVE", "UI": "UP-IDLE", "UK": "UP-NO-IKE", "D": "DOWN", "DN": "DOWN-NEGOTIATING"}

// parseSessionBrief reads "show crypto session brief": one row per peer, of which
// user name and group may be missing.
func parseSessionBrief(t *scan.Text, snap *ipsec.Snapshot) {
	var inside ipsec.Text
	rows := false
	each(t, func(n int, line string) bool {
		if name, ok := strings.CutPrefix(line, "ivrf = "); ok {
			inside = vrf(name, t.At(n))
			return true
		}
		if isBriefHead(line) {
			rows = true
			return true
		}
		if one, ok := briefRow(line, t.At(n)); rows && ok {
			one.InsideVRF = inside
			snap.Sessions = append(snap.Sessions, one)
			return true
		}
		return strings.HasPrefix(line, "Status: A- Active") || line == "K - No IKE"
	})
}

// briefRow reads "203.0.113.1  Tu0  [user]  [group or id]  00:10:53  UA". A
// session that is down has no uptime.
func briefRow(line string, at ipsec.Ref) (ipsec.Session, bool) {
	f := strings.Fields(line)
	if len(f) < 3 || !isIP(f[0]) {
		return ipsec.Session{}, false
	}
	letters := f[len(f)-1]
	if strings.Trim(letters, "ADIKNSU") != "" {
		return ipsec.Session{}, false
	}
	one := ipsec.Session{Peer: ipsec.Endpoint{Address: f[0]}, Interface: f[1], Ref: at}
	middle := f[2 : len(f)-1]
	if last := len(middle) - 1; last >= 0 {
		if d, ok := scan.Duration(middle[last]); ok && strings.ContainsAny(middle[last], ":dw") {
			one.Uptime, middle = ipsec.Saw(d, at), middle[:last]
		}
	}
	if len(middle) == 1 { // behind a user's name stands the group
		one.RemoteID = ipsec.Saw(middle[0], at)
	}
	word, known := briefWords[letters]
	if !known {
		one.Word = letters
		return one, true
	}
	setStatus(&one, word, at)
	return one, true
}

func isBriefHead(line string) bool {
	return strings.HasPrefix(line, "Peer ") && strings.Contains(line, "I/F") && strings.HasSuffix(line, "Status")
}

func recogniseSessionBrief(t *scan.Text) bool {
	for n := range t.Len() {
		if isBriefHead(t.Trimmed(n)) {
			return true
		}
	}
	return false
}
