package collector

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An outputMeta is one "output:" line of the header.
type outputMeta struct {
	out       Output
	line      int
	noNewline bool
	used      bool
}

// parseMeta reads "status=refused took=120ms | show crypto map".
func parseMeta(line string) (outputMeta, error) {
	m := outputMeta{out: Output{Status: Answered, ExitCode: -1}}
	rest := line
	for {
		rest = strings.TrimLeft(rest, " \t")
		if command, ok := strings.CutPrefix(rest, "|"); ok {
			m.out.Command = unword(command)
			return m, nil
		}
		key, after, ok := strings.Cut(rest, "=")
		if !ok {
			return m, fmt.Errorf("want \"key=value ... | command\", not %q", rest)
		}
		var value string
		if quoted, err := strconv.QuotedPrefix(after); err == nil && after[0] == '"' {
			value, _ = strconv.Unquote(quoted)
			rest = after[len(quoted):]
		} else {
			value, rest, _ = strings.Cut(after, " ")
		}
		if err := m.set(key, value); err != nil {
			return m, err
		}
	}
}

var statuses = []Status{Answered, Refused, TimedOut, Truncated, Failed}

func (m *outputMeta) set(key, value string) (err error) {
	switch key {
	case "status":
		m.out.Status = Status(value)
		if !slices.Contains(statuses, m.out.Status) {
			err = fmt.Errorf("want one of %v", statuses)
		}
	case "pass":
		m.out.Pass, err = strconv.Atoi(value)
	case "started":
		m.out.Started, err = parseStamp(value)
	case "took":
		m.out.Took, err = time.ParseDuration(value)
	case "exit":
		m.out.ExitCode, err = strconv.Atoi(value)
	case "redacted":
		m.out.Redacted, err = strconv.Atoi(value)
	case "reason":
		m.out.Reason = value
	case "end":
		m.out.EndUnseen = value == "unseen"
	case "newline":
		m.noNewline = value == "no"
	default:
		err = errors.New("unknown key: an output has status, pass, started, took, exit, redacted, reason, end, newline")
	}
	if err != nil {
		return fmt.Errorf("%s=%s: %w", key, value, err)
	}
	return nil
}
