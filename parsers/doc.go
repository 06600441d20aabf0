// Package parsers turns a [collector.Capture] into an [ipsec.Snapshot].
//
// A [Platform] is a dialect and a list of [Step]s; each step is a command, what
// it reveals and the function that reads its output. The list of platforms is
// in package platforms.
package parsers
