package collector

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// LooksLikeCapture reports whether data begins as a capture file does, so that
// a bare paste of device output can be told apart.
func LooksLikeCapture(data []byte) bool {
	for line := range strings.Lines(string(data[:min(len(data), 4096)])) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, _, found := strings.Cut(line, ":")
		return strings.HasPrefix(line, captureMagic) || found && (key == "device" || key == "platform")
	}
	return false
}

// ParseCapture reads a capture file. Only the "device:" and "platform:" lines
// are required. A section without an "output:" line was answered; a command's
// second section is then its second sample. Errors name the line.
func ParseCapture(data []byte) (*Capture, error) {
	archive := txtar.Parse(data)
	p := captureParser{capture: &Capture{}, seen: map[string]int{}}
	for line := range strings.Lines(string(archive.Comment)) {
		p.line++
		if err := p.headerLine(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("line %d: %w", p.line, err)
		}
	}
	for _, file := range archive.Files {
		p.section(file)
	}
	if len(archive.Files) > 0 {
		p.cutOff(bytes.HasSuffix(data, []byte("\n")))
	}
	if err := p.missing(); err != nil {
		return nil, err
	}
	return p.capture, nil
}

// cutOff keeps what a file holds that ends too early, as one does that was
// copied over a lost connection: the header lists outputs in the order of the
// sections, and only the last of them are missing. The last section there is
// may be incomplete.
func (p *captureParser) cutOff(wholeLine bool) {
	last := -1
	for i, m := range p.metas {
		if m.used {
			last = i
		}
	}
	present := p.metas[:last+1]
	if last < 0 || last == len(p.metas)-1 || slices.ContainsFunc(present, func(m *outputMeta) bool { return !m.used }) {
		return
	}
	ending := &p.capture.Outputs[len(p.capture.Outputs)-1]
	ending.Status, ending.Reason = Truncated, "the capture file ends here"
	if !wholeLine {
		ending.Text = strings.TrimSuffix(ending.Text, "\n") // txtar has put it there
	}
	for _, m := range p.metas[last+1:] {
		m.used = true // not there, and so not collected
	}
	if p.capture.Err == nil {
		p.capture.Err = &Error{Class: ClassDisconnected, Device: p.capture.Device,
			Detail: fmt.Sprintf("the capture file ends within %q", ending.Command), Advice: "Copy the file once more, or capture again"}
	}
}

// missing reports what the file should have and has not.
func (p *captureParser) missing() error {
	for _, key := range []string{"device", "platform"} {
		if p.seen[key] == 0 {
			return fmt.Errorf("line 1: not a capture file: its header has no line %q", key+": ...")
		}
	}
	for _, m := range p.metas {
		if !m.used {
			return fmt.Errorf("line %d: the file has no section for command %q", m.line, m.out.Command)
		}
	}
	return nil
}

type captureParser struct {
	capture *Capture
	line    int
	seen    map[string]int // header keys, by line
	metas   []*outputMeta
}

func (p *captureParser) headerLine(line string) error {
	if line == "" || line[0] == '#' {
		return nil
	}
	if version, ok := strings.CutPrefix(line, captureMagic); ok {
		return checkVersion(strings.TrimSpace(version))
	}
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("want \"key: value\" or a section mark \"-- show ... --\", not %q", line)
	}
	if key == "output" {
		meta, err := parseMeta(strings.TrimSpace(value))
		meta.line = p.line
		p.metas = append(p.metas, &meta)
		return err
	}
	if p.seen[key] != 0 {
		return fmt.Errorf("key %q stands already on line %d", key, p.seen[key])
	}
	p.seen[key] = p.line
	return p.set(key, unword(value))
}

func checkVersion(text string) error {
	version, err := strconv.Atoi(text)
	switch {
	case err != nil || version < 1:
		return fmt.Errorf("want %q and a version number, not %q", captureMagic, text)
	case version > CaptureVersion:
		return fmt.Errorf("this file has capture format %d and this program reads up to %d: use a newer ipsec-diag", version, CaptureVersion)
	}
	return nil
}

var headerKeys = []string{
	"device", "platform", "address", "prompt", "started", "finished",
	"error", "error-device", "error-detail", "error-advice", "output",
}

func (p *captureParser) set(key, value string) (err error) {
	c := p.capture
	if strings.HasPrefix(key, "error") && c.Err == nil {
		c.Err = &Error{}
	}
	switch key {
	case "device":
		c.Device = value
	case "platform":
		c.Platform = value
	case "address":
		c.Address = value
	case "prompt":
		c.Prompt = value
	case "started":
		c.Started, err = parseStamp(value)
	case "finished":
		c.Finished, err = parseStamp(value)
	case "error":
		c.Err.Class = Class(value)
	case "error-device":
		c.Err.Device = value
	case "error-detail":
		c.Err.Detail = value
	case "error-advice":
		c.Err.Advice = value
	default:
		err = fmt.Errorf("unknown key %q: the header has %s", key, strings.Join(headerKeys, ", "))
	}
	return err
}

func parseStamp(value string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		return t, fmt.Errorf("time %q is not of the form 2026-11-25T03:00:00Z", value)
	}
	return t.UTC(), nil
}

// section adds an output: what its header line says, or the defaults.
func (p *captureParser) section(file txtar.File) {
	command := unword(file.Name)
	out := Output{Command: command, Status: Answered, ExitCode: -1}
	text := file.Data
	if i := slices.IndexFunc(p.metas, func(m *outputMeta) bool { return !m.used && m.out.Command == command }); i >= 0 {
		meta := p.metas[i]
		meta.used, out = true, meta.out
		if meta.noNewline {
			text = bytes.TrimSuffix(text, []byte("\n"))
		}
	} else {
		for _, earlier := range p.capture.Outputs {
			if earlier.Command == command {
				out.Pass++
			}
		}
	}
	out.Text = unescapeMarks(string(text))
	p.capture.Outputs = append(p.capture.Outputs, out)
}
