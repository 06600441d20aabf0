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
	platform, failed := recognise(ctx, d, dialects, o)
	if failed != nil {
		return "", failed
	}
	return platform, nil
}

func recognise(ctx context.Context, d inventory.Device, dialects []Dialect, o Options) (string, *Error) {
	c, failed := connect(ctx, d, o.forDevice(d))
	if failed != nil {
		return "", failed
	}
	ident := string(c.client.ServerVersion())
	candidates := identified(dialects, ident)
	if len(candidates) == 0 {
		_ = c.client.Close()
		return "", failure(ClassUnknownPlatform, d.Name, fmt.Sprintf("identifies itself as %q", ident), nil)
	}
	s, failed := probing(ctx, d, candidates, o, c)
	if failed != nil {
		return "", failed
	}
	defer func() { _ = s.Close() }()
	probe, err := Show(candidates[0].Platform, candidates[0].Probe)
	if err != nil {
		return "", failure(ClassUnknownPlatform, d.Name, err.Error(), err)
	}
	out := s.Run(ctx, probe)
	if why := s.Err(); why != nil {
		return "", why
	}
	for _, c := range candidates {
		if proved(c, out.Text) {
			return c.Platform, nil
		}
	}
	detail := fmt.Sprintf("identifies itself as %q, and %q answers %q", ident, probe, firstLine(out.Text+"\n"+out.Reason))
	return "", failure(ClassUnknownPlatform, d.Name, detail, nil)
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

// probing makes a session that only asks: no set-up commands and no enable,
// since it is not known yet whose they would be. Any candidate's pager is
// answered.
func probing(ctx context.Context, d inventory.Device, candidates []Dialect, o Options, c *connection) (*Session, *Error) {
	probe := candidates[0]
	var pagers []string
	for _, c := range candidates {
		if c.Pager != "" {
			pagers = append(pagers, "(?:"+c.Pager+")")
		}
	}
	probe.Setup, probe.Enable, probe.Pager = nil, "", strings.Join(pagers, "|")
	return begin(ctx, d, probe, o.forDevice(d), c)
}

func proved(d Dialect, text string) bool {
	re, err := regexp.Compile(d.Proof)
	return err == nil && d.Proof != "" && re.MatchString(text)
}
