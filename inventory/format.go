package inventory

import (
	"bytes"
	"reflect"

	"gopkg.in/yaml.v3"
)

// The shapes of the file, in the order in which the keys are written.
type (
	fileShape struct {
		Defaults *defaultsShape `yaml:"defaults,omitempty"`
		Devices  []deviceShape  `yaml:"devices"`
		Tunnels  []tunnelShape  `yaml:"tunnels,omitempty"`
	}
	defaultsShape struct {
		Login *loginShape `yaml:"login,omitempty"`
	}
	deviceShape struct {
		Name     string      `yaml:"name"`
		Address  string      `yaml:"address,omitempty"`
		Port     int         `yaml:"port,omitempty"`
		Platform string      `yaml:"platform,omitempty"`
		Site     string      `yaml:"site,omitempty"`
		Zone     string      `yaml:"zone,omitempty"`
		Role     string      `yaml:"role,omitempty"`
		Tags     []string    `yaml:"tags,omitempty,flow"`
		Login    *loginShape `yaml:"login,omitempty"`
		Jump     string      `yaml:"jump,omitempty"`
		HostKey  string      `yaml:"host_key,omitempty"`
		Aliases  []string    `yaml:"aliases,omitempty,flow"`
		Timeout  string      `yaml:"timeout,omitempty"`
		Sudo     bool        `yaml:"sudo,omitempty"`

		Context    string `yaml:"context,omitempty"`
		SSHProfile string `yaml:"ssh_profile,omitempty"`
		ShortRSA   bool   `yaml:"allow_short_rsa,omitempty"`
		TypeAhead  bool   `yaml:"type_ahead,omitempty"`
		Transport  string `yaml:"transport,omitempty"`
	}
	loginShape struct {
		User          string   `yaml:"user,omitempty"`
		EnableLevel   string   `yaml:"enable_level,omitempty"`
		Password      string   `yaml:"password,omitempty"`
		EnableSecret  string   `yaml:"enable_secret,omitempty"`
		Keys          []string `yaml:"keys,omitempty,flow"`
		KeyPassphrase string   `yaml:"key_passphrase,omitempty"`
		Agent         bool     `yaml:"agent,omitempty"`

		PasswordPrompt string `yaml:"password_prompt,omitempty"`
	}
	tunnelShape struct {
		Name      string     `yaml:"name"`
		Ends      []string   `yaml:"ends,flow"`
		Mode      string     `yaml:"mode,omitempty"`
		Disabled  bool       `yaml:"disabled,omitempty"`
		Selectors [][]string `yaml:"selectors,omitempty,flow"`
		Flows     []string   `yaml:"flows,omitempty"`
	}
)

// Format writes the inventory as a file that [Parse] reads back equal, but for
// its path. A login that all devices share is written once.
func (inv *Inventory) Format() []byte {
	shared := inv.sharedLogin()
	file := fileShape{Devices: []deviceShape{}}
	if shared != nil {
		file.Defaults = &defaultsShape{Login: loginOf(*shared)}
	}
	for i := range inv.Devices {
		shape := deviceOf(&inv.Devices[i])
		if shared != nil {
			shape.Login = nil
		}
		file.Devices = append(file.Devices, shape)
	}
	for i := range inv.Tunnels {
		file.Tunnels = append(file.Tunnels, tunnelOf(&inv.Tunnels[i]))
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(file); err != nil {
		panic(err) // plain strings, numbers and lists can always be written
	}
	return b.Bytes()
}

// sharedLogin returns the login of all devices, or nil when they differ.
func (inv *Inventory) sharedLogin() *Login {
	for i := range inv.Devices {
		if !reflect.DeepEqual(inv.Devices[i].Login, inv.Devices[0].Login) {
			return nil
		}
	}
	if len(inv.Devices) < 2 || loginOf(inv.Devices[0].Login) == nil {
		return nil
	}
	return &inv.Devices[0].Login
}

func deviceOf(d *Device) deviceShape {
	shape := deviceShape{
		Name: d.Name, Address: d.Address, Port: d.Port, Platform: d.Platform,
		Site: d.Site, Zone: d.Zone, Role: d.Role, Tags: d.Tags, Login: loginOf(d.Login),
		Jump: d.Jump, HostKey: d.HostKey, Aliases: d.Aliases, Sudo: d.Sudo,
		Context: d.Context, SSHProfile: d.SSHProfile, ShortRSA: d.AllowShortRSA, TypeAhead: d.TypeAhead, Transport: d.Transport,
	}
	if d.Port == defaultPort {
		shape.Port = 0
	}
	if d.Address == d.Name {
		shape.Address = ""
	}
	if d.Timeout > 0 {
		shape.Timeout = d.Timeout.String()
	}
	return shape
}

// loginOf returns nil for a login that says nothing.
func loginOf(l Login) *loginShape {
	shape := loginShape(l)
	if reflect.DeepEqual(shape, loginShape{}) {
		return nil
	}
	return &shape
}

func tunnelOf(t *Tunnel) tunnelShape {
	shape := tunnelShape{Name: t.Name, Ends: t.Ends[:], Disabled: t.Disabled}
	if t.OnDemand {
		shape.Mode = onDemand
	}
	for _, pair := range t.Selectors {
		shape.Selectors = append(shape.Selectors, pair[:])
	}
	for _, f := range t.Flows {
		shape.Flows = append(shape.Flows, f.String())
	}
	return shape
}
