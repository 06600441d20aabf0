package redact

import "slices"

// LabelledKeys are keys that are known by labels alone: equal labels, equal keys.
func LabelledKeys(byLine map[int]string) Keys { return Keys{byLine: byLine} }

// Labels gives each key a label, by line. A label tells which keys are equal and
// nothing else, so that it may be kept, unlike a digest: the same function must
// be given for all outputs that are compared.
func (k Keys) Labels(label func(digest string) string) map[int]string {
	out := map[int]string{}
	for _, line := range k.lines() {
		out[line] = label(k.byLine[line])
	}
	return out
}

// lines are the lines with a key, in order: the labels follow it.
func (k Keys) lines() (out []int) {
	for line := range k.byLine {
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}
