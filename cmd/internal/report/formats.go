package report

import (
	"fmt"
	"io"
)

// Formats are the words for the forms of a report.
func Formats() []string {
	return []string{"text", "markdown", "html", "json", "junit", "nagios", "note"}
}

// Write writes a run in one of [Formats]; text as the short report.
func Write(w io.Writer, r *Run, format string, opt TextOptions) error {
	switch format {
	case "text":
		return Text(w, r, opt)
	case "markdown":
		return Markdown(w, r)
	case "html":
		return HTML(w, r)
	case "json":
		return JSON(w, r, r.Version)
	case "junit":
		return JUnit(w, r)
	case "nagios":
		return Nagios(w, r)
	case "note":
		return Note(w, r)
	}
	return fmt.Errorf("no form of a report is called %q", format)
}
