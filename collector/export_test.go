package collector

import "slices"

// ReadOnly returns the read-only list of a platform to the tests from outside.
func ReadOnly(platform string) []string { return slices.Clone(readOnly[platform]) }
