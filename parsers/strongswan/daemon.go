package strongswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// parseVersion reads "strongSwan swanctl 5.9.8" and "strongSwan 5.9.8 swanctl".
func parseVersion(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		words := strings.Fields(text.Trimmed(n))
		for _, w := range words {
			w = strings.TrimPrefix(w, "U")
			if strings.Contains(text.Line(n), "strongSwan") && len(w) > 2 && w[0] >= '0' && w[0] <= '9' {
				snap.Version = ipsec.Saw(strings.SplitN(w, "/", 2)[0], text.At(n))
				text.Take(n)
				break
			}
		}
		if strings.HasPrefix(text.Trimmed(n), "University of Applied Sciences") || strings.HasPrefix(text.Trimmed(n), "Institute for ") ||
			strings.HasPrefix(text.Trimmed(n), "See '") {
			text.Take(n)
		}
	}
}

// parseStats reads "swanctl --stats": since when the daemon runs, how many IKE
// SAs are half-open, and whether its workers keep up.
func parseStats(text *scan.Text, snap *ipsec.Snapshot) {
	for n := 0; n < text.Len(); n++ {
		key, value, _ := strings.Cut(text.Trimmed(n), ":")
		switch key {
		case "uptime":
			since(value, text.At(n), snap)
		case "IKE_SAs":
			halfOpen(value, text.At(n), snap)
		case "worker threads":
			workers(value, text.At(n), snap)
		case "job queues":
			waitingJobs(value, text.At(n), snap)
		case "jobs scheduled", "mallinfo", "loaded plugins", "malloc":
		default:
			continue
		}
		text.Take(n)
	}
}

// since reads "1 second, since Nov 24 04:09:50 2026".
func since(s string, at ipsec.Ref, snap *ipsec.Snapshot) {
	_, when, ok := strings.Cut(s, ", since ")
	if !ok {
		return
	}
	if t := certTime(when, at); t.Known() {
		snap.Started = t
	}
}

// halfOpen reads "2 total, 0 half-open".
func halfOpen(s string, at ipsec.Ref, snap *ipsec.Snapshot) {
	for _, part := range strings.Split(s, ",") {
		count, name, _ := strings.Cut(strings.TrimSpace(part), " ")
		if n, ok := scan.Uint(count); ok {
			snap.Exchanges = append(snap.Exchanges, ipsec.Named{Name: name, Scope: "ike-sas", Count: ipsec.Saw(n, at)})
		}
	}
}

// workers reads "16 total, 11 idle, working: 4/0/1/0".
func workers(s string, at ipsec.Ref, snap *ipsec.Snapshot) {
	for _, part := range strings.Split(s, ",") {
		count, name, _ := strings.Cut(strings.TrimSpace(part), " ")
		if n, ok := scan.Uint(count); ok && (name == "total" || name == "idle") {
			snap.Load = append(snap.Load, ipsec.Named{Name: "worker threads, " + name, Scope: "charon", Count: ipsec.Saw(n, at)})
		}
	}
}

// waitingJobs reads "0/0/4/0", the jobs that wait for a worker by priority.
func waitingJobs(s string, at ipsec.Ref, snap *ipsec.Snapshot) {
	total := uint64(0)
	for _, part := range strings.Split(strings.TrimSpace(s), "/") {
		n, ok := scan.Uint(part)
		if !ok {
			return
		}
		total += n
	}
	snap.Load = append(snap.Load, ipsec.Named{Name: "jobs waiting", Scope: "charon", Count: ipsec.Saw(total, at)})
}

// parseCounters reads "swanctl --counters" and "ipsec listcounters".
func parseCounters(text *scan.Text, snap *ipsec.Snapshot) {
	scope := "global"
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		name, value, _ := strings.Cut(line, ":")
		if !strings.Contains(line, ":") {
			name, value, _ = strings.Cut(line, " ")
		}
		count, ok := scan.Uint(strings.TrimSpace(value))
		switch {
		case ok && len(strings.Fields(name)) == 1:
			snap.Exchanges = append(snap.Exchanges, ipsec.Named{Name: counterName(strings.TrimSpace(name)), Scope: scope, Count: ipsec.Saw(count, text.At(n))})
		case strings.TrimSpace(value) == "" && strings.HasSuffix(line, ":"):
			scope = counterScope(name)
		default:
			continue
		}
		text.Take(n)
	}
}

// counterScope reads the heading: "global", a connection, "List of IKE
// counters" or "List of IKE counters for 'name'".
func counterScope(name string) string {
	if rest, ok := strings.CutPrefix(name, "List of IKE counters"); ok {
		rest = strings.Trim(strings.TrimPrefix(rest, " for"), " '")
		if rest == "" {
			return "global"
		}
		return rest
	}
	return name
}

// counterName returns swanctl's name for a counter of "ipsec listcounters".
func counterName(name string) string {
	if known, ok := legacyCounters[name]; ok {
		return known
	}
	return name
}

var legacyCounters = map[string]string{
	"ikeInitRekey": "ike-rekey-init", "ikeRspRekey": "ike-rekey-resp", "ikeChildSaRekey": "child-rekey",
	"ikeInInvalid": "invalid", "ikeInInvalidSpi": "invalid-spi",
	"ikeInInitReq": "ike-init-in-req", "ikeInInitRsp": "ike-init-in-resp", "ikeOutInitReq": "ike-init-out-req", "ikeOutInitRsp": "ike-init-out-resp",
	"ikeInAuthReq": "ike-auth-in-req", "ikeInAuthRsp": "ike-auth-in-resp", "ikeOutAuthReq": "ike-auth-out-req", "ikeOutAuthRsp": "ike-auth-out-resp",
	"ikeInCrChildReq": "create-child-in-req", "ikeInCrChildRsp": "create-child-in-resp", "ikeOutCrChildReq": "create-child-out-req", "ikeOutCrChildRsp": "create-child-out-resp",
	"ikeInInfoReq": "info-in-req", "ikeInInfoRsp": "info-in-resp", "ikeOutInfoReq": "info-out-req", "ikeOutInfoRsp": "info-out-resp",
}
