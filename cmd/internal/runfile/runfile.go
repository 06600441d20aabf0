// Package runfile keeps a run as one file: what each device answered, without
// secrets, and the verdicts in its head. It is a txtar archive that a person can
// read; analyze, compare and diff read it, too.
package runfile

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"ipsec-diag/cmd/internal/report"
	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// version is that of the format, magic begins the first line.
const (
	version = 1
	magic   = "ipsec-diag run "
	suffix  = ".run"
)

// A Verdict is what a run said of one tunnel.
type Verdict struct{ Tunnel, Health, Rule, Confidence string }

// A Head is what the first lines of a run file tell.
type Head struct {
	Finished time.Time
	Subject  string // the device asked about; empty for a sweep
	Verdicts []Verdict
}

// inventoryName is the section with what the inventory had of the devices and
// tunnels, so that the file alone gives the same verdicts.
const inventoryName = "inventory.yaml"

// Format writes a run. Of the inventory goes in what the run needs, and nothing
// about logins.
func Format(run *report.Run, inv *inventory.Inventory) []byte {
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s%d\nfinished: %s\nsubject: %s\n", magic, version, run.Finished.UTC().Format(time.RFC3339Nano), run.Subject)
	for _, d := range run.Diagnoses {
		fmt.Fprintf(&head, "tunnel: %s | %s | %s | %s\n", d.Case.ID, d.Health, d.Headline.Rule.ID, d.Headline.Confidence)
	}
	head.WriteByte('\n')
	a := &txtar.Archive{Comment: head.Bytes()}
	if part := Needed(run, inv); len(part.Tunnels) > 0 || len(part.Devices) > 0 {
		a.Files = append(a.Files, txtar.File{Name: inventoryName, Data: part.Format()})
	}
	for i := range run.Devices {
		if c := run.Devices[i].Capture; c != nil {
			a.Files = append(a.Files, txtar.File{Name: c.Device, Data: []byte(collector.EscapeMarks(string(c.Format())))})
		}
	}
	return txtar.Format(a)
}

// Needed is the part of an inventory that a run's verdicts rest on, without
// anything about logins.
func Needed(run *report.Run, inv *inventory.Inventory) *inventory.Inventory {
	part, want := &inventory.Inventory{}, map[string]bool{}
	for i := range run.Devices {
		want[run.Devices[i].Name] = true
	}
	if inv == nil {
		return part
	}
	far := map[string]bool{}
	for _, t := range inv.Tunnels {
		if want[t.Ends[0]] || want[t.Ends[1]] {
			part.Tunnels = append(part.Tunnels, t)
			far[t.Ends[0]], far[t.Ends[1]] = true, true
		}
	}
	for _, d := range inv.Devices {
		if want[d.Name] || far[d.Name] {
			part.Devices = append(part.Devices, inventory.Device{Name: d.Name, Address: d.Address, Port: d.Port, Platform: d.Platform, Site: d.Site, Zone: d.Zone,
				Role: d.Role, Tags: d.Tags, Aliases: d.Aliases, Context: d.Context})
		}
	}
	return part
}

// LooksLike reports whether a file is a run.
func LooksLike(data []byte) bool { return bytes.HasPrefix(data, []byte(magic)) }

// Parse returns the captures of a run and what it kept of the inventory.
func Parse(data []byte) ([]*collector.Capture, *inventory.Inventory, error) {
	if n := newer(data); n > version {
		return nil, nil, fmt.Errorf("a run file of version %d; this program reads up to version %d", n, version)
	}
	var out []*collector.Capture
	inv := &inventory.Inventory{}
	for _, f := range txtar.Parse(data).Files {
		if f.Name == inventoryName {
			part, err := inventory.Parse(f.Name, f.Data)
			if err != nil {
				return nil, nil, err
			}
			inv = part
			continue
		}
		c, err := collector.ParseCapture([]byte(collector.UnescapeMarks(string(f.Data))))
		if err != nil {
			return nil, nil, fmt.Errorf("device %s: %w", f.Name, err)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, nil, fmt.Errorf("a run file without a device: it may have been cut")
	}
	return out, inv, nil
}

func newer(data []byte) int {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(string(line), magic)))
	if err != nil {
		return version
	}
	return n
}

// head reads the first lines of a file.
func head(data []byte) Head {
	var h Head
	for _, line := range strings.Split(string(txtar.Parse(data).Comment), "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "finished":
			h.Finished, _ = time.Parse(time.RFC3339, value)
		case "subject":
			h.Subject = value
		case "tunnel":
			if f := strings.Split(value, " | "); len(f) == 4 {
				h.Verdicts = append(h.Verdicts, Verdict{f[0], f[1], f[2], f[3]})
			}
		}
	}
	return h
}

// Keep writes a run into a folder, in one step and for the user alone, and
// returns the file.
func Keep(dir string, run *report.Run, inv *inventory.Inventory) (string, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	name := run.Finished.UTC().Format("20060102T150405.000Z")
	if run.Subject != "" {
		name += "-" + plain(run.Subject)
	}
	path := filepath.Join(dir, name+suffix)
	half := path + ".part"
	if err := os.WriteFile(half, Format(run, inv), 0o600); err != nil {
		return "", err
	}
	return path, os.Rename(half, path)
}

func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>| `, r) {
			return '_'
		}
		return r
	}, name)
}

// A Kept run is one file of a folder.
type Kept struct {
	Path string
	Head Head
}

// List returns the runs of a folder about a device, or all for "", newest first.
// The sweeps are among them: they may hold the device.
func List(dir, subject string) ([]Kept, error) {
	kept, _, err := Scan(dir, subject)
	return kept, err
}

// Scan is [List] and tells, too, which files called like runs are none.
func Scan(dir, subject string) (kept []Kept, unread []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), suffix) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		data, err := os.ReadFile(path)
		h := head(data)
		switch {
		case err != nil:
			unread = append(unread, err.Error())
		case !LooksLike(data) || h.Finished.IsZero():
			unread = append(unread, path+" is not a run, or is cut")
		case subject == "" || h.Subject == subject || h.Subject == "" && holds(data, subject):
			kept = append(kept, Kept{path, h})
		}
	}
	slices.SortStableFunc(kept, func(a, b Kept) int { return b.Head.Finished.Compare(a.Head.Finished) })
	return kept, unread, nil
}

func holds(data []byte, device string) bool {
	return slices.ContainsFunc(txtar.Parse(data).Files, func(f txtar.File) bool { return f.Name == device })
}

// Good reports whether a run found nothing wrong with a tunnel, or with any for
// "". A run that judged nothing is not good.
func (k Kept) Good(tunnel string) bool {
	judged := false
	for _, v := range k.Head.Verdicts {
		if tunnel != "" && v.Tunnel != tunnel {
			continue
		}
		judged = true
		if v.Health != "up" && v.Health != "idle" && v.Health != "standby" {
			return false
		}
	}
	return judged
}
