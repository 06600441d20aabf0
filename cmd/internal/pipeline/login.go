package pipeline

import (
	"context"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers"
)

// login opens the session of a device. Where the inventory does not name the
// platform, the device is asked on the same login.
func (a *Agent) login(ctx context.Context, dev inventory.Device, opt collector.Options) (*collector.Session, *parsers.Platform, *collector.Error) {
	if dev.Platform == "" {
		a.progress(dev.Name, "logging in and recognising the platform")
		s, err := collector.OpenUnknown(ctx, dev, a.dialects(), opt)
		if err != nil {
			return nil, nil, asCollectorError(dev.Name, err)
		}
		return s, a.platform(s.Platform()), nil
	}
	p := a.platform(dev.Platform)
	if p == nil {
		return nil, nil, &collector.Error{Class: collector.ClassUnknownPlatform, Device: dev.Name, Detail: dev.Platform,
			Advice: "Set platform to one of the supported ones: see ipsec-diag inventory check"}
	}
	a.progress(dev.Name, "logging in")
	s, err := collector.Open(ctx, dev, p.Dialect, opt)
	if err != nil {
		return nil, p, asCollectorError(dev.Name, err)
	}
	return s, p, nil
}
