package ciscoios

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// This file reads how busy the device is: its processor and the admission
// control of IKE.

// labelled is one "label: number" of a line that has several.
var labelled = regexp.MustCompile(`([A-Za-z][^:]*?)\s*:\s*(\d+)(?:/(\d+))?(?:\s|$)`)

// parseAdmission reads "show crypto call admission statistics" and "show
// crypto ikev2 stats". A line begins with what it counts and goes on with
// parts of it ("accepted", "rejected"); a line that is only a part goes on
// with the line before.
func parseAdmission(t *scan.Text, snap *ipsec.Snapshot) {
	whole := ""
	each(t, func(n int, line string) bool {
		if isAdmissionHeading(line) {
			return true
		}
		found := labelled.FindAllStringSubmatch(line, -1)
		for i, m := range found {
			name := m[1]
			if i == 0 && !isPart(t.Line(n), name) {
				whole = name
			} else if isLower(name) || i == 0 || strings.HasPrefix(name, "With ") {
				name = whole + ", " + name
			}
			snap.Load = append(snap.Load, admission(name, m[2], m[3], t.At(n))...)
		}
		return len(found) > 0
	})
}

// admission makes the figure, or the two of "Max in nego(in/out): 40/400".
func admission(name, first, second string, at ipsec.Ref) []ipsec.Named {
	a, okA := scan.Uint(first)
	b, okB := scan.Uint(second)
	out := []ipsec.Named{{Name: name, Scope: "ike admission", Count: ipsec.Saw(a, at)}}
	if okA && okB && second != "" {
		head, _, _ := strings.Cut(name, "(")
		out[0].Name = head + " in"
		out = append(out, ipsec.Named{Name: head + " out", Scope: "ike admission", Count: ipsec.Saw(b, at)})
	}
	return out
}

// isPart reports whether a line as a whole only goes on with the one before.
func isPart(line, name string) bool { return strings.HasPrefix(line, "    ") || isLower(name) }

func isLower(name string) bool { return name[0] >= 'a' && name[0] <= 'z' }

func isAdmissionHeading(line string) bool {
	return strings.Trim(line, "-") == "" || strings.HasSuffix(line, " Statistics")
}

func recogniseAdmission(t *scan.Text) bool {
	return contains(t, "Crypto Call Admission Control Statistics", "Crypto IKEv2 SA Statistics")
}

// cpuLine is "CPU utilization for five seconds: 5%/1%; one minute: 6%; five
// minutes: 7%"; the second figure is spent on interrupts. IOS-XE prints a line for
// each "Core 0:".
var cpuLine = regexp.MustCompile(`^(?:(Core \d+): )?CPU utilization for five seconds: (\d+)%(?:/\d+%)?; +one minute: (\d+)%; +five minutes: (\d+)%`)

// parseCPU reads "show processes cpu". Of the processes those of IKE and IPsec
// are kept, and those that take a tenth of the processor.
func parseCPU(t *scan.Text, snap *ipsec.Snapshot) {
	each(t, func(n int, line string) bool {
		if m := cpuLine.FindStringSubmatch(line); m != nil {
			for i, span := range []string{"five seconds", "one minute", "five minutes"} {
				percent, _ := scan.Uint(m[i+2])
				snap.Load = append(snap.Load, ipsec.Named{Name: span, Scope: strings.TrimSpace("cpu per cent " + strings.ToLower(m[1])), Count: ipsec.Saw(percent, t.At(n))})
			}
			return true
		}
		return strings.HasPrefix(line, "PID ") || isCPURemark(line) || process(line, t.At(n), snap)
	})
}

// process reads "PID Runtime(ms) Invoked uSecs 5Sec 1Min 5Min TTY Process".
func process(line string, at ipsec.Ref, snap *ipsec.Snapshot) bool {
	f := strings.Fields(line)
	if len(f) < 9 || !isPercent(f[4]) || !isPercent(f[5]) || !isPercent(f[6]) {
		return false
	}
	whole, _, _ := strings.Cut(f[5], ".")
	percent, ok := scan.Uint(whole)
	name := strings.Join(f[8:], " ")
	low := strings.ToLower(name)
	if ok && (percent >= 10 || strings.Contains(low, "crypto") || strings.Contains(low, "ike") || strings.Contains(low, "ipsec")) {
		snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: "process per cent in one minute", Count: ipsec.Saw(percent, at)})
	}
	return ok
}

// isPercent reports "0.15%", which IOS-XE prints without the mark.
func isPercent(word string) bool {
	whole, part, ok := strings.Cut(strings.TrimSuffix(word, "%"), ".")
	_, okWhole := scan.Uint(whole)
	_, okPart := scan.Uint(part)
	return ok && okWhole && okPart
}

func isCPURemark(line string) bool {
	return strings.HasPrefix(line, "This command only shows processes inside the IOS daemon") || strings.HasPrefix(line, "Please use 'show processes cpu platform'") ||
		strings.HasPrefix(line, "to show processes from the underlying operating system")
}

func recogniseCPU(t *scan.Text) bool { return contains(t, "CPU utilization for five seconds") }
