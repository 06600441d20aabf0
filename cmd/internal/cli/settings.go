package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/cmd/internal/pipeline"
	runreport "ipsec-diag/cmd/internal/report"
	"ipsec-diag/cmd/internal/siterules"
	"ipsec-diag/collector"
	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/collector/redact"
	"ipsec-diag/engine/rules"
	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
	"ipsec-diag/parsers/platforms"
)

// settings is what all sub-commands share: the merged configuration and the
// flags that describe a device without an inventory.
type settings struct {
	cfg       *config.Config
	verbose   bool
	platform  string
	user      string
	key       string
	password  string
	enable    string
	sudo      bool
	shortRSA  bool
	typeAhead bool
	oneEnd    bool
	// side is which ends are read: local, remote or both.
	side string
	// probe lets the device ping.
	probe bool
	// tree shows the walk in full.
	tree bool
	// timeline shows what both ends tell of the past.
	timeline bool
	// full writes all of a report as text.
	full bool
	// reader is whom the text is for instead of the report; empty for the report.
	reader string
	// site is what the site changes.
	site *siterules.Site
	// keepGoing tries a rejected secret on the next device too.
	keepGoing bool
	// textfile is where the metrics of a run go; empty for nowhere.
	textfile string
	// audience is whom the result is for, mapping where its pseudonyms are kept.
	audience, mapping string
	// flow is traffic that fails, where a command takes it.
	flow flowFlags
	// inventoryPath replaces the configured one.
	inventoryPath string
	// notes is where a command says what it left out.
	notes io.Writer
	// progress is what is told while a command runs; nil for none.
	progress *progress
}

// addFlags defines the flags that every sub-command knows.
func (s *settings) addFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	config.AddFlags(f)
	f.Lookup("output").Shorthand = "o"
	f.BoolVarP(&s.verbose, "verbose", "v", false, "show all that was ruled out, not seen, and the walk")
	f.StringVar(&s.platform, "platform", "", "platform of the device ("+platformList()+")")
	f.StringVar(&s.user, "user", "", "user to log in as")
	f.StringVar(&s.key, "key", "", "private key `file` to log in with")
	f.StringVar(&s.password, "password", "", "where the password is: env:NAME, file:PATH, cmd:COMMAND, keyring:SERVICE/USER or ask; never the password")
	f.StringVar(&s.enable, "enable-secret", "", "where the enable secret is, in the same way")
	f.BoolVar(&s.sudo, "sudo", false, "put sudo -n before every command of a Linux host")
	f.BoolVar(&s.typeAhead, "type-ahead", false, "send commands before the answers to those before have come, where the platform is known to take them")
	f.BoolVar(&s.shortRSA, "allow-short-rsa", false, "accept RSA host keys under 1024 bits, which can be broken")
	f.BoolVar(&s.keepGoing, "keep-going-on-auth-failure", false, "try a rejected secret on the next device too, which may lock the account")
	f.BoolVar(&s.oneEnd, "one-end", false, "do not log in to the other ends of the tunnels; the old spelling of --side local")
	completeWords(root, "platform", platforms.Names())
	completeWords(root, "output", runreport.Formats())
	completeWords(root, "host-key-policy", []string{collector.HostKeysTOFU, collector.HostKeysStrict})
	completeWords(root, "ssh-profile", []string{collector.ProfileModern, collector.ProfileCompatible, collector.ProfileLegacy})
	completeWords(root, "log-format", []string{"text", config.LogJSON})
	completeWords(root, "color", []string{"auto", "always", "never"})
}

