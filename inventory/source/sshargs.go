package source

import (
	"errors"
	"strings"
)

// JumpOf finds the jump host in options of ssh, as ansible_ssh_common_args and
// ProxyCommand hold them, and names the options that are left out. Their values
// are not named: a command may hold a password.
func JumpOf(args string) (jump string, left []string, err error) {
	words, err := Split(args)
	if err != nil {
		return "", nil, err
	}
	for i := 0; i < len(words); i++ {
		flag, value := option(words, &i)
		name := flag
		if flag == "-o" {
			name, value = keyword(value)
		}
		found := ""
		switch strings.ToLower(name) {
		case "-j", "proxyjump":
			found = value
		case "proxycommand":
			found = JumpOfCommand(value)
		}
		switch {
		case found == "none":
		case found != "" && jump == "":
			jump = found
		default:
			left = append(left, name)
		}
	}
	return jump, left, nil
}

// keyword cuts "NAME=VALUE" or "NAME VALUE".
func keyword(text string) (name, value string) {
	i := strings.IndexAny(text, "= ")
	if i < 0 {
		return text, ""
	}
	return text[:i], strings.Trim(text[i+1:], "= ")
}

// option cuts an option of ssh and its value, which may be the next word.
func option(words []string, i *int) (flag, value string) {
	word := words[*i]
	if len(word) < 2 || word[0] != '-' {
		return "a word that is no option", ""
	}
	flag, value = word[:2], word[2:]
	if value == "" && strings.ContainsRune("BbcDEeFIiJLlmOoPpQRSWw", rune(word[1])) && *i+1 < len(words) {
		*i++
		value = words[*i]
	}
	return flag, value
}

// JumpOfCommand returns the host that a ProxyCommand leads through, or "": only
// "ssh -W %h:%p [user@]host", with -p, -l and -q, says nothing but that.
func JumpOfCommand(command string) string {
	words, err := Split(strings.TrimPrefix(strings.TrimSpace(command), "exec "))
	if err != nil || len(words) < 2 || words[0] != "ssh" {
		return ""
	}
	var host, user, port string
	forwards := false
	for i := 1; i < len(words); i++ {
		if words[i][:min(1, len(words[i]))] != "-" {
			if host != "" {
				return ""
			}
			host = words[i]
			continue
		}
		switch flag, value := option(words, &i); flag {
		case "-W":
			forwards = value == "%h:%p" || value == "[%h]:%p"
		case "-p":
			port = ":" + value
		case "-l":
			user = value + "@"
		case "-q":
		default:
			return "" // a key of its own, or what else cannot be said with a jump host
		}
	}
	if !forwards || host == "" {
		return ""
	}
	if strings.Contains(host, "@") {
		user = ""
	}
	return user + host + port
}

// Split cuts a text into words as a POSIX shell does, and as Python's shlex
// does for Ansible: quotes keep blanks together, "#" begins a comment. The error
// does not quote the text.
func Split(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord := false
	end := func() {
		if inWord {
			words = append(words, word.String())
		}
		word.Reset()
		inWord = false
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n':
			end()
		case '#':
			end()
			return words, nil
		case '\\':
			if i++; i == len(text) {
				return nil, errors.New("nothing follows a backslash")
			}
			inWord = true
			word.WriteByte(text[i])
		case '\'', '"':
			length, closed := quoted(text[i+1:], c, &word)
			if !closed {
				return nil, errors.New("a quote is opened and not closed")
			}
			inWord = true
			i += length
		default:
			inWord = true
			word.WriteByte(c)
		}
	}
	end()
	return words, nil
}

// quoted reads up to the closing quote. In double quotes a backslash takes away
// the meaning of a quote and of a backslash, and of nothing else.
func quoted(text string, quote byte, word *strings.Builder) (length int, closed bool) {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == quote:
			return i + 1, true
		case text[i] == '\\' && quote == '"' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\'):
			i++
			word.WriteByte(text[i])
		default:
			word.WriteByte(text[i])
		}
	}
	return 0, false
}
