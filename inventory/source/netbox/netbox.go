// Package netbox reads devices and virtual machines from NetBox over its REST
// API (NetBox documentation, "REST API": Authentication, Pagination, Filtering).
// It sends GET requests only.
package netbox

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/source"
)

// Options are what to ask which NetBox for.
type Options struct {
	// URL is where NetBox is; what stands behind its "?" are filters too.
	URL   string
	Token string
	// Filters are those of the lists: "site=berlin".
	Filters []string
	// PageSize is how many to ask for at once, 200 without.
	PageSize int
	// Client is what to ask with; nil for one with a time limit of 30 s a
	// request.
	Client *http.Client
	// Wait waits before a request is tried again; nil for a clock.
	Wait func(context.Context, time.Duration) error
}

// The lists that are read.
const (
	devices  = "dcim/devices/"
	machines = "virtualization/virtual-machines/"
)

// filters are those of both lists, deviceFilters those of devices alone. NetBox
// ignores a filter that it does not know and answers with everything, so that
// others are refused here. Behind "__" stands how to compare, "cf_" begins a
// custom field.
var (
	filters = []string{"id", "name", "q", "site", "site_id", "site_group", "region", "region_id", "role", "role_id", "tag",
		"status", "platform", "platform_id", "tenant", "tenant_id", "tenant_group", "has_primary_ip"}
	deviceFilters = []string{"location", "location_id", "rack", "rack_id", "manufacturer", "manufacturer_id", "device_type", "device_type_id", "model", "serial", "virtual_chassis_id", "is_full_depth"}
)

// Load asks NetBox. What of the virtual machines cannot be read is said; without
// the devices there is no reading.
func Load(ctx context.Context, o Options) (*source.Reading, error) {
	c, query, err := newClient(o)
	if err != nil {
		return nil, err
	}
	r := &source.Reading{Form: "NetBox (" + c.base.Host + ")"}
	items, err := c.list(ctx, devices, query)
	if err != nil {
		return nil, err
	}
	anyStatus := len(query["status"]) > 0
	take(r, items, "device", anyStatus)
	for name := range query {
		if slices.Contains(deviceFilters, base(name)) {
			r.Note(source.DroppedGroup, c.base.Host, "", "virtual machines", "not asked for: they have no %q", base(name))
			return finished(r, c), nil
		}
	}
	items, err = c.list(ctx, machines, query)
	if ctx.Err() != nil {
		return nil, err
	}
	if err != nil {
		r.Note(source.DroppedGroup, c.base.Host, "", "virtual machines", "%s", err.Error())
	}
	take(r, items, "virtual machine", anyStatus)
	return finished(r, c), nil
}

func finished(r *source.Reading, c *client) *source.Reading {
	for _, said := range c.said {
		r.Note(source.Changed, c.base.Host, "", "paging", "%s", said)
	}
	return r
}

func base(filter string) string {
	name, _, _ := strings.Cut(filter, "__")
	return name
}

// parseFilters reads "site=berlin" into a query.
func parseFilters(query url.Values, texts []string) error {
	for _, text := range texts {
		name, value, found := strings.Cut(text, "=")
		if !found || name == "" || value == "" {
			return fmt.Errorf("the filter %q is not NAME=VALUE, like site=berlin", text)
		}
		query.Add(name, value)
	}
	all := slices.Concat(filters, deviceFilters)
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if slices.Contains(all, base(name)) || strings.HasPrefix(name, "cf_") {
			continue
		}
		said := ""
		if nearest := inventory.Closest(base(name), all); nearest != "" {
			said = fmt.Sprintf(" (did you mean %q?)", nearest)
		}
		return fmt.Errorf("NetBox has no filter %q%s; it would ignore it and answer with every device", name, said)
	}
	return nil
}

// A named object is another one that an object refers to.
type named struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

func (n *named) slug() string {
	if n == nil {
		return ""
	}
	return cmp.Or(n.Slug, n.Name)
}

// An item is a device or a virtual machine, as far as it is read.
type item struct {
	ID      int    `json:"id"`
	Name    string `json:"name"` // null for a device without one
	Primary *struct {
		Address string `json:"address"`
	} `json:"primary_ip"`
	Platform *named `json:"platform"`
	Site     *named `json:"site"`
	Role     *named `json:"role"`
	// OldRole is the role of a device before NetBox 3.6.
	OldRole *named `json:"device_role"`
	Status  struct {
		Value string `json:"value"`
	} `json:"status"`
	Tags   []named        `json:"tags"`
	Custom map[string]any `json:"custom_fields"`
}

// take makes hosts of items. Only those in use are logged in to, unless a filter
// says which.
func take(r *source.Reading, items []item, noun string, anyStatus bool) {
	for _, it := range items {
		where := fmt.Sprintf("%s %d", noun, it.ID)
		if it.Status.Value != "active" && !anyStatus {
			r.Note(source.DroppedHost, where, it.Name, "", "its status is %q, not \"active\"; a filter like status=%s keeps it", it.Status.Value, it.Status.Value)
			continue
		}
		h := source.Host{Name: it.Name, Where: where, Platform: it.Platform.slug(), Site: it.Site.slug()}
		h.Role = cmp.Or(it.Role.slug(), it.OldRole.slug())
		for _, tag := range it.Tags {
			h.Tags = append(h.Tags, tag.slug())
		}
		slices.Sort(h.Tags)
		if it.Primary != nil {
			h.Address, _, _ = strings.Cut(it.Primary.Address, "/")
		}
		switch {
		case h.Name == "" && h.Address == "":
			r.Note(source.DroppedHost, where, "", "", "it has neither a name nor a primary IP address")
			continue
		case h.Name == "":
			h.Name = h.Address
			r.Note(source.Changed, where, h.Name, "name", "it has no name, the primary IP address is taken for it")
		case h.Address == "":
			r.Note(source.Changed, where, h.Name, "address", "it has no primary IP address, the name is taken for it")
		}
		for _, field := range slices.Sorted(maps.Keys(it.Custom)) {
			if it.Custom[field] != nil {
				r.Note(source.DroppedVariable, where, h.Name, "custom field "+field, "no setting of a device")
			}
		}
		r.Hosts = append(r.Hosts, h)
	}
}
