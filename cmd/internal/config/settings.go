package config

import (
	"time"

	"github.com/spf13/pflag"

	"ipsec-diag/collector"
)

// A Config is what a run goes by.
type Config struct {
	// File is the settings file that was read, empty for none.
	File string
	// Inventory is the inventory file; empty when none was named and none is
	// where [InventoryPlaces] says.
	Inventory string
	// KnownHosts is the file of known host keys; empty is the collector's own.
	KnownHosts string
	// HostKeyPolicy is collector.HostKeysTOFU or collector.HostKeysStrict.
	HostKeyPolicy string
	// SSHProfile is collector.ProfileModern, ProfileCompatible or ProfileLegacy.
	SSHProfile string
	// Timeout bounds each step of a login and each command; zero leaves the
	// collector's limits. A device's own timeout comes first.
	Timeout time.Duration
	// Parallel is the number of logins at the same time.
	Parallel int
	// ConnectRate is the number of new connections a second, PerSite and PerJump
	// that of logins at the same time in one site and behind one jump host; zero
	// is no limit.
	ConnectRate, PerSite, PerJump int
	// SSHConfig is the ssh_config file, empty for none.
	SSHConfig string
	// Sample is the time between two samples of the counters; zero takes one.
	Sample time.Duration
	// SiteRules is the folder of what the site changes; empty for none.
	SiteRules string
	// Audit is the file that gets one JSON line per command sent; empty for none.
	Audit string
	// History is the folder in which every run is kept as one file; empty for none.
	History string
	// LogLevel is error, warn, info or debug.
	LogLevel string
	// LogFormat is text, or json: one object a line.
	LogFormat string
	// Color is auto (on a terminal), always or never.
	Color string
	// Output is the form of the result. Which forms there are depends on the
	// command, which checks it.
	Output string
}

// A setting is one value that a flag, a variable and the file may set.
type setting struct {
	name     string
	fallback string
	usage    string
	// choices are the words allowed, nil for any.
	choices []string
	// path says that the value names a file.
	path bool
	// none is the word for no file at all, where there is one.
	none string
	// set parses the value into the Config; the error says what is allowed.
	set func(*Config, string) error
}

// settings lists every setting. Its order is that of error messages.
func settings() []setting {
	return []setting{
		{name: "inventory", path: true, set: text(func(c *Config) *string { return &c.Inventory }),
			usage: "inventory `file`; without it ./inventory.yaml, then ~/.config/ipsec-diag/inventory.yaml"},
		{name: "known-hosts", path: true, set: text(func(c *Config) *string { return &c.KnownHosts }),
			usage: "`file` of known host keys"},
		{name: "host-key-policy", fallback: collector.HostKeysTOFU, choices: []string{collector.HostKeysTOFU, collector.HostKeysStrict},
			set:   text(func(c *Config) *string { return &c.HostKeyPolicy }),
			usage: "host that is not known yet: tofu records its key, strict refuses it"},
		{name: "ssh-profile", fallback: collector.ProfileCompatible,
			choices: []string{collector.ProfileModern, collector.ProfileCompatible, collector.ProfileLegacy},
			set:     text(func(c *Config) *string { return &c.SSHProfile }),
			usage:   "algorithms to offer: modern, compatible or legacy"},
		{name: "timeout", fallback: "0s", set: duration(func(c *Config) *time.Duration { return &c.Timeout }),
			usage: "limit of each step of a login and of each command, like 20s; 0s for the usual limits"},
		{name: "parallel", fallback: "20", set: setParallel, usage: "logins at the same time"},
		{name: "connect-rate", fallback: "20", set: number(func(c *Config) *int { return &c.ConnectRate }),
			usage: "new connections a second; 0 for no limit"},
		{name: "per-site", fallback: "10", set: number(func(c *Config) *int { return &c.PerSite }),
			usage: "logins at the same time in one site; 0 for no limit"},
		{name: "per-jump", fallback: "50", set: number(func(c *Config) *int { return &c.PerJump }),
			usage: "logins at the same time behind one jump host; 0 for no limit"},
		{name: "ssh-config", fallback: DefaultSSHConfig, path: true, none: NoSSHConfig, set: text(func(c *Config) *string { return &c.SSHConfig }),
			usage: "ssh_config `file` that completes the inventory, or none"},
		{name: "sample", fallback: "10s", set: duration(func(c *Config) *time.Duration { return &c.Sample }),
			usage: "time between two samples of the counters; 0s takes one"},
		{name: "site-rules", path: true, set: text(func(c *Config) *string { return &c.SiteRules }),
			usage: "`folder` with the site's own cards, and a site.yaml that switches rules off and marks tunnels"},
		{name: "audit", path: true, set: text(func(c *Config) *string { return &c.Audit }),
			usage: "`file` that gets a JSON line for each command sent"},
		{name: "history", path: true, set: text(func(c *Config) *string { return &c.History }),
			usage: "`folder` in which every run is kept as one file, for diff and --since"},
		{name: "log-level", fallback: "warn", choices: []string{"error", "warn", "info", "debug"},
			set: text(func(c *Config) *string { return &c.LogLevel }), usage: "error, warn, info or debug"},
		{name: "log-format", fallback: "text", choices: []string{"text", LogJSON},
			set: text(func(c *Config) *string { return &c.LogFormat }), usage: "text, or json: one object a line"},
		{name: "color", fallback: "auto", choices: []string{"auto", "always", "never"},
			set: text(func(c *Config) *string { return &c.Color }), usage: "auto (on a terminal), always or never"},
		{name: "output", fallback: "text", set: text(func(c *Config) *string { return &c.Output }),
			usage: "form of the result: text or json; a report also markdown, html, junit, nagios or note"},
	}
}

const (
	// DefaultSSHConfig is read when no other ssh_config file is named.
	DefaultSSHConfig = "~/.ssh/config"
	// NoSSHConfig reads none.
	NoSSHConfig = "none"
)

// LogJSON is the form of the log that programs read.
const LogJSON = "json"

// configFlag names the settings file.
const configFlag = "config"

// AddFlags defines a flag for the settings file and for each setting that the
// set has no flag for yet.
func AddFlags(fs *pflag.FlagSet) {
	if fs.Lookup(configFlag) == nil {
		fs.String(configFlag, "", "settings `file`; without it ~/.config/ipsec-diag/config.yaml")
	}
	for _, s := range settings() {
		if fs.Lookup(s.name) == nil {
			fs.String(s.name, s.fallback, s.usage)
		}
	}
}
