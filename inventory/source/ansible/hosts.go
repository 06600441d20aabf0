package ansible

import (
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/inventory/source"
)

// The names of variables, the ones that count before the others last, as the
// options of Ansible's connection plugins list them.
var (
	addressVars  = []string{"ansible_host", "ansible_ssh_host"}
	portVars     = []string{"ansible_port", "ansible_ssh_port"}
	userVars     = []string{"ansible_user", "ansible_ssh_user"}
	keyVars      = []string{"ansible_private_key_file", "ansible_ssh_private_key_file"}
	passwordVars = []string{"ansible_password", "ansible_ssh_pass", "ansible_ssh_password"}
	becomeVars   = []string{"ansible_become_pass", "ansible_become_password"}
	phraseVars   = []string{"ansible_ssh_private_key_passphrase", "ansible_private_key_passphrase"}
	argsVars     = []string{"ansible_ssh_common_args", "ansible_ssh_extra_args"}
	proxyVars    = []string{"ansible_paramiko_proxy_command", "ansible_libssh_proxy_command"}
)

const (
	osVar         = "ansible_network_os"
	connectionVar = "ansible_connection"
	becomeVar     = "ansible_become"
	methodVar     = "ansible_become_method"
)

// settings are all variables that say something about a device. "site", "zone"
// and "role" are not Ansible's, but mean what they say.
var settings = names(addressVars, portVars, userVars, keyVars, passwordVars, becomeVars, phraseVars, argsVars, proxyVars,
	[]string{osVar, connectionVar, becomeVar, methodVar, "ansible_group_priority", "site", "zone", "role"})

func names(lists ...[]string) map[string]bool {
	out := map[string]bool{}
	for _, name := range slices.Concat(lists...) {
		out[name] = true
	}
	return out
}

// reading makes hosts of the tree, in the order of their names.
func (t *tree) reading() *source.Reading {
	for _, name := range slices.Sorted(maps.Keys(t.hosts)) {
		h := t.hosts[name]
		r := &resolver{tree: t, host: h, vars: t.variables(h)}
		if c := r.text(connectionVar); c == "local" || strings.HasSuffix(c, ".local") {
			t.Note(source.DroppedHost, h.where, name, "", "its connection is %q: it is the machine that Ansible runs on", c)
			continue
		}
		t.Hosts = append(t.Hosts, r.device())
	}
	return t.Reading
}

// A resolver reads the variables of one host.
type resolver struct {
	*tree
	host *host
	vars vars
}

// text returns the value of the last of these variables that is set. One that
// is not known is said and counts as empty: the others do not take its place.
func (r *resolver) text(names ...string) string {
	for _, name := range slices.Backward(names) {
		v, found := r.vars[name]
		if !found {
			continue
		}
		if why := v.why(); why != "" {
			r.Note(source.DroppedVariable, v.where, r.host.name, name, why)
			return ""
		}
		return v.text
	}
	return ""
}

// secret returns what stands for a secret, and says that it is not copied.
func (r *resolver) secret(names ...string) source.Secret {
	for _, name := range slices.Backward(names) {
		if v, found := r.vars[name]; found && v.text != "" {
			why := "a secret is not copied; fill in the reference"
			if hidden := v.why(); hidden != "" {
				why = hidden + "; fill in the reference"
			}
			r.Note(source.DroppedVariable, v.where, r.host.name, name, why)
			return source.SecretOf(v.text)
		}
	}
	return source.Secret{}
}

// shells are the connections whose port is that of SSH.
var shells = []string{"", "ssh", "smart", "paramiko", "paramiko_ssh", "network_cli", "libssh"}

