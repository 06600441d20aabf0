package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"ipsec-diag/engine"
)

// JUnit's XML has no one standard. These are the elements and attributes on which
// the schemas of Ant (windyroad/JUnit-Schema) and of Jenkins (xunit-plugin,
// junit-10.xsd) agree, in the order of the stricter one.

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Package  string `xml:"package,attr"`
	ID       int    `xml:"id,attr"`
	Name     string `xml:"name,attr"`
	Stamp    string `xml:"timestamp,attr"` // without a zone, as the schemas have it: UTC
	Hostname string `xml:"hostname,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Time     string `xml:"time,attr"`

	Properties junitProperties `xml:"properties"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

type junitProperties struct {
	List []junitProperty `xml:"property"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

// A junitCase has at most one of Skipped, Error and Failure.
type junitCase struct {
	Name    string       `xml:"name,attr"`
	Class   string       `xml:"classname,attr"`
	Time    string       `xml:"time,attr"`
	Skipped *junitResult `xml:"skipped"`
	Error   *junitResult `xml:"error"`
	Failure *junitResult `xml:"failure"`
}

type junitResult struct {
	Message string `xml:"message,attr,omitempty"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"`
}

// JUnit writes the run as CI systems read tests: two suites, the devices that were
// to be read and the tunnels. A device that was not read in full is an error, as
// is a tunnel of which neither up nor down is known; a tunnel with a fault is a
// failure, of the type warning or critical; one that is idle, stands by or is
// marked by the site is skipped.
func JUnit(w io.Writer, r *Run) error {
	devices := junitSuite{ID: 0, Name: "devices"}
	for i := range r.Devices {
		devices.add(junitDevice(&r.Devices[i]))
	}
	tunnels := junitSuite{ID: 1, Name: "tunnels"}
	for _, d := range r.Diagnoses {
		tunnels.add(junitTunnel(r, d))
	}
	out := junitSuites{Suites: []junitSuite{devices, tunnels}}
	for i := range out.Suites {
		s := &out.Suites[i]
		s.Package, s.Hostname, s.Time, s.Stamp = "ipsec-diag", "localhost", seconds(r.took()), r.Finished.UTC().Format("2006-01-02T15:04:05")
		s.Properties.List = []junitProperty{{"exit_code", fmt.Sprint(r.ExitCode())}, {"version", r.Version}}
	}
	out.Suites[1].Out = strings.Join(visibleAll(endNotes(r)), "\n")
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

// seconds prints a time that cannot be negative, whatever the clock did.
func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(d, 0).Seconds()) }

// took is how long a run lasted; zero where its beginning is not known, as of saved
// output.
func (r *Run) took() time.Duration {
	if r.Started.IsZero() {
		return 0
	}
	return max(r.Finished.Sub(r.Started), 0)
}

func junitDevice(d *Device) junitCase {
	c := junitCase{Name: visible(d.Name), Class: "ipsec.device", Time: seconds(0)}
	if d.Capture != nil {
		c.Time = seconds(d.Capture.Finished.Sub(d.Capture.Started))
	}
	if d.Failure != nil {
		c.Error = &junitResult{Type: string(d.Failure.Class), Message: visible(failureText(d.Failure.Error(), d.Name)), Text: visible(d.Failure.Error())}
	}
	return c
}

func junitTunnel(r *Run, d *engine.Diagnosis) junitCase {
	c := junitCase{Name: visible(d.Case.ID), Class: "ipsec.tunnel", Time: seconds(0)}
	told := junitResult{Type: d.Headline.Rule.ID, Message: visible(fmt.Sprintf("%s: %s%s", upperVia(d), headlineText(d), MarkSuffix(d)))}
	switch {
	case d.ExitCode == 1, d.ExitCode == 2:
		told.Type = []string{"", "warning", "critical"}[d.ExitCode] + " " + told.Type
		told.Text = tunnelText(r, d)
		c.Failure = &told
	case d.ExitCode == 3:
		told.Text = tunnelText(r, d)
		c.Error = &told
	case d.Marked == engine.MarkHeld, d.Health == engine.Idle, d.Health == engine.Standby:
		told.Type = ""
		c.Skipped = &told
	}
	return c
}

// tunnelText is what the short text report has of a tunnel.
func tunnelText(r *Run, d *engine.Diagnosis) string {
	p := &textPrinter{w: &strings.Builder{}, run: r}
	p.tunnel(d)
	return "\n" + strings.Join(visibleAll(strings.Split(strings.TrimSpace(p.w.String()), "\n")), "\n") + "\n"
}
