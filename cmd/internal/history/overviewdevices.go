package history

import (
	"cmp"
	"context"
	"slices"
)

// worstSiteFirst sorts sites by how many tunnels are down, then not sound.
func worstSiteFirst(list []SiteCount) {
	slices.SortStableFunc(list, func(a, b SiteCount) int {
		return cmp.Or(-cmp.Compare(a.Health["down"], b.Health["down"]), -cmp.Compare(a.NotSound, b.NotSound), cmp.Compare(a.Site, b.Site))
	})
}

// A DeviceFilter chooses devices; an empty field chooses all.
type DeviceFilter struct {
	Site, Zone, Platform, Failure string
	// Words must each be in the name, the address, the platform or the site.
	Words string
	// Unread chooses those that could not be read the last time.
	Unread bool
}

// DevicePage returns the devices of a filter, those that could not be read first,
// and how many there are in all.
func (s *Store) DevicePage(ctx context.Context, f DeviceFilter, offset, most int) (list []Device, total int, err error) {
	var c condition
	c.equal("site", f.Site)
	c.equal("zone", f.Zone)
	c.equal("platform", f.Platform)
	c.equal("failure", f.Failure)
	c.words([]string{"name", "address", "platform", "site"}, f.Words)
	c.when(f.Unread, "failure <> ''")
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM devices"+c.text(), c.args...).Scan(&total); err != nil {
		return nil, 0, s.explain(err)
	}
	order := " ORDER BY CASE failure WHEN '' THEN 1 ELSE 0 END, name" + page(len(c.args))
	list, err = s.devices(ctx, c.text()+order, append(c.args, most, offset)...)
	return list, total, err
}

// A FindingFilter chooses findings; an empty field chooses all.
type FindingFilter struct {
	State, Severity, Rule, Tunnel string
	// Words must each be in the tunnel, the rule, the title or the detail.
	Words string
	// Flapping chooses those that come and go, Unacked those nobody has taken.
	Flapping, Unacked bool
}

// FindingPage returns the findings of a filter that were ever told, the open,
// the gravest and causes before their consequences first, and how many there are in all.
func (s *Store) FindingPage(ctx context.Context, f FindingFilter, offset, most int) (list []Finding, total int, err error) {
	c := condition{parts: []string{"opened > 0"}}
	c.equal("state", f.State)
	c.equal("severity", f.Severity)
	c.equal("rule", f.Rule)
	c.equal("tunnel", f.Tunnel)
	c.words([]string{"tunnel", "rule", "title", "detail"}, f.Words)
	c.when(f.Flapping, "flapping = 1")
	c.when(f.Unacked, "acked_at = 0")
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM findings"+c.text(), c.args...).Scan(&total); err != nil {
		return nil, 0, s.explain(err)
	}
	order := ` ORDER BY CASE state WHEN 'open' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END,
		CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, CASE explained_by WHEN '' THEN 0 ELSE 1 END,
		opened DESC, fingerprint` + page(len(c.args))
	rows, err := s.read.QueryContext(ctx, findingColumns+c.text()+order, append(c.args, most, offset)...)
	if err != nil {
		return nil, 0, s.explain(err)
	}
	list, err = scanFindings(rows)
	return list, total, s.explain(err)
}