// completeWords completes a flag that takes one of a few words.
func completeWords(c *cobra.Command, flag string, words []string) {
	completed(c, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// load merges flags, environment and settings file.
func (s *settings) load(c *cobra.Command) error {
	if s.cfg != nil {
		return nil
	}
	cfg, err := config.Load(c.Flags())
	if err != nil {
		return usageError("%v", err)
	}
	if err := checkOutput(c, cfg.Output); err != nil {
		return err
	}
	if s.reader != "" && !slices.Contains(runreport.Readers(), s.reader) {
		return usageError("--for %q: want %s", s.reader, strings.Join(runreport.Readers(), ", "))
	}
	if err := errors.Join(s.checkSide(), s.checkAudience()); err != nil {
		return err
	}
	if s.platform != "" && platforms.Find(s.platform) == nil {
		return usageError("no platform is called %q%s: want %s", s.platform, suggestion(inventory.Closest(s.platform, platforms.Names())), platformList())
	}
	if s.site, err = siterules.Load(cfg.SiteRules, rules.All(), platforms.Names()); err != nil {
		return usageError("%v", err)
	}
	s.cfg = cfg
	return s.checkReferences()
}

// checkReferences refuses a secret in place of a reference before anything is
// done. It is never quoted.
func (s *settings) checkReferences() error {
	for flag, ref := range map[string]string{"password": s.password, "enable-secret": s.enable} {
		if ref == "" {
			continue
		}
		if err := credential.Check(ref); err != nil {
			return usageError("--%s: %v", flag, err)
		}
	}
	return nil
}

// inventory reads the inventory, without one it is empty, and says what of it
// was left out.
func (s *settings) inventory(c *cobra.Command) (*inventory.Inventory, error) {
	s.notes = c.ErrOrStderr()
	inv, err := s.readInventory(c)
	if err == nil {
		s.sayUnread(inv)
	}
	return inv, err
}

// sayUnread names what was left out of an inventory on purpose.
func (s *settings) sayUnread(inv *inventory.Inventory) {
	for _, p := range inv.Unread {
		fmt.Fprintf(s.notes, "ipsec-diag: %s\n", p)
	}
}

func (s *settings) readInventory(c *cobra.Command) (*inventory.Inventory, error) {
	if err := s.load(c); err != nil {
		return nil, err
	}
	path := s.inventoryPath
	if path == "" {
		path = s.cfg.Inventory
	}
	if path == "" {
		return &inventory.Inventory{}, nil
	}
	inv, err := inventory.Load(path, platforms.Names()...)
	if err != nil {
		return nil, usageError("%v", err)
	}
	return inv, nil
}

// agent returns an agent that can log in.
func (s *settings) agent(c *cobra.Command) (*pipeline.Agent, error) {
	inv, err := s.inventory(c)
	if err != nil {
		return nil, err
	}
	a := s.bare()
	a.Inventory, a.Sample, a.LocalOnly = inv, s.cfg.Sample, s.oneEnd || s.side == sideLocal
	a.RemoteOnly = s.side == sideRemote
	a.Limits = pipeline.Limits{PerSite: s.cfg.PerSite, PerJump: s.cfg.PerJump}
	a.KeepGoing = s.keepGoing
	if a.Options, err = s.options(c); err != nil {
		return nil, err
	}
	a.SSHConfig, err = s.sshConfig(a.Options.Log)
	return a, err
}

// offline returns an agent for saved output.
func (s *settings) offline(c *cobra.Command) (*pipeline.Agent, error) {
	if err := s.load(c); err != nil {
		return nil, err
	}
	return s.bare(), nil
}

func (s *settings) bare() *pipeline.Agent {
	return s.bareWith(s.site)
}

// bareWith is an agent that goes by the rules of a site.
func (s *settings) bareWith(site *siterules.Site) *pipeline.Agent {
	return &pipeline.Agent{Inventory: &inventory.Inventory{}, Platforms: platforms.All(), Rules: site.Apply(rules.All()), Mark: site.Mark, Now: time.Now,
		Options: collector.Options{Digests: redact.NewDigester()}}
}

// options are how to log in.
func (s *settings) options(c *cobra.Command) (collector.Options, error) {
	resolver := credential.NewResolver(s.askOnTerminal(c.Context(), c.ErrOrStderr()))
	log, err := s.logger(c.ErrOrStderr())
	if err != nil {
		return collector.Options{}, err
	}
	opt := collector.Options{
		HostKeys: s.cfg.HostKeyPolicy, KnownHosts: s.cfg.KnownHosts, AlsoKnown: s.knownToSSH(), Known: &knownhosts.Files{}, Compiled: &collector.Compiled{}, Profile: s.cfg.SSHProfile,
		ConnectTimeout: s.cfg.Timeout, LoginTimeout: s.cfg.Timeout, FirstByteTimeout: s.cfg.Timeout,
		IdleTimeout: s.cfg.Timeout, CommandTimeout: s.cfg.Timeout,
		Resolve: func(ctx context.Context, ref string) (string, error) { return resolver.Resolve(ctx, ref) },
		Log:     log,
		Digests: redact.NewDigester(),
		Memory:  remembered(log),
		Pace:    collector.NewPace(float64(s.cfg.ConnectRate)),
	}
	if s.cfg.Audit != "" {
		f, err := os.OpenFile(s.cfg.Audit, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return opt, usageError("cannot write the audit file %s: %v", s.cfg.Audit, plainReason(err))
		}
		opt.Audit = collector.Serialise(f)
	}
	return opt, nil
}

// override puts the flags that describe a device over what the inventory says.
func (s *settings) override(d inventory.Device) inventory.Device {
	set := func(field *string, flag string) {
		if flag != "" {
			*field = flag
		}
	}
	set(&d.Platform, s.platform)
	set(&d.Login.User, s.user)
	set(&d.Login.Password, question(s.password, "Password", d))
	set(&d.Login.EnableSecret, question(s.enable, "Enable secret", d))
	if s.key != "" {
		d.Login.Keys = []string{s.key}
	}
	d.Sudo = d.Sudo || s.sudo
	d.AllowShortRSA = d.AllowShortRSA || s.shortRSA
	d.TypeAhead = d.TypeAhead || s.typeAhead
	return d
}

// question gives "ask" its own words, so that one answer does not serve two
// questions.
func question(ref, what string, d inventory.Device) string {
	if ref != credential.Ask {
		return ref
	}
	return credential.AskFor(what + " of " + d.Login.User + " on " + d.Name)
}

// quiet reports whether progress is switched off.
func (s *settings) quiet() bool { return os.Getenv("CI") != "" }

// color reports whether the report may use colours (https://no-color.org).
func (s *settings) color(w io.Writer) bool {
	switch s.cfg.Color {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && isTerminal(w)
}
