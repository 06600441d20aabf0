package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ipsec-diag/engine"
	"ipsec-diag/engine/rules/card"
	"ipsec-diag/parsers/ipsec"
)

// A Check is what would separate a finding from its rivals: on which side, the
// exact command, and what each answer would mean.
type Check struct {
	Rule string `json:"rule"`
	End  string `json:"end"`
	// Risk is "read-only", or "person" for what no command of this program shows.
	Risk  string `json:"risk"`
	Text  string `json:"text"`
	IfSo  string `json:"if_so"`
	IfNot string `json:"if_not"`
}

// String returns the check as one paragraph.
func (c Check) String() string {
	return fmt.Sprintf("[%s, %s] %s If so: %s. If not: %s.", c.Risk, c.End, c.Text, c.IfSo, c.IfNot)
}

// checks returns the deciding checks of a finding's card, with the commands of
// the platforms of its ends.
func checks(r *Run, d *engine.Diagnosis, f *engine.Finding) []Check {
	var out []Check
	for _, c := range card.Checks(r.card(f.Rule.ID, d)) {
		if !r.fits(c.Platform, c.End, d) {
			continue
		}
		fill := strings.NewReplacer(slots(d, f)...)
		ends := endsOf(c.End, d, f)
		text := func(s string) string { return fill.Replace(r.fillCommands(s, ends, d)) }
		out = append(out, Check{Rule: f.Rule.ID, End: fill.Replace(c.End), Risk: c.Risk, Text: text(c.Text), IfSo: text(c.IfSo), IfNot: text(c.IfNot)})
	}
	return out
}

// endsOf are the ends a check is to be made at. Words that name none mean both.
func endsOf(end string, d *engine.Diagnosis, f *engine.Finding) []*engine.End {
	switch end {
	case "{local}":
		return []*engine.End{&d.Case.Local}
	case "{peer}":
		return []*engine.End{&d.Case.Remote}
	case "{verifier}":
		for _, e := range d.Case.Ends() {
			if e.Name != "" && e.Name == f.Verdict.Slots["verifier"] {
				return []*engine.End{e}
			}
		}
	}
	return []*engine.End{&d.Case.Local, &d.Case.Remote}
}

// fillCommands puts the commands of the ends' platforms for "{command for AREA}".
func (r *Run) fillCommands(text string, ends []*engine.End, d *engine.Diagnosis) string {
	if r.plain {
		ends = []*engine.End{&d.Case.Remote} // a reader there is not to run what our platform has
	}
	return card.CommandFor.ReplaceAllStringFunc(text, func(slot string) string {
		area := ipsec.Area(card.CommandFor.FindStringSubmatch(slot)[1])
		var out []string
		for _, e := range ends {
			if said := r.commandAt(e, area, d); !slices.Contains(out, said) {
				out = append(out, said)
			}
		}
		return strings.Join(out, "; ")
	})
}

// commandAt names the command that shows an area on an end. Of an end that was
// not read the platform is not known: then two are given as examples.
func (r *Run) commandAt(e *engine.End, area ipsec.Area, d *engine.Diagnosis) string {
	if r.commands == nil {
		r.commands = card.NewCommands()
	}
	said := ""
	switch platform := r.platformOf(e); {
	case platform != "":
		said = r.commands.Quoted(platform, area, peerOf(e, d))
	case r.plain:
		said = plainArea(area)
	default:
		said = r.commands.Examples(area, peerOf(e, d))
	}
	if r.plain && said == "" {
		said = plainArea(area)
	}
	return cmp.Or(said, "the "+strings.ReplaceAll(string(area), "-", " ")+" of "+e.Called())
}

// platformOf is the platform of an end: as it was read, else as the inventory has
// it; empty when neither tells.
func (r *Run) platformOf(e *engine.End) string {
	if e.Read() {
		return e.Snap.Platform
	}
	for i := range r.Devices {
		if e.Name != "" && r.Devices[i].Name == e.Name {
			return r.Devices[i].Platform
		}
	}
	return ""
}

// peerOf is the address that an end calls.
func peerOf(e *engine.End, d *engine.Diagnosis) string {
	switch {
	case e == &d.Case.Local && len(d.Case.Remote.Addresses) > 0:
		return peerAddress(d)
	case e == &d.Case.Remote && len(d.Case.Local.Addresses) > 0:
		return d.Case.Local.Addresses[0]
	}
	return "ADDRESS"
}

// deciding are the checks for what is open: of the first cause that the
// evidence does not exclude, and of a headline that is not certain or that is
// a symptom, which leaves its cause open.
func deciding(r *Run, d *engine.Diagnosis) (out []Check) {
	if rivals := open(d); len(rivals) > 0 {
		out = append(out, checks(r, d, rivals[0])...)
	}
	if undecided(d.Headline) {
		out = append(out, checks(r, d, d.Headline)...)
	}
	return out
}

// undecided reports whether something about a finding is left to decide.
func undecided(f *engine.Finding) bool {
	switch f.Rule.Kind {
	case engine.Cause:
		return f.Confidence != engine.ConfidenceCertain
	case engine.Symptom:
		return f.ExplainedBy == ""
	}
	return false
}
