package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ipsec-diag/cmd/internal/pipeline"
)

// noFolder says that a folder is not there, if so.
func noFolder(path string) string {
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return ": there is no such folder"
	}
	return ""
}

// sameDevices refuses two looks that have no device in common: what differs
// between two devices has not changed. One device each, of which one is named
// after its file and not by itself, counts as the same.
func sameDevices(oldPath, nowPath string, before, after *pipeline.Loaded) error {
	old, now := deviceNames(before), deviceNames(after)
	if slices.ContainsFunc(old, func(name string) bool { return slices.Contains(now, name) }) {
		return nil
	}
	if len(old) == 1 && len(now) == 1 {
		was, is := hostname(oldPath, before.Readings[0]), hostname(nowPath, after.Readings[0])
		if was == "" || is == "" || was == is {
			return nil
		}
		old, now = []string{was}, []string{is}
	}
	return usageError("OLD is of %s and NEW of %s: two devices do not tell what changed.\nTo compare the two ends of a tunnel: ipsec-diag compare A B",
		strings.Join(old, ", "), strings.Join(now, ", "))
}

func deviceNames(l *pipeline.Loaded) (names []string) {
	for _, r := range l.Readings {
		names = append(names, r.Device.Name)
	}
	return names
}

// hostname is what a device calls itself or a file calls it; empty where its name
// is only that of the file.
func hostname(path string, r *pipeline.Reading) string {
	if r.Snap != nil && r.Snap.Hostname.Known() {
		return r.Snap.Hostname.Or("")
	}
	if base := filepath.Base(path); r.Device.Name == strings.TrimSuffix(base, filepath.Ext(base)) || path == "-" {
		return ""
	}
	return r.Device.Name
}

// doubts are what a person who compares two files should know of them.
func doubts(old, now string, before, after *pipeline.Loaded) []string {
	if sameFile(old, now) {
		return []string{sourceName(old) + " was given twice: a file has no change against itself"}
	}
	was, is := readAt(before), readAt(after)
	if was.IsZero() || is.IsZero() || !was.After(is) {
		return nil
	}
	return []string{fmt.Sprintf("OLD was read %s, after NEW (%s): what is marked - came later. Exchange the two", was.UTC().Format(time.RFC3339), is.UTC().Format(time.RFC3339))}
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return a == b
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// readAt is the last moment at which a device was read: by this program's clock,
// else by its own.
func readAt(l *pipeline.Loaded) (last time.Time) {
	for _, r := range l.Readings {
		at := r.Capture.Started
		if at.IsZero() && r.Snap != nil {
			at = r.Snap.Clock.Or(time.Time{})
		}
		if at.After(last) {
			last = at
		}
	}
	return last
}
