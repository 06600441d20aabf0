package ciscoios

import (
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// confCommand prints the parts of the configuration that concern tunnels, in one
// go: the device composes its whole configuration for each such command, however
// little of it is printed. It needs privilege 15; a login with less gets a
// refusal, or a configuration without the lines that it may not see.
const confCommand = "show running-config | section ^crypto|^interface|^ip access-list|^access-list|^ip nat|^ip route|^route-map|^hostname|^version"

// confAreas are what a whole configuration shows.
var confAreas = []ipsec.Area{ipsec.AreaPeers, ipsec.AreaSuites, ipsec.AreaAccessLists, ipsec.AreaNAT, ipsec.AreaInterfaces}

func confStep(command, doc string) parsers.Step {
	return parsers.Step{Command: command, Doc: doc, Optional: true, Reveals: confAreas, Shows: confShows, Recognise: recogniseConf, Parse: parseConf}
}

// ownConfStep is the step of our own command.
func ownConfStep(doc string) parsers.Step {
	s := confStep(confCommand, doc)
	s.Recognise = recogniseFiltered
	return s
}

func isConfCommand(command string) bool {
	return strings.HasPrefix(command, "show running-config") || strings.HasPrefix(command, "show startup-config") ||
		strings.HasPrefix(command, "more system:running-config") || strings.HasPrefix(command, "running-config")
}

// isWholeConf reports whether a text is a configuration from its first line to
// "end". A login of low privilege gets one without the line "version".
func isWholeConf(t *scan.Text) bool {
	version, end := false, false
	for n := range t.Len() {
		line := t.Trimmed(n)
		version = version || strings.HasPrefix(line, "version ")
		end = end || version && line == "end"
	}
	return end
}

// isComplete reports whether the output of this command, which was read, holds
// all that there is about tunnels.
func (c *conf) isComplete(command string) bool {
	return command == confCommand && c.versionAt == command && c.endSeen()
}

// endSeen reports whether nothing was cut from the end of the output.
func (c *conf) endSeen() bool {
	return c.src != nil && c.src.Answer == ipsec.Answered && !c.src.EndUnseen
}

// confShows returns what a part of a configuration shows. That a connection is
// missing is only told by a text that would have it: the whole, our own command,
// or the crypto statements of a device that has no tunnel interfaces. What the
// last statements of a text with an open end are about may go on.
func confShows(t *scan.Text) []ipsec.Area {
	has := map[string]bool{}
	last := ""
	for n := range t.Len() {
		if kind := markConf(has, strings.Fields(t.Line(n))); kind != "" {
			last = kind
		}
	}
	if isWholeConf(t) || t.Command() == confCommand && has["version"] && !t.Open() {
		return confAreas
	}
	if t.Open() {
		has[last] = false
	}
	var out []ipsec.Area
	if has["map"] && has["ike"] && !has["profile"] {
		out = append(out, ipsec.AreaPeers)
	}
	if has["ike"] || has["set"] {
		out = append(out, ipsec.AreaSuites)
	}
	if has["list"] {
		out = append(out, ipsec.AreaAccessLists)
	}
	if has["nat"] && has["inside"] && has["outside"] {
		out = append(out, ipsec.AreaNAT)
	}
	if has["address"] {
		out = append(out, ipsec.AreaInterfaces)
	}
	return out
}

// markConf notes which kind of statement a line is, and returns it where the line
// opens one.
func markConf(has map[string]bool, f []string) string {
	if len(f) == 0 || len(f) < 2 && f[0] != "end" {
		return ""
	}
	mark := func(kind string, is bool) string {
		has[kind] = has[kind] || is
		return kind
	}
	if f[0] == "end" || f[0] == "line" || f[0] == "version" {
		return mark(f[0], true)
	}
	switch f[0] + " " + f[1] {
	case "crypto isakmp", "crypto ikev2":
		return mark("ike", len(f) > 2 && (f[2] == "policy" || f[2] == "proposal"))
	case "crypto map":
		if len(f) > 4 {
			return mark("map", true)
		}
	case "crypto ipsec":
		if len(f) > 2 && f[2] == "profile" {
			return mark("profile", true)
		}
		return mark("set", len(f) > 2 && f[2] == "transform-set")
	case "ip access-list":
		return mark("list", true)
	case "ip nat":
		return markNAT(has, f)
	case "ip address":
		return mark("address", true)
	case "ip route":
		return mark("route", true)
	}
	switch f[0] {
	case "access-list":
		return mark("list", true)
	case "interface":
		return mark("address", false)
	}
	return ""
}

// markNAT notes "ip nat inside", "ip nat enable" of interfaces, and rules.
func markNAT(has map[string]bool, f []string) string {
	switch {
	case len(f) == 3 && (f[2] == "inside" || f[2] == "outside"):
		has[f[2]] = true
	case len(f) == 3 && f[2] == "enable": // of the NAT virtual interface: no sides
		has["inside"], has["outside"] = true, true
	case len(f) > 4:
		has["nat"] = true
		return "nat"
	}
	return ""
}

// recogniseConf asks for statements as IOS writes them. The ASA shares some: its
// own are not taken.
func recogniseConf(t *scan.Text) bool {
	found := false
	for n := range t.Len() {
		line := t.Trimmed(n)
		if strings.HasPrefix(line, "tunnel-group ") || strings.HasPrefix(line, "nameif ") || strings.HasPrefix(line, "ASA Version") || strings.HasPrefix(line, "crypto ikev1 ") {
			return false
		}
		found = found || isConfLine(line)
	}
	return found
}

// recogniseFiltered asks for what our own command prints: of a whole
// configuration, the lines "!" and "end" are not among it. Text that was cut out
// of one must not pass for all there is.
func recogniseFiltered(t *scan.Text) bool {
	version, hostname := false, false
	for n := range t.Len() {
		line := t.Line(n)
		version = version || strings.HasPrefix(line, "version ")
		hostname = hostname || strings.HasPrefix(line, "hostname ")
		if line == "!" || line == "end" || strings.HasPrefix(line, "Building ") || strings.HasPrefix(line, "Current ") {
			return false
		}
	}
	return version && hostname && recogniseConf(t)
}

// confStarts begin statements that are clearly of an IOS configuration.
var confStarts = []string{
	"crypto isakmp ", "crypto map ", "crypto ikev2 ", "crypto ipsec ", "crypto keyring ", "crypto dynamic-map ", "ip access-list ", "ip nat inside", "ip nat outside",
	"ip route ", "interface ", "tunnel protection ", "tunnel source ", "tunnel mode ", "access-list ", "route-map ", "Building configuration", "Current configuration",
	"set transform-set ", "set peer ", "set ikev2-profile ", "permit ", "deny ", "authentication pre-share", "encr ",
}

func isConfLine(line string) bool {
	for _, start := range confStarts {
		if strings.HasPrefix(line, start) {
			return !strings.ContainsAny(line, ":=,") || strings.HasPrefix(line, "Current")
		}
	}
	return false
}
