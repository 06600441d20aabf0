package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory/credential"
)

// namedLogins reads the section "logins".
func (r *reader) namedLogins(n *yaml.Node) {
	r.logins = map[string]Login{}
	if n == nil {
		return
	}
	r.entries(n, `"logins"`, func(k, v *yaml.Node) {
		r.logins[k.Value] = r.login(v, fmt.Sprintf("login %q", k.Value), ", login "+k.Value)
	})
}

// loginInto reads the name of a login, or a login written in place. Whose is
// as for login.
func (r *reader) loginInto(to *Login, what, whose string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.MappingNode {
			*to = r.login(n, "the login of "+what, whose)
			return
		}
		name, ok := r.text(n, "login of "+what)
		if !ok {
			return
		}
		login, known := r.logins[name]
		if !known {
			names := slices.Sorted(maps.Keys(r.logins))
			r.suggest(n, Closest(name, names), "%s uses login %q, which is not under \"logins\"", what, name)
			return
		}
		login.Keys = slices.Clone(login.Keys)
		*to = login
	}
}

// login reads one login. Whose completes the question to a person who is asked
// for a secret.
func (r *reader) login(n *yaml.Node, what, whose string) Login {
	var l Login
	r.mapping(n, what, r.loginKeys(&l, what))
	for _, secret := range []struct {
		ref  *string
		name string
	}{{&l.Password, "Password"}, {&l.EnableSecret, "Enable secret"}, {&l.KeyPassphrase, "Key passphrase"}} {
		if *secret.ref == credential.Ask {
			*secret.ref = credential.AskFor(secret.name + of(l.User) + whose)
		}
	}
	return l
}

func of(user string) string {
	if user == "" {
		return ""
	}
	return " of " + user
}

func (r *reader) loginKeys(l *Login, what string) []key {
	return []key{
		{"user", r.userInto(&l.User, what)},
		{"password", r.secretInto(&l.Password, "password", what)},
		{"enable_secret", r.secretInto(&l.EnableSecret, "enable_secret", what)},
		{"enable_level", r.levelInto(&l.EnableLevel, "enable_level in "+what)},
		{"keys", r.keyFilesInto(&l.Keys, what)},
		{"key_passphrase", r.secretInto(&l.KeyPassphrase, "key_passphrase", what)},
		{"agent", r.switchInto(&l.Agent, "agent in "+what)},
		{"password_prompt", r.textInto(&l.PasswordPrompt, "password_prompt in "+what)},
	}
}

func (r *reader) userInto(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.text(n, "user in "+what)
		if ok && strings.ContainsAny(s, ": ") {
			r.problem(n, "user in %s holds a blank or a colon; a password never stands with the user", what)
			return
		}
		*to = s
	}
}

// levelInto reads a privilege level. The highest is asked for without one.
func (r *reader) levelInto(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		level, err := strconv.Atoi(n.Value)
		if err != nil || level < 1 || level > 14 {
			r.problem(n, "%s must be a privilege level from 1 to 14; leave it out for the highest", what)
			return
		}
		*to = strconv.Itoa(level)
	}
}

// secretInto reads a reference to a secret. What it refuses it does not quote.
func (r *reader) secretInto(to *string, name, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			r.problem(n, "%s in %s must be a single value, not %s", name, what, kind(n))
			return
		}
		if n.Value == "agent" {
			r.problem(n, `%s in %s: the SSH agent holds keys, not passwords; write "agent: true" beside "user"`, name, what)
			return
		}
		if err := credential.Check(n.Value); err != nil {
			r.suggest(n, nearestScheme(n.Value), "%s in %s: %s", name, what, err)
			return
		}
		*to = n.Value
	}
}

// nearestScheme proposes a scheme for a reference that names one wrongly.
func nearestScheme(ref string) string {
	scheme, _, found := strings.Cut(ref, ":")
	if !found || slices.Contains(credential.Schemes(), scheme+":") {
		return ""
	}
	return Closest(scheme+":", credential.Schemes())
}

// keyFilesInto reads the paths of private keys and refuses the keys themselves.
func (r *reader) keyFilesInto(to *[]string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*to = nil
		for _, item := range r.list(n, "keys in "+what) {
			item = follow(item)
			if strings.Contains(item.Value, "-----BEGIN") {
				r.problem(item, "keys in %s: a private key must not stand in the inventory; write the path of its file", what)
				continue
			}
			if s, ok := r.text(item, "a path under keys in "+what); ok {
				*to = append(*to, s)
			}
		}
	}
}
