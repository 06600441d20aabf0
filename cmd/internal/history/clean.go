package history

import "strings"

// clean makes texts that a device printed fit for a database: PostgreSQL refuses
// what is not UTF-8 (a description in Latin-1), and a zero byte in a text.
func clean(texts ...*string) {
	for _, s := range texts {
		*s = strings.ReplaceAll(strings.ToValidUTF8(*s, "\uFFFD"), "\x00", "\uFFFD")
	}
}

func (t *Tunnel) clean() {
	clean(&t.Name, &t.Local, &t.Remote, &t.Site, &t.Rule, &t.Title, &t.Detail, &t.Incident)
	for i := range t.Findings {
		t.Findings[i].clean()
	}
}

func (f *Finding) clean() {
	clean(&f.Tunnel, &f.Rule, &f.Title, &f.Detail, &f.ExplainedBy, &f.Incident)
}

// clean does it for all of a run; fingerprints stay those of the texts as they were.
func (res *Result) clean() {
	clean(&res.Subject, &res.AskedBy)
	for i := range res.Tunnels {
		res.Tunnels[i].clean()
	}
	for i := range res.Incidents {
		res.Incidents[i].clean()
	}
}

func (c *Capture) clean() {
	clean(&c.FailureText, &c.About.Address, &c.About.Platform, &c.About.Site, &c.About.Zone, &c.About.Version)
}
