package fleet

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"time"

	"ipsec-diag/collector"
)

//go:embed templates
var files embed.FS

// Capture returns everything the device answers at that time.
func (d *Device) Capture(now time.Time) *collector.Capture {
	now = now.UTC()
	v := d.view(now)
	v.Log = d.log(v)
	c := &collector.Capture{Device: d.Name, Address: d.Address.String(), Platform: d.Platform, Started: now, Finished: now}
	for _, a := range answers[d.Platform] {
		for _, out := range d.outputs(a, v) {
			out.Started = now
			c.Outputs = append(c.Outputs, out)
		}
	}
	return c
}

// configFile is where strongSwan has its connections and secrets. No command of
// the read-only list prints it; people paste it.
const configFile = "cat /etc/swanctl/swanctl.conf"

// Pasted returns what an administrator would paste of the device: its answers
// and, where its connections are in a file with the keys, that file. What is
// secret in it is not removed.
func (d *Device) Pasted(now time.Time) *collector.Capture {
	c := d.Capture(now)
	if d.Platform == sw {
		v := d.view(now)
		c.Outputs = append(c.Outputs, collector.Output{Command: configFile, Status: collector.Answered, ExitCode: -1, Started: now, Text: run("strongswan/conf", v)})
	}
	return c
}

// outputs are the answers to one command: for each peer, for each sample.
func (d *Device) outputs(a answer, v *view) []collector.Output {
	if d.down && strings.HasPrefix(a.command, "swanctl") {
		return []collector.Output{{
			Command: a.command, Status: collector.Failed, ExitCode: 2,
			Reason: "connecting to 'unix:///var/run/charon.vici' failed: No such file or directory",
		}}
	}
	peers := []string{""}
	if strings.Contains(a.command, "<peer>") {
		peers = nil
		for _, e := range v.Ends {
			peers = append(peers, e.Remote.Address.String())
		}
	}
	var out []collector.Output
	for _, peer := range peers {
		for pass := 0; pass == 0 || pass == 1 && a.sampled; pass++ {
			v.Pass, v.Detail, v.Peer = pass, a.detail, peer
			out = append(out, collector.Output{
				Command: strings.ReplaceAll(a.command, "<peer>", peer), Status: collector.Answered, ExitCode: -1,
				Pass: pass, Text: run(a.template, v),
			})
		}
	}
	return out
}

// run executes a template of ours. A failure is a bug in the template, found
// by the tests, which render all of them.
func run(name string, data any) string {
	var b strings.Builder
	if err := parsed().ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("template %s: %v", name, err))
	}
	return b.String()
}

// parsed returns all templates, named by their path below templates/ without
// the suffix; those of the logs are named by what they define.
var parsed = sync.OnceValue(func() *template.Template {
	all := template.New("").Funcs(functions)
	for platform, list := range answers {
		for _, a := range list {
			text, err := files.ReadFile("templates/" + a.template + ".tmpl")
			if err != nil {
				panic(fmt.Sprintf("platform %s: %v", platform, err))
			}
			template.Must(all.New(a.template).Parse(string(text)))
		}
	}
	text, err := files.ReadFile("templates/strongswan/conf.tmpl")
	if err != nil {
		panic(err)
	}
	template.Must(all.New("strongswan/conf").Parse(string(text)))
	return all
})
