package config

// An Alert is a channel over which people are told of changes.
type Alert struct {
	// Name is what deliveries are kept under.
	Name string `yaml:"name"`
	// Kind is webhook, alertmanager, slack, mail or shoutrrr.
	Kind string `yaml:"kind"`
	// URL is a reference to the URL, which may hold a token: env:, file:, cmd: or
	// keyring:. That of an Alertmanager may stand here itself.
	URL string `yaml:"url"`
	// Token is a reference to a bearer token, for webhook and alertmanager.
	Token string `yaml:"token"`
	// CA is a file with the certificates of a private authority, PEM.
	CA string `yaml:"ca"`
	// Link is the address of the page, for links in messages.
	Link string `yaml:"link"`
	// What is told: empty is all. Rules, sites and tunnels may have * and ?.
	Severities []string `yaml:"severities"`
	Sites      []string `yaml:"sites"`
	Rules      []string `yaml:"rules"`
	Tunnels    []string `yaml:"tunnels"`
	// Send are the changes that are told: opened, reopened, worse, closed, flapping.
	Send []string `yaml:"send"`
}
