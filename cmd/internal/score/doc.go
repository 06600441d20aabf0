// Package score measures the diagnosis on labelled outputs: the shared cases
// and lab captures beside the checkout, where they are, and our own simulated
// fleet. It has no code of its own: "make score" runs it.
package score
