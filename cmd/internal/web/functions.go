package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/history"
)

// functions are those that templates may call.
func functions() template.FuncMap {
	return template.FuncMap{
		"when": when, "ago": ago, "stamp": stamp, "took": took, "health": health, "severity": severity, "number": number,
		"tunnelURL": func(name string) string { return "/tunnels/" + url.PathEscape(name) },
		"deviceURL": func(name string) string { return "/devices/" + url.PathEscape(name) },
		"link":      link, "bytes": inBytes, "rate": inRate, "bar": bar, "join": strings.Join, "add": func(a, b int) int { return a + b },
		"isFleet": func(tunnel string) bool { return strings.HasPrefix(tunnel, history.FleetTunnel("")) },
		"muted":   func(until, now time.Time) bool { return until.After(now) },
		"clip":    clip, "part": part, "why": why, "prose": prose, "words": words,
	}
}

// words is a fixed word of the report, "no-loss-seen", as people read it.
func words(fixed any) string { return strings.ReplaceAll(fmt.Sprint(fixed), "-", " ") }

// part hands a list of values to a template within a template: the page's view,
// and what it is about.
func part(v *view, of any) map[string]any { return map[string]any{"V": v, "Of": of} }

// when is a time, and how long ago it is.
func when(now, t time.Time) template.HTML {
	if t.IsZero() {
		return "never"
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s" title="%s">%s</time>`, t.UTC().Format(time.RFC3339), t.UTC().Format(time.RFC3339), ago(now, t))) //nolint:gosec // G203: times only
}

// why is what went wrong with a device, without the words that stand before it.
func why(device, class, text string) string { return strings.TrimPrefix(text, device+": "+class+": ") }

// stamp is a time as it stands in a ticket.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

// ago is how long ago a time is, or how far ahead, in its largest unit.
func ago(now, t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	d := now.Sub(t)
	if d < 0 {
		return "in " + span(-d)
	}
	if d < 2*time.Second {
		return "just now"
	}
	return span(d) + " ago"
}

// span is a duration for people.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// took is how long something took.
func took(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return d.Round(100 * time.Millisecond).String()
}

// healthWords are the states of a tunnel, in the order of pages.
var healthWords = []string{"down", "degraded", "unknown", "up", "idle", "standby", history.Gone}

// health is a state as a badge: a word and a colour.
func health(h string) template.HTML {
	for _, word := range healthWords {
		if h == word {
			return template.HTML(`<span class="badge h-` + word + `">` + word + `</span>`) //nolint:gosec // G203: one of our words
		}
	}
	return template.HTML(`<span class="badge">` + template.HTMLEscapeString(h) + `</span>`) //nolint:gosec // G203: escaped
}

func severity(sev string) template.HTML {
	switch sev {
	case "critical", "warning", "info":
		return template.HTML(`<span class="badge s-` + sev + `">` + sev + `</span>`) //nolint:gosec // G203: one of our words
	}
	return template.HTML(template.HTMLEscapeString(sev)) //nolint:gosec // G203: escaped
}

// number counts things: "1 tunnel", "3 tunnels".
func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// link is an address with a query, from pairs of names and values; an empty value
// is left out.
func link(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// inBytes is an amount in the units of IEC 80000-13.
func inBytes(n uint64) string {
	v, units := float64(n), []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	for v >= 1024 && len(units) > 1 {
		v, units = v/1024, units[1:]
	}
	if units[0] == "B" {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[0])
}

// inRate is a rate in bits a second, as networks count.
func inRate(bytes float64) string {
	v, units := bytes*8, []string{"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"}
	for v >= 1000 && len(units) > 1 {
		v, units = v/1000, units[1:]
	}
	if v == float64(int(v)) || v >= 100 {
		return fmt.Sprintf("%.0f %s", v, units[0])
	}
	return fmt.Sprintf("%.1f %s", v, units[0])
}

// inPackets is a number of packets a second for an axis.
func inPackets(n float64) string { return fmt.Sprintf("%.4g/s", n) }

// prose is a text of a card: what stands between backticks is code.
func prose(text string) template.HTML {
	var b strings.Builder
	for i, piece := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + template.HTMLEscapeString(piece) + "</code>")
		} else {
			b.WriteString(template.HTMLEscapeString(piece))
		}
	}
	return template.HTML(b.String()) //nolint:gosec // G203: escaped
}

// clip shortens a text for a row.
func clip(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most]) + "…"
}
