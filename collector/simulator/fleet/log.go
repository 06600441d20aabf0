package fleet

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"time"
)

// An event is one log line.
type event struct {
	At   time.Time
	Text string
}

// folders are the short names of the platforms below templates/.
var folders = map[string]string{ios: "ios", asa: "asa", sw: "strongswan"}

// log returns the log lines of all tunnels of a device, oldest first.
func (d *Device) log(v *view) []event {
	var out []event
	for _, e := range v.Ends {
		role := "responder"
		if e.Starts {
			role = "initiator"
		}
		name := e.scenario.log
		if name == "" {
			name = "up"
		}
		out = append(out, events(d.Platform, name+"."+role, e)...)
	}
	slices.SortStableFunc(out, func(a, b event) int { return a.At.Compare(b.At) })
	return out
}

// events runs a log template. In it, a line "@N" says that what follows was
// logged N seconds ago. A platform without the template logs nothing.
func events(platform, name string, e *end) []event {
	t := logs()[platform].Lookup(name)
	if t == nil {
		return nil
	}
	var b strings.Builder
	if err := t.Execute(&b, e); err != nil {
		panic(fmt.Sprintf("log template %s of %s: %v", name, platform, err))
	}
	var out []event
	at := e.now
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		if ago, isTime := strings.CutPrefix(line, "@"); isTime {
			seconds, err := strconv.Atoi(ago)
			if err != nil {
				panic(fmt.Sprintf("log template %s of %s: %v", name, platform, err))
			}
			// Tunnels of one device do not negotiate in the same millisecond.
			at = e.now.Add(-time.Duration(seconds)*time.Second - time.Duration(e.Index)*150*time.Millisecond)
		} else if line != "" {
			out = append(out, event{at, line})
			at = at.Add(4 * time.Millisecond)
		}
	}
	return out
}

// logs returns the log templates of each platform.
var logs = sync.OnceValue(func() map[string]*template.Template {
	out := map[string]*template.Template{}
	for platform, folder := range folders {
		text, err := files.ReadFile("templates/logs/" + folder + ".tmpl")
		if err != nil {
			panic(err)
		}
		out[platform] = template.Must(template.New("").Funcs(functions).Parse(string(text)))
	}
	return out
})
