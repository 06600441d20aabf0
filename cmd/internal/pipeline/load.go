package pipeline

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/bundle"
	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
	"ipsec-diag/parsers/recognise"
)

// Loaded is what a folder, a file or a paste held.
type Loaded struct {
	Readings []*Reading
	// Skipped are the texts that were not recognised, with what to say of them.
	Skipped []string
	// NoText says that one thing was given and that it is no text at all: the one
	// message in Skipped says everything.
	NoText bool
	// Inventory is what a run file kept of the inventory; nil without one.
	Inventory *inventory.Inventory
	// Notes are what the reader of a report has to know of the input.
	Notes []string
	// Judged is the moment a bundle was judged at; zero without one.
	Judged time.Time
}

// Load reads saved or pasted output: a folder of files or of device folders, a
// capture file, a bare paste, or "-" for standard input. Secrets in it are
// removed as they are read.
func (a *Agent) Load(path string, stdin io.Reader) (*Loaded, error) {
	l := &loader{agent: a, read: map[asRead]int{}, asked: map[askedOf]int{}}
	if path == "-" {
		data, err := io.ReadAll(stdin)
		if err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
		return l.finish("", l.file("", "-", data))
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, cannotRead(path, err)
	}
	if !info.IsDir() {
		return l.finish(path, l.readFile("", path))
	}
	return l.finish(path, l.folder(path))
}

// loader gathers the outputs of each device.
type loader struct {
	agent    *Agent
	captures []*collector.Capture
	// unclaimed are outputs that no platform recognises.
	unclaimed []unclaimed
	skipped   []string
	inventory *inventory.Inventory
	// read remembers what [loader.linesRead] counted: the same output is
	// weighed for itself and beside the device's others.
	read   map[asRead]int
	noText int // files
	// asked counts how often a command was typed on a device.
	asked map[askedOf]int
	// notes say what was taken after a clear.
	notes []string
	// judged is the moment a bundle was judged at. bundled says that there was one:
	// then the devices are in its order, which decides which end is named first.
	judged  time.Time
	bundled bool
}

// folder reads the files of a folder, and of the device folders in it. A folder
// of one device is read as such.
func (l *loader) folder(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return cannotRead(path, err)
	}
	if device := l.home(path, entries); device != "" {
		return l.deviceFolder(device, path)
	}
	for _, e := range entries {
		full := filepath.Join(path, e.Name())
		err = nil
		switch {
		case strings.HasPrefix(e.Name(), "."), e.Name() == indexName, waits(full):
		case e.IsDir():
			err = l.deviceFolder(e.Name(), full)
		default:
			err = l.readFile("", full)
		}
		l.passOver(err)
	}
	return nil
}

// waits reports whether a path of a folder is a pipe, a socket or a device, of
// which to read may never end.
func waits(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket|os.ModeDevice|os.ModeCharDevice) != 0
}

// passOver notes a file of a folder that could not be read. The others are.
func (l *loader) passOver(err error) {
	if err != nil {
		l.skipped = append(l.skipped, err.Error())
	}
}

// deviceFolder reads the files of one device. Folders below it are not read:
// they hold other moments.
func (l *loader) deviceFolder(device, path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return cannotRead(path, err)
	}
	index := readIndex(filepath.Join(path, indexName))
	for _, e := range entries {
		if e.IsDir() || e.Name() == indexName || strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), ".stderr") {
			continue
		}
		full := filepath.Join(path, e.Name())
		if waits(full) {
			continue
		}
		if row, known := index[e.Name()]; known {
			err = l.indexed(device, full, row)
		} else {
			err = l.readFile(device, full)
		}
		l.passOver(err)
	}
	return nil
}

func (l *loader) readFile(device, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return cannotRead(path, err)
	}
	return l.file(device, path, data)
}

