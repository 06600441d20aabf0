package collector

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector/redact"
	"ipsec-diag/inventory"
)

// A Session is one login to one device. It runs one command at a time.
type Session struct {
	device  inventory.Device
	opts    Options
	address string
	syntax  *syntax
	client  *ssh.Client
	shell   *shell // nil on exec transports
	prompt  prompt
	unread  string // the command that was given up and whose prompt has not come yet
	setup   []Output
	// prepared says that the set-up commands have been answered, oneByOne that
	// they were not when they came in one write, so that they are sent again.
	prepared, oneByOne bool
	prefix             string // what names the context in front of each command
	// echoes and mutes count the answers with an echo and those without.
	echoes, mutes int
	ran           int // commands answered in channels of their own

	running sync.Mutex // held while a command runs
	dead    atomic.Pointer[Error]
	leave   sync.Once
	unwatch func() bool
}

// An answer is what came back to one command line.
type answer struct {
	text   string
	stderr string
	exit   int
	hasRun bool // exit is an exit status
	late   bool // given up at a deadline
	cut    bool // longer than the limit
	failed *Error
}

// Open logs in to the device and makes it ready for commands. An error is
// always an [*Error] (errors.As). When ctx ends, the session leaves the device
// and closes, also in the middle of a command.
func Open(ctx context.Context, d inventory.Device, dialect Dialect, o Options) (*Session, error) {
	s, failed := open(ctx, d, dialect, o)
	if failed != nil {
		return nil, failed
	}
	return s, nil
}

func open(ctx context.Context, d inventory.Device, dialect Dialect, o Options) (*Session, *Error) {
	o = o.forDevice(d)
	c, failed := connect(ctx, d, o)
	if failed != nil {
		return nil, failed
	}
	return begin(ctx, d, dialect, o, c)
}

// begin makes a session of a connection: it learns the prompt and prepares
// the terminal where there is one. It closes the connection if that fails.
func begin(ctx context.Context, d inventory.Device, dialect Dialect, o Options, c *connection) (*Session, *Error) {
	syntax, err := o.Compiled.compile(dialect)
	if err != nil {
		_ = c.client.Close()
		return nil, failure(ClassUnknownPlatform, d.Name, err.Error(), err)
	}
	s := &Session{device: d, opts: o, address: c.address, syntax: syntax, client: c.client}
	s.unwatch = context.AfterFunc(ctx, func() { s.stop(ctx) })
	if transport(d, dialect) == inventory.TransportExec {
		return s, nil
	}
	if dialect.Prompt == "" {
		_ = s.Close()
		return nil, failure(ClassPrompt, d.Name, "the prompt of a shell of "+dialect.Platform+" is not known: transport must be exec", nil)
	}
	if failed := s.startShell(ctx); failed != nil {
		s.die(failed)
		_ = s.Close()
		return nil, failed
	}
	return s, nil
}

// transport is how commands are sent to a device.
func transport(d inventory.Device, dialect Dialect) string {
	return cmp.Or(d.Transport, dialect.Transport)
}

// startShell opens the shell, learns the prompt and prepares the terminal.
func (s *Session) startShell(ctx context.Context) *Error {
	timer := time.AfterFunc(s.opts.LoginTimeout, func() { _ = s.client.Close() })
	sh, err := openShell(s.client)
	if !timer.Stop() && err != nil {
		return failure(ClassTimeout, s.device.Name, "no shell within the deadline", err)
	}
	if err != nil {
		if ctx.Err() != nil {
			return s.ended(canceled, "")
		}
		return failure(ClassNoShell, s.device.Name, "the device does not start a shell: "+inPlainWords(err), err)
	}
	s.shell = sh
	if failed := s.findPrompt(ctx); failed != nil {
		return failed
	}
	return s.ready(ctx)
}

// ready prepares a shell whose prompt is known.
func (s *Session) ready(ctx context.Context) *Error {
	if s.asksPrivilege(s.prompt) {
		s.prepared = false // without privilege the device may have refused
	}
	if failed := s.enable(ctx); failed != nil {
		return failed
	}
	if failed := s.prepare(ctx); failed != nil {
		return failed
	}
	return s.enterContext(ctx)
}

