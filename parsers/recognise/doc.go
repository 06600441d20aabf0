// Package recognise cuts text that somebody pasted or saved into the outputs
// of single commands, and finds out which command of which platform each is.
//
// The prompt and the command typed after it decide first; where they are
// missing, the platforms are asked whose step understands the text best. Text
// that nobody knows is handed back too, so that it can be shown.
package recognise

// A Section is the output of one command in a pasted text.
type Section struct {
	// Device is the host name of the prompt, or the name given to [Split].
	Device string
	// Platform and Command are empty where nothing recognised the text.
	Platform string
	Command  string
	// Typed is what stands behind the prompt where no platform knows it.
	Typed string
	// Asked is what stands behind the prompt, known or not, in single blanks.
	Asked string
	Text  string
	// Prompt is the prompt itself where it says which member of a redundant pair
	// it is: "hq/sec/stby#".
	Prompt string
	// FirstLine is the line of the paste with which Text begins, from 1.
	FirstLine int
	// Closed says that a prompt follows, so that nothing is missing at the end.
	Closed bool
}
