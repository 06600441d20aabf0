package collector

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"ipsec-diag/inventory"
)

// Recognise tells the platform of a device from its SSH identification string
// and, at most, one command. An error is always an [*Error].
func Recognise(ctx context.Context, d inventory.Device, dialects []Dialect, o Options) (string, error) {
	s, _, failed := identify(ctx, d, dialects, o)
	if failed != nil {
		return "", failed
	}
	defer func() { _ = s.Close() }()
	return s.Platform(), nil
}

// OpenUnknown is [Open] for a device whose platform is not known: on the same
// login it asks one command, unless [Options.Memory] has the answer, and goes
// on in the platform's dialect. [Session.Platform] says which that is.
func OpenUnknown(ctx context.Context, d inventory.Device, dialects []Dialect, o Options) (*Session, error) {
	s, fresh, failed := identify(ctx, d, dialects, o)
	if failed == nil && fresh && s.shell != nil {
		failed = s.ready(ctx)
	}
	if failed == nil {
		return s, nil
	}
	if s != nil {
		s.die(failed)
		_ = s.Close()
	}
	return nil, failed
}

// identify logs in and finds the dialect. A session that is fresh has learned
// the prompt and nothing more.
func identify(ctx context.Context, d inventory.Device, dialects []Dialect, o Options) (s *Session, fresh bool, failed *Error) {
	c, failed := connect(ctx, d, o.forDevice(d))
	if failed != nil {
		return nil, false, failed
	}
	for _, known := range dialects {
		if known.Platform == o.Memory.recall(c) {
			s, failed = begin(ctx, d, known, o.forDevice(d), c)
			if failed != nil {
				o.Memory.remember(c, "") // asked again next time
			}
			return s, false, failed
		}
	}
	candidates := identified(dialects, string(c.client.ServerVersion()))
	if len(candidates) == 0 {
		_ = c.client.Close()
		return nil, false, failure(ClassUnknownPlatform, d.Name, fmt.Sprintf("identifies itself as %q", c.client.ServerVersion()), nil)
	}
	if s, failed = probing(ctx, d, candidates, o, c); failed != nil {
		return nil, false, failed
	}
	found, failed := s.asked(ctx, candidates)
	if failed == nil {
		failed = s.adopt(ctx, d, found)
	}
	if failed != nil {
		s.die(failed)
		_ = s.Close()
		return nil, false, failed
	}
	o.Memory.remember(c, found.Platform)
	return s, true, nil
}

// asked sends the one command and returns the candidate whose answer came.
func (s *Session) asked(ctx context.Context, candidates []Dialect) (Dialect, *Error) {
	probe, err := Show(candidates[0].Platform, candidates[0].Probe)
	if err != nil {
		return Dialect{}, failure(ClassUnknownPlatform, s.device.Name, err.Error(), err)
	}
	out := s.Run(ctx, probe)
	if why := s.Err(); why != nil {
		return Dialect{}, why
	}
	for _, c := range candidates {
		if proved(c, out.Text) || proved(c, out.Reason) {
			return c, nil
		}
	}
	detail := fmt.Sprintf("identifies itself as %q, and %q answers %q", s.Ident(), probe, firstLine(out.Text+"\n"+out.Reason))
	return Dialect{}, failure(ClassUnknownPlatform, s.device.Name, detail, nil)
}

// adopt goes on in another dialect on the same login. The prompt stays: it was
// learned exactly, whatever the dialect that helped to find it.
func (s *Session) adopt(ctx context.Context, d inventory.Device, dialect Dialect) *Error {
	syntax, err := s.opts.Compiled.compile(dialect)
	if err != nil {
		return failure(ClassUnknownPlatform, d.Name, err.Error(), err)
	}
	// Nobody reads the dialect meanwhile: not even a context that ends.
	if !s.unwatch() {
		return s.contextFailure(ctx)
	}
	s.running.Lock()
	s.syntax, s.device = syntax, d
	s.running.Unlock()
	if s.shell != nil {
		syntax.settle(s.prompt)
	}
	s.unwatch = context.AfterFunc(ctx, func() { s.stop(ctx) })
	return nil
}

// identified returns the dialects whose identification string this is. They
// have a probe, and only those with the first one's transport are kept.
func identified(dialects []Dialect, ident string) []Dialect {
	var out []Dialect
	for _, d := range dialects {
		re, err := regexp.Compile(d.Ident)
		if err != nil || d.Ident == "" || d.Probe == "" || !re.MatchString(ident) {
			continue
		}
		if len(out) == 0 || d.Transport == out[0].Transport && d.Probe == out[0].Probe {
			out = append(out, d)
		}
	}
	return out
}

// probing makes a session that only asks: no set-up commands, no enable and no
// sudo, since it is not known yet whose they would be. Any candidate's pager is
// answered, and any candidate's prompt is one.
func probing(ctx context.Context, d inventory.Device, candidates []Dialect, o Options, c *connection) (*Session, *Error) {
	probe := candidates[0]
	var pagers []string
	for _, c := range candidates {
		if c.Pager != "" {
			pagers = append(pagers, "(?:"+c.Pager+")")
		}
	}
	probe.Setup, probe.Enable, probe.Contexts, probe.Pager = nil, "", Contexts{}, strings.Join(pagers, "|")
	d.Context, d.Sudo = "", false
	return begin(ctx, d, probe, o.forDevice(d), c)
}

func proved(d Dialect, text string) bool {
	re, err := regexp.Compile(d.Proof)
	return err == nil && d.Proof != "" && re.MatchString(text)
}
