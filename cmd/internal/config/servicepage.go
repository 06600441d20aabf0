package config

// A Page says who may see the page, the API and the metrics.
type Page struct {
	// TLS is the certificate of the page.
	TLS TLS `yaml:"tls"`
	// Users may log in with a token each.
	Users []User `yaml:"users"`
	// Proxy is one that has authenticated its users already.
	Proxy *Proxy `yaml:"proxy"`
	// Hosts are the names under which browsers reach the page.
	Hosts []string `yaml:"hosts"`
}

// TLS names the files of a certificate and its key, both PEM. They are read
// again when they change.
type TLS struct {
	Cert string `yaml:"cert"`
	Key  string `yaml:"key"`
}

// A User is somebody with a token.
type User struct {
	Name string `yaml:"name"`
	// Role is viewer or operator.
	Role string `yaml:"role"`
	// Token is a reference to the secret: env:, file:, cmd: or keyring:.
	Token string `yaml:"token"`
}

// A Proxy is one that says who asks.
type Proxy struct {
	// From are the addresses or networks it connects from.
	From []string `yaml:"from"`
	// UserHeader names who asks, RoleHeader what he may (viewer or operator).
	UserHeader string `yaml:"user_header"`
	RoleHeader string `yaml:"role_header"`
	// Operators are users that may change something where no header says so; all
	// others may look.
	Operators []string `yaml:"operators"`
}