func (r *resolver) device() source.Host {
	h := source.Host{
		Name: r.host.name, Where: r.host.where, Address: strings.Trim(r.text(addressVars...), "[]"), Port: r.text(portVars...),
		User: r.text(userVars...), Password: r.secret(passwordVars...), Passphrase: r.secret(phraseVars...),
		Platform: r.text(osVar), Site: r.text("site"), Zone: r.text("zone"), Role: r.text("role"),
		Tags: r.tags(), Jump: r.jump(),
	}
	if key := r.text(keyVars...); key != "" {
		h.Keys = []string{key}
	}
	connection := r.text(connectionVar)
	if short := connection[strings.LastIndexByte(connection, '.')+1:]; !slices.Contains(shells, short) {
		r.Note(source.DroppedVariable, r.vars[connectionVar].where, h.Name, connectionVar, "%q is not SSH; the device is logged in to over SSH", connection)
		if h.Port != "" {
			r.Note(source.DroppedVariable, r.host.where, h.Name, "port", "it is that of the connection %q; 22 is used", connection)
			h.Port = ""
		}
	}
	r.become(&h)
	if v := r.vars[firstSet(r.vars, addressVars)]; v.state != plain {
		r.Note(source.Changed, v.where, h.Name, "address", "its address is not known, the name is taken for it")
	}
	return h
}

// firstSet is the variable that counts of several.
func firstSet(v vars, names []string) string {
	for _, name := range slices.Backward(names) {
		if _, found := v[name]; found {
			return name
		}
	}
	return ""
}

// become reads how rights are got: the enable secret of a network device, sudo
// of a Linux host.
func (r *resolver) become(h *source.Host) {
	method := r.text(methodVar)
	secret := r.secret(becomeVars...)
	on := slices.Contains([]string{"true", "yes", "1", "on"}, strings.ToLower(r.text(becomeVar)))
	platform := source.Platform(h.Platform)
	switch method = method[strings.LastIndexByte(method, '.')+1:]; {
	case method == "enable":
		h.Enable = secret
	case method != "" && method != "sudo":
		r.Note(source.DroppedVariable, r.vars[methodVar].where, h.Name, methodVar, "%q is not enable or sudo", method)
	case strings.HasPrefix(platform, "cisco-") && method == "":
		h.Enable = secret
	case on && slices.Contains([]string{"", "strongswan", "libreswan", "vyos"}, platform):
		h.Sudo = true
		if secret != (source.Secret{}) {
			r.Note(source.Changed, h.Where, h.Name, "sudo", `is used without a password ("sudo -n"); the rights must be given so`)
		}
	}
}

// tags are the groups of a host.
func (r *resolver) tags() []string {
	var out []string
	for _, g := range r.groupsOf(r.host) {
		if g.name != ungrouped {
			out = append(out, g.name)
		}
	}
	slices.Sort(out)
	return out
}

// jump finds a jump host in the options of ssh.
func (r *resolver) jump() string {
	for _, name := range slices.Concat(argsVars, proxyVars) {
		text := r.text(name)
		if text == "" {
			continue
		}
		where := r.vars[name].where
		if slices.Contains(proxyVars, name) {
			if jump := source.JumpOfCommand(text); jump != "" {
				return jump
			}
			r.Note(source.DroppedVariable, where, r.host.name, name, `it is not "ssh -W %h:%p [user@]host"`)
			continue
		}
		jump, left, err := source.JumpOf(text)
		if err != nil {
			r.Note(source.DroppedVariable, where, r.host.name, name, err.Error())
		}
		for _, option := range left {
			r.Note(source.DroppedVariable, where, r.host.name, name+" "+option, "an option of ssh that is no jump host")
		}
		if jump != "" {
			return jump
		}
	}
	return ""
}

// hostNames are the hosts that a pattern in an inventory stands for, and the
// port that it ends with.
func hostNames(pattern string) (hosts []string, port string, err error) {
	if m := bracketed.FindStringSubmatch(pattern); m != nil {
		if _, err := netip.ParseAddr(m[1]); err == nil {
			return []string{m[1]}, m[2], nil
		}
	}
	if _, err := netip.ParseAddr(pattern); err == nil {
		return []string{pattern}, "", nil
	}
	if m := withPort.FindStringSubmatch(pattern); m != nil {
		pattern, port = m[1], m[2]
	}
	hosts, err = expand(pattern)
	return hosts, port, err
}

var (
	bracketed = regexp.MustCompile(`^\[([^\[\]]+)\](?::([0-9]+))?$`)
	withPort  = regexp.MustCompile(`^((?:[^:\[\]]|\[[^\]]*\])*):([0-9]+)$`)
)
