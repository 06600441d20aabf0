//go:build unix

package knownhosts

import (
	"os"
	"syscall"
)

// lock waits until no other process of ours records into the file; closing the
// file unlocks it. Where the file system has no locks, one write per line has
// to do.
func lock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }
