package sshconfig

import (
	"errors"
	"strings"
)

// split cuts a line into its keyword and arguments. A "=" may stand after the
// keyword, quotes keep blanks together, and a word that begins with "#" begins
// a comment.
func split(text string) ([]string, error) {
	text = strings.Trim(text, " \t\r\f")
	if text == "" || text[0] == '#' {
		return nil, nil
	}
	end := strings.IndexAny(text, " \t=")
	if end < 0 {
		return []string{text}, nil
	}
	rest := strings.TrimLeft(text[end:], " \t")
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "="), " \t")
	args, err := words(rest)
	return append([]string{text[:end]}, args...), err
}

// words cuts arguments apart.
func words(text string) ([]string, error) {
	var out []string
	var word strings.Builder
	var quote byte
	open := false // a word has begun
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text) && strings.IndexByte(`"'\`, text[i+1]) >= 0:
			i++
			word.WriteByte(text[i])
			open = true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, open = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if open {
				out = append(out, word.String())
			}
			word.Reset()
			open = false
		case quote == 0 && c == '#' && !open:
			return out, nil
		default:
			word.WriteByte(c)
			open = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote is not closed")
	}
	if open {
		out = append(out, word.String())
	}
	return out, nil
}