// file reads one file: a capture, or text that is cut into outputs.
func (l *loader) file(device, path string, data []byte) error {
	if bundle.LooksLike(data) && l.bundle(path, data) {
		return nil
	}
	data, problem := TextOf(data)
	if problem != "" {
		l.skipped = append(l.skipped, sourceName(path)+": "+problem)
		l.noText++
		return nil
	}
	if runfile.LooksLike(data) {
		kept, inv, err := runfile.Parse(data)
		if err != nil {
			return fmt.Errorf("%s: %w", sourceName(path), err)
		}
		l.captures, l.inventory = append(l.captures, kept...), inv
		return nil
	}
	if collector.LooksLikeCapture(data) {
		c, err := collector.ParseCapture(data)
		if err != nil {
			return fmt.Errorf("%s: %w", sourceName(path), err)
		}
		l.captures = append(l.captures, c)
		return nil
	}
	keys := l.agent.Options.Digests.Keys(string(data))
	text, secrets := redact.Text(string(data))
	var named, command string
	if path != "-" {
		named, command = recognise.FromFileName(path)
	}
	sections := recognise.Split(named, text, l.agent.Platforms)
	l.noteClears(path, text, sections)
	for _, s := range recognise.Members(sections) {
		l.add(cmp.Or(device, s.Device, unnamed), s.Platform, collector.Output{Command: "prompt", Status: collector.Answered, ExitCode: -1, Text: s.Prompt + "\n"})
	}
	for _, s := range sections {
		if s.Platform == "" && s.Typed == "" { // what was typed says better than the file's name
			s.Platform, s.Command = l.named(cmp.Or(s.Command, command), s.Text)
		}
		if s.Platform == "" {
			l.skip(path, s)
			continue
		}
		on := cmp.Or(device, s.Device, unnamed)
		l.add(on, s.Platform, collector.Output{Pass: l.pass(path, on, s),
			Command: s.Command, Status: collector.Answered, ExitCode: -1, Redacted: min(secrets, strings.Count(s.Text, redact.Mark)), Text: s.Text, EndUnseen: !s.Closed, Keys: keys.From(s.FirstLine)})
	}
	return nil
}

// named returns the platform that reads most of a text as the output of the
// command that its file name gives, and the command.
func (l *loader) named(command, text string) (platform, asked string) {
	most := 0
	for _, p := range l.agent.Platforms {
		if read := l.linesRead(p, command, text); read > most {
			platform, asked, most = p.Name, command, read
		}
	}
	return platform, asked
}

// skip notes a text that was not recognised. Blank text is nothing to note.
func (l *loader) skip(path string, s recognise.Section) {
	if strings.TrimSpace(s.Text) == "" {
		return
	}
	lines := strings.Count(strings.TrimRight(s.Text, "\n"), "\n") + 1
	what := "not recognised as the output of a known command"
	if s.Typed != "" {
		what = fmt.Sprintf("no platform reads %q", s.Typed)
	}
	where := fmt.Sprintf("line %d", s.FirstLine)
	if lines > 1 {
		where = fmt.Sprintf("lines %d to %d", s.FirstLine, s.FirstLine+lines-1)
	}
	l.skipped = append(l.skipped, fmt.Sprintf("%s, %s: %s", sourceName(path), where, what))
}

// add puts an output with the device's others.
func (l *loader) add(device, platform string, out collector.Output) {
	for _, c := range l.captures {
		if c.Device == device && c.Platform == platform {
			c.Outputs = append(c.Outputs, out)
			return
		}
	}
	l.captures = append(l.captures, &collector.Capture{Device: device, Platform: platform, Outputs: []collector.Output{out}})
}

// finish parses what was gathered.
func (l *loader) finish(path string, err error) (*Loaded, error) {
	if err != nil {
		return nil, err
	}
	l.onePlatform()
	l.claim()
	out := &Loaded{Skipped: l.skipped, Notes: l.notes, Inventory: l.inventory, Judged: l.judged, NoText: l.noText == 1 && len(l.skipped) == 1 && len(l.captures) == 0}
	for _, c := range l.captures {
		p := l.agent.platform(c.Platform)
		if p == nil && c.Platform == "" && c.Err != nil { // never recognised, because it was not read
			out.Readings = append(out.Readings, &Reading{Device: l.device(c), Capture: c})
			continue
		}
		if p == nil {
			return nil, fmt.Errorf("%s: device %s: unknown platform %q", path, c.Device, c.Platform)
		}
		inStepOrder(p, c.Outputs)
		r := &Reading{Device: l.device(c), Platform: p, Capture: c}
		r.parse()
		out.Readings = append(out.Readings, r)
	}
	if l.bundled {
		return out, nil
	}
	slices.SortStableFunc(out.Readings, func(a, b *Reading) int { return strings.Compare(a.Device.Name, b.Device.Name) })
	return out, nil
}

// device is the device of a capture, as a run file's inventory has it.
func (l *loader) device(c *collector.Capture) inventory.Device {
	if l.inventory != nil {
		if d := l.inventory.Device(c.Device); d != nil {
			return *d
		}
	}
	return inventory.Device{Name: c.Device, Address: c.Address, Platform: c.Platform}
}

// inStepOrder sorts saved outputs into the order in which the platform would
// have collected them: a folder gives them by name, and where two outputs show
// the same, the first one read counts.
func inStepOrder(p *parsers.Platform, outputs []collector.Output) {
	slices.SortStableFunc(outputs, func(a, b collector.Output) int {
		return cmp.Or(cmp.Compare(a.Pass, b.Pass), cmp.Compare(p.Order(a.Command), p.Order(b.Command)))
	})
}
