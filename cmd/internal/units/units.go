// Package units holds how the service is run: units of systemd and a container
// file.
package units

import (
	"embed"
	"io"
	"maps"
	"slices"
)

//go:embed files
var files embed.FS

// The files by the name they are asked for.
var byName = map[string]string{
	"systemd":        "ipsec-diag.service",
	"systemd-worker": "ipsec-diag-worker@.service",
	"systemd-sweep":  "ipsec-diag-sweep.service",
	"systemd-timer":  "ipsec-diag-sweep.timer",
	"container":      "Containerfile",
}

// Names returns what can be printed.
func Names() []string { return slices.Sorted(maps.Keys(byName)) }

// File is the name of the file that a name stands for.
func File(name string) string { return byName[name] }

// Print writes one of [Names].
func Print(w io.Writer, name string) error {
	data, err := files.ReadFile("files/" + byName[name])
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}
