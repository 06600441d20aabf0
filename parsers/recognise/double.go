package recognise

// undoubled empties the second of each pair of lines where every line stands
// twice, as some terminals and web forms leave a text. A table with two equal
// rows is none: there must be several pairs, and nothing else.
func undoubled(lines []string) ([]string, bool) {
	out, pairs, last := make([]string, len(lines)), 0, ""
	for i := 0; i < len(lines); {
		switch {
		case lines[i] == "":
			i++
		case i+1 < len(lines) && lines[i+1] == lines[i]:
			if lines[i] != last {
				pairs++
			}
			last, out[i] = lines[i], lines[i]
			i += 2
		default:
			return nil, false
		}
	}
	return out, pairs > 1
}
