package ticket

import (
	"fmt"
	"strings"
)

// finish puts the line about the bundle and the mark below a note, and leaves out
// whole lines where the system takes no more.
func finish(n *Note, lim Limits, attaches string) {
	var tail []string
	if n.File != nil {
		tail = append(tail, bundleLine(n.File, lim, attaches))
		if attaches != "" || tooLarge(n.File, lim) {
			n.File = nil
		}
	}
	tail = append(tail, n.String())
	n.Text = within(strings.Split(strings.TrimRight(n.Text, "\n"), "\n"), tail, lim.Note)
}

func tooLarge(f *File, lim Limits) bool { return lim.File > 0 && len(f.Data) > lim.File }

func bundleLine(f *File, lim Limits, attaches string) string {
	switch {
	case attaches != "":
		return fmt.Sprintf("%s%s, not attached: %s. SHA-256 %s", bundleWord, f.Name, attaches, f.SHA256)
	case tooLarge(f, lim):
		return fmt.Sprintf("%s%s, not attached: it has %d bytes, this system takes %d. SHA-256 %s", bundleWord, f.Name, len(f.Data), lim.File, f.SHA256)
	}
	return fmt.Sprintf("%s%s, attached. SHA-256 %s", bundleWord, f.Name, f.SHA256)
}

// within joins head and tail lines in at most that many bytes: of the head, lines
// that have no room are left out whole, and their number is said.
func within(head, tail []string, most int) string {
	end := strings.Join(tail, "\n")
	full := strings.Join(head, "\n") + "\n" + end
	if most <= 0 || len(full) <= most {
		return full
	}
	const say = "(%d lines left out: the bundle has them)\n"
	room := most - len(end) - len(say) - 8 // 8: the digits of the number
	var out strings.Builder
	for i, line := range head {
		if out.Len()+len(line)+1 > room {
			fmt.Fprintf(&out, say, len(head)-i)
			break
		}
		out.WriteString(line + "\n")
	}
	return out.String() + end
}
