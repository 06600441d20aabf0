package pipeline

import (
	"os"
	"path/filepath"
	"strings"

	"ipsec-diag/cmd/internal/runfile"
	"ipsec-diag/collector"
	"ipsec-diag/parsers/recognise"
)

// This file recognises a folder that holds the outputs of one device, in files
// named by the command alone.

// fewestNamed is how many files named by a command alone make a folder one
// device's: a single one may lie beside the pastes of several.
const fewestNamed = 2

// home returns the name of the device whose outputs a folder holds, that of the
// folder, or "": for a folder of several devices, and where the prompts in every
// file name the device.
func (l *loader) home(path string, entries []os.DirEntry) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	if _, err := os.Stat(filepath.Join(path, indexName)); err == nil {
		return filepath.Base(full)
	}
	byCommand, others := 0, 0
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".stderr"):
		case e.IsDir() || recognise.NamesDevice(name):
			return ""
		case l.namesCommand(name):
			byCommand++
		default:
			others++
		}
	}
	if byCommand < fewestNamed || byCommand <= others || l.namedInside(path, entries) {
		return ""
	}
	return filepath.Base(full)
}

// namesCommand reports whether a file is named by a command alone.
func (l *loader) namesCommand(name string) bool {
	device, command := recognise.FromFileName(name)
	return device == "" && command != "" || l.platformHaving(strings.ReplaceAll(device, "_", " ")) != ""
}

// namedInside reports whether the texts of a folder say themselves whose they
// are: a capture or a run, prompts of several devices, or of one in all files.
func (l *loader) namedInside(path string, entries []os.DirEntry) bool {
	devices, bare := map[string]bool{}, false
	for _, e := range entries {
		full := filepath.Join(path, e.Name())
		if waits(full) {
			continue
		}
		data, err := os.ReadFile(full)
		if err != nil {
			continue
		}
		data, _ = TextOf(data)
		if runfile.LooksLike(data) || collector.LooksLikeCapture(data) {
			return true
		}
		for _, s := range recognise.Split("", string(data), l.agent.Platforms) {
			if s.Device != "" {
				devices[s.Device] = true
			} else {
				bare = bare || s.Platform != ""
			}
		}
	}
	return len(devices) > 1 || len(devices) == 1 && !bare
}
