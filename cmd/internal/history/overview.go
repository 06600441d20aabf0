package history

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A SiteCount is how many tunnels a site has, by health and in all, and how many
// of them are not sound. The empty site has those without one.
type SiteCount struct {
	Site     string
	Health   map[string]int
	Tunnels  int
	NotSound int
}

// SiteCounts counts the tunnels of each site, the worst site first. Tunnels that
// are gone are not counted.
func (s *Store) SiteCounts(ctx context.Context) ([]SiteCount, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT site, health, count(*), sum(CASE WHEN exit_code > 0 THEN 1 ELSE 0 END) FROM tunnels
		WHERE health <> 'gone' GROUP BY site, health ORDER BY site, health`)
	if err != nil {
		return nil, s.explain(err)
	}
	defer func() { _ = rows.Close() }()
	var out []SiteCount
	for rows.Next() {
		var site, health string
		var n, bad int
		if err := rows.Scan(&site, &health, &n, &bad); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Site != site {
			out = append(out, SiteCount{Site: site, Health: map[string]int{}})
		}
		one := &out[len(out)-1]
		one.Health[health] += n
		one.Tunnels += n
		one.NotSound += bad
	}
	worstSiteFirst(out)
	return out, s.explain(rows.Err())
}

// A TunnelFilter chooses tunnels; an empty field chooses all.
type TunnelFilter struct {
	Site, Health, Rule, Severity, Incident string
	// Device is either end.
	Device string
	// Words must each be in the name, an end, the site, the rule or its title.
	Words string
	// NoSite chooses those without a site, NotSound those with a finding that
	// counts or an unknown health, Single those that are in no incident.
	NoSite, NotSound, Single bool
	// Gone has those too that are gone.
	Gone bool
	// NotSince chooses those that were in no run since a time; zero chooses all.
	NotSince time.Time
}

// where is the condition of a filter with its arguments.
func (f *TunnelFilter) where() (string, []any) {
	var c condition
	c.equal("site", f.Site)
	c.equal("health", f.Health)
	c.equal("rule", f.Rule)
	c.equal("severity", f.Severity)
	c.equal("incident", f.Incident)
	if f.Device != "" {
		c.add("(local = %[1]s OR remote = %[1]s)", f.Device)
	}
	c.words([]string{"name", "local", "remote", "site", "rule", "title"}, f.Words)
	c.when(f.NoSite, "site = ''")
	c.when(f.NotSound, "exit_code > 0")
	c.when(f.Single, "incident = ''")
	if !f.NotSince.IsZero() {
		c.add("last_run < %s", ms(f.NotSince))
	}
	c.when(!f.Gone && f.Health != Gone, "health <> 'gone'")
	return c.text(), c.args
}

// worstFirst is the order of a page for people: as report.WorstFirst has it.
const worstFirst = ` ORDER BY CASE health WHEN 'down' THEN 0 WHEN 'unknown' THEN 1 WHEN 'degraded' THEN 2 WHEN 'gone' THEN 4 ELSE 3 END,
	CASE exit_code WHEN 2 THEN 0 WHEN 3 THEN 1 WHEN 1 THEN 2 ELSE 3 END, name`

// TunnelPage returns the tunnels of a filter without their documents, the worst
// first, and how many there are in all.
func (s *Store) TunnelPage(ctx context.Context, f TunnelFilter, offset, most int) (list []Tunnel, total int, err error) {
	where, args := f.where()
	if err := s.read.QueryRowContext(ctx, "SELECT count(*) FROM tunnels"+where, args...).Scan(&total); err != nil {
		return nil, 0, s.explain(err)
	}
	list, err = s.tunnels(ctx, "", where+worstFirst+page(len(args)), append(args, most, offset)...)
	return list, total, err
}

// page is the end of a statement that returns a page; its two arguments come
// after the n others.
func page(n int) string { return fmt.Sprintf(" LIMIT $%d OFFSET $%d", n+1, n+2) }

// A condition collects what a WHERE demands, with its arguments.
type condition struct {
	parts []string
	args  []any
}

// add adds a part in which the verb stands for an argument.
func (c *condition) add(part string, arg any) {
	c.args = append(c.args, arg)
	c.parts = append(c.parts, fmt.Sprintf(part, fmt.Sprintf("$%d", len(c.args))))
}

func (c *condition) equal(column, value string) {
	if value != "" {
		c.add(column+" = %s", value)
	}
}

func (c *condition) when(is bool, part string) {
	if is {
		c.parts = append(c.parts, part)
	}
}

// words demands that each word is in one of the columns, large or small.
func (c *condition) words(columns []string, text string) {
	for _, word := range strings.Fields(text) {
		var each []string
		for _, column := range columns {
			each = append(each, "lower("+column+`) LIKE %[1]s ESCAPE '\'`)
		}
		c.add("("+strings.Join(each, " OR ")+")", "%"+likely.Replace(strings.ToLower(word))+"%")
	}
}

// likely keeps what LIKE would take for a pattern.
var likely = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

func (c *condition) text() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.parts, " AND ")
}
