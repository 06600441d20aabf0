package ciscoasa

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads how busy the device is.

var (
	// summaryRow is "AnyConnect Client   :  38 :  330351 :  442 :  0". The last
	// columns may be missing.
	summaryRow = regexp.MustCompile(`^(\S.*?)\s*:\s*(\d+)((?:\s*:\s*\d+)*)$`)
	// summaryTotal is "Total Active and Inactive : 38   Total Cumulative : 331391".
	summaryTotal = regexp.MustCompile(`^(Total Active and Inactive)\s*:\s*(\d+)\s+(Total Cumulative)\s*:\s*(\d+)$`)
	summaryFact  = regexp.MustCompile(`^(Device Total VPN Capacity|Device Load)\s*:\s*(\d+)%?$`)
)

// parseSessionSummary reads "show vpn-sessiondb summary".
func parseSessionSummary(t *scan.Text, snap *ipsec.Snapshot) {
	scope := ""
	each(t, func(n int, line string) bool {
		at := t.At(n)
		add := func(name, value string) {
			if v, ok := scan.Uint(value); ok {
				snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: scope, Count: ipsec.Saw(v, at)})
			}
		}
		if line == "VPN Session Summary" || line == "Tunnels Summary" {
			scope = map[bool]string{true: "vpn sessions", false: "vpn tunnels"}[line == "VPN Session Summary"]
			return true
		}
		if scope == "" || strings.Trim(line, "-") == "" || strings.HasPrefix(line, "Active : Cumulative") {
			return strings.Trim(line, "-") == "" || scope != ""
		}
		if m := summaryTotal.FindStringSubmatch(line); m != nil {
			add(m[1], m[2])
			add(m[3], m[4])
			return true
		}
		if m := summaryFact.FindStringSubmatch(line); m != nil {
			add(m[1], m[2])
			return true
		}
		m := summaryRow.FindStringSubmatch(line)
		if m == nil {
			return false
		}
		values := strings.FieldsFunc(m[2]+m[3], func(r rune) bool { return r == ':' || r == ' ' || r == '\t' })
		for i, column := range []string{"active", "cumulative", "peak", "inactive"} {
			if i < len(values) {
				add(m[1]+", "+column, values[i])
			}
		}
		return len(values) <= 4
	})
}

func isSessionSummary(t *scan.Text) bool { return has(t, "VPN Session Summary", "Tunnels Summary") }

var (
	cpuTotal = regexp.MustCompile(`(?:^CPU utilization for )?5 seconds = (\d+)(?:\.\d+)?%; 1 minute: (\d+)(?:\.\d+)?%; 5 minutes: (\d+)(?:\.\d+)?%$`)
	cpuHead  = regexp.MustCompile(`^(Break down of per-core|Core\s+5 sec|Current control point elapsed|CPU utilization of external processes|Total CPU utilization)`)
	cpuCore  = regexp.MustCompile(`^(Core \d+)\s+(\d+)\.\d+ \([^)]*\)\s+\d+\.\d+ \([^)]*\)\s+\d+\.\d+ \([^)]*\)$`)
)

// parseCPU reads "show cpu usage [detailed]", in whole per cent.
func parseCPU(t *scan.Text, snap *ipsec.Snapshot) {
	scope := "cpu per cent"
	each(t, func(n int, line string) bool {
		at := t.At(n)
		if cpuHead.MatchString(line) {
			scope = map[bool]string{true: "cpu per cent"}[strings.HasPrefix(line, "Total ")]
			return true
		}
		if m := cpuCore.FindStringSubmatch(line); m != nil {
			snap.Load = append(snap.Load, ipsec.Named{Name: m[1], Scope: "cpu per cent in five seconds", Count: count(m[2], at)})
			return true
		}
		m := cpuTotal.FindStringSubmatch(line)
		for i, span := range []string{"five seconds", "one minute", "five minutes"} {
			if m != nil && scope != "" { // not those of a part
				snap.Load = append(snap.Load, ipsec.Named{Name: span, Scope: scope, Count: count(m[i+1], at)})
			}
		}
		return m != nil
	})
}

func isCPU(t *scan.Text) bool {
	return has(t, "CPU utilization for 5 seconds", "Total CPU utilization for:")
}
