package report

// Wrap breaks text into lines of at most [Width] columns: the first begins with
// first, the others with rest.
func Wrap(first, rest, text string) string { return wrap(first, rest, text) }

// Quote breaks a quoted line into lines of at most [Width] columns and keeps it
// exact.
func Quote(first, rest, line string) string { return fold(first, rest, line) }
