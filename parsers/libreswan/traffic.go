package libreswan

import (
	"strings"
	"time"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseTraffic reads "ipsec trafficstatus", one line for each Child SA:
//
//	#2: "hq"[1] 198.51.100.1, username=x, type=ESP, add_time=1795492750, inBytes=840, outBytes=840, maxBytes=2^63B, id='@hq'
//
// It gives the bytes exactly, where the status rounds them.
func parseTraffic(text *scan.Text, snap *ipsec.Snapshot) {
	known := make(map[childKey]int, len(snap.ChildSAs))
	for i := len(snap.ChildSAs) - 1; i >= 0; i-- { // of equal ones the first
		known[childKey{snap.ChildSAs[i].ID, snap.ChildSAs[i].Name}] = i
	}
	for n := 0; n < text.Len(); n++ {
		line := content(text, n)
		number, rest, ok := strings.Cut(strings.TrimPrefix(line, "#"), ": ")
		if !ok || !strings.HasPrefix(line, "#") || !strings.Contains(rest, "inBytes=") {
			continue
		}
		name, rest, ok := cutConn(rest)
		if !ok {
			continue
		}
		text.Take(n)
		traffic(snap, known, number, name, values(rest), text.At(n))
	}
}

// values reads "key=value" pairs between commas. The identity comes last but
// for the lease and holds commas and equal signs itself.
func values(s string) map[string]string {
	out := map[string]string{}
	s, id, quoted := strings.Cut(s, "id='")
	if quoted {
		id, _, _ = cutLast(id, "'")
		out["id"] = id
	}
	for pair := range strings.SplitSeq(s, ",") {
		if key, value, ok := strings.Cut(strings.TrimSpace(pair), "="); ok {
			out[key] = value
		}
	}
	return out
}

func traffic(snap *ipsec.Snapshot, known map[childKey]int, number string, name connName, v map[string]string, at ipsec.Ref) {
	place, found := known[childKey{number, name.full}]
	if !found {
		place = len(snap.ChildSAs)
		known[childKey{number, name.full}] = place
		snap.ChildSAs = append(snap.ChildSAs, ipsec.ChildSA{Name: name.full, IKEName: name.base, ID: number,
			State: ipsec.ChildInstalled, Word: "trafficstatus", Ref: at})
		snap.ChildSAs[place].Remote.Address, _ = cutPort(name.address)
	}
	sa := &snap.ChildSAs[place]
	if !sa.Protocol.Known() && v["type"] != "" {
		sa.Protocol = ipsec.Saw(v["type"], at)
	}
	if n, ok := scan.Uint(v["inBytes"]); ok {
		sa.Counters.InBytes = ipsec.Saw(n, at)
	}
	if n, ok := scan.Uint(v["outBytes"]); ok {
		sa.Counters.OutBytes = ipsec.Saw(n, at)
	}
	if added, ok := scan.Uint(v["add_time"]); ok && added != sanitised && added < 1<<40 {
		if now, known := snap.Clock.Get(); known {
			if age := now.Sub(time.Unix(int64(added), 0)); age >= 0 {
				sa.Age = ipsec.Saw(age, at)
			}
		}
	}
}

// sanitised is the time that Libreswan's own test suite writes in place of
// every add_time.
const sanitised = 1234567890

// A childKey is what tells a Child SA from all others: its number and connection.
type childKey struct{ id, name string }