// Setup returns the answers to the commands sent before the first Run. They are
// the caller's: what is typed ahead depends on our own.
func (s *Session) Setup() []Output { return slices.Clone(s.setup) }

// Platform returns the name of the dialect that is spoken.
func (s *Session) Platform() string { return s.syntax.Platform }

// Prompt returns the device's prompt, empty on exec transports.
func (s *Session) Prompt() string { return s.prompt.String() }

// Ident returns the SSH identification string of the device.
func (s *Session) Ident() string { return string(s.client.ServerVersion()) }

// Err returns why nothing more can be run, nil while commands can be run.
func (s *Session) Err() *Error { return s.dead.Load() }

// die notes the first reason for which the session is over.
func (s *Session) die(why *Error) { s.dead.CompareAndSwap(nil, why) }

// ended makes the error for a reading that did not end as wished.
func (s *Session) ended(why ending, raw string) *Error {
	name, seen := s.device.Name, lastSeen(raw)
	switch why {
	case connectionLost:
		return failure(ClassDisconnected, name, "the device closed the session"+seen, nil)
	case canceled:
		return failure(ClassCanceled, name, "", context.Canceled)
	case inConfigMode:
		return failure(ClassConfigMode, name, strings.TrimPrefix(seen, "; "), nil)
	case asksQuestion, asksSecret:
		if class := moreIn(strings.TrimSpace(render(string(lastLine([]byte(raw)))))); class != "" {
			return failure(class, name, strings.TrimPrefix(seen, "; "), nil)
		}
		return failure(ClassQuestion, name, strings.TrimPrefix(seen, "; "), nil)
	case pagedAhead:
		return failure(ClassTimeout, name, "the pager took what was typed ahead for an answer: leave type-ahead off for this device", nil)
	case lostAhead:
		return failure(ClassTimeout, name, "the device lost what was typed ahead: leave type-ahead off for it"+seen, nil)
	case endlessPager:
		return failure(ClassTimeout, name, fmt.Sprintf("more than %d pages", maxPages), nil)
	}
	if s.prompt.mark == "" {
		return s.doubted(failure(ClassPrompt, name, "no prompt within the deadline"+seen, nil))
	}
	return failure(ClassTimeout, name, "the prompt did not come back"+seen, nil)
}

// doubted turns a failure that a wrong platform explains into one that says
// so, if the identification string speaks of another kind of device. That
// string alone proves nothing: a proxy may have put its own in its place.
func (s *Session) doubted(e *Error) *Error {
	ident, err := regexp.Compile(s.syntax.Ident)
	if err != nil || s.syntax.Ident == "" || ident.MatchString(s.Ident()) {
		return e
	}
	detail := fmt.Sprintf("%s; the device identifies itself as %q, which is not what %s does", e.Detail, s.Ident(), s.syntax.Platform)
	return failure(ClassWrongPlatform, e.Device, detail, e.cause)
}

// inPlainWords is what the SSH library says, without its own name.
func inPlainWords(err error) string {
	return strings.NewReplacer("ssh: rejected: ", "", "ssh: ", "").Replace(err.Error())
}

// lastLines is how many lines of what was received a failure quotes.
const lastLines = 2

// lastSeen quotes the last lines received, without secrets.
func lastSeen(raw string) string {
	clean, _ := redact.Text(plain(raw))
	lines := strings.FieldsFunc(clean, func(r rune) bool { return r == '\n' })
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "" })
	var quoted []string
	for _, l := range lines[max(0, len(lines)-lastLines):] {
		l = strings.TrimSpace(l)
		quoted = append(quoted, fmt.Sprintf("%q", l[max(0, len(l)-120):]))
	}
	if len(quoted) == 0 {
		return ""
	}
	return "; last seen " + strings.Join(quoted, ", ")
}

// stop ends the session because its context has ended.
func (s *Session) stop(ctx context.Context) {
	s.die(s.contextFailure(ctx))
	_ = s.Close()
}

func (s *Session) contextFailure(ctx context.Context) *Error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return failure(ClassTimeout, s.device.Name, "the time given to this device is over", ctx.Err())
	}
	return failure(ClassCanceled, s.device.Name, "", ctx.Err())
}
