package collector

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
)

// How many keys are offered, wherever they are from: a device counts each as a
// failed login and closes the connection after three to six. Where a secret may
// follow, one try is left for it (IOS: "ip ssh authentication-retries 3").
const (
	maxKeys       = 3
	maxKeysBefore = 2
)

// credentials are a login's keys and secret for the time of one handshake.
type credentials struct {
	user           string
	passwordPrompt string
	keys           []candidate // to be offered, in this order
	left           int         // keys beyond the bound
	secret         string
	hasSecret      bool

	found  []candidate // from files; some may need the agent
	usable []candidate
	agent  *sshAgent
	notes  []string // what is wrong with keys and certificates
	renew  bool     // a certificate is of no use
}

// gather resolves what the login refers to. It is done before connecting, so
// that a person who types a secret does not run into the device's deadline.
func gather(ctx context.Context, d inventory.Device, o Options) (*credentials, *Error) {
	c := &credentials{user: d.Login.User, passwordPrompt: d.Login.PasswordPrompt}
	if c.user == "" {
		return nil, failure(ClassNoCredential, d.Name, "no user name", nil)
	}
	files := d.Login.Keys
	if err := c.readKeys(ctx, d, o); err != nil {
		return nil, err
	}
	if len(d.Login.Keys) == 0 && d.Login.Password == "" {
		files = o.Identities
		c.readIdentities(o)
	}
	if d.Login.Password != "" {
		secret, err := o.secret(ctx, d, d.Login.Password)
		if err != nil {
			return nil, err
		}
		c.secret, c.hasSecret = secret, true
	}
	if err := c.askAgent(ctx, d, o); err != nil {
		return nil, err
	}
	c.certify(readCertificates(o.Certificates, files), time.Now())
	c.bound()
	if len(c.keys) == 0 && !c.hasSecret {
		detail := strings.Join(append([]string{"neither a key nor an agent key nor a password for user " + c.user}, c.notes...), "; ")
		return nil, failure(ClassNoCredential, d.Name, detail, nil)
	}
	return c, nil
}

// bound keeps as many keys as a device stands.
func (c *credentials) bound() {
	most := maxKeys
	if c.hasSecret {
		most = maxKeysBefore
	}
	c.keys = c.usable[:min(len(c.usable), most)]
	c.left = len(c.usable) - len(c.keys)
}

// remarks are what the person should know of the keys when a login failed.
func (c *credentials) remarks() []string {
	notes := slices.Clone(c.notes)
	if c.left > 0 {
		notes = append(notes, fmt.Sprintf("%d more keys were not tried", c.left))
	}
	if c.agent != nil {
		notes = append(notes, c.agent.trouble...)
	}
	return notes
}

// unsigned is why a key of the agent did not sign, if one did not.
func (c *credentials) unsigned() string {
	if c.agent == nil || len(c.agent.trouble) == 0 {
		return ""
	}
	return c.agent.trouble[0]
}

// secret resolves one credential reference. The error never holds the secret.
func (o Options) secret(ctx context.Context, d inventory.Device, ref string) (string, *Error) {
	resolve := o.Resolve
	if resolve == nil {
		resolve = func(ctx context.Context, ref string) (string, error) { return credential.Resolve(ctx, ref, o.Ask) }
	}
	secret, err := resolve(ctx, ref)
	if err != nil && ctx.Err() != nil {
		return "", failure(ClassCanceled, d.Name, "before the login", ctx.Err())
	}
	if err != nil {
		return "", failure(ClassCredential, d.Name, err.Error(), err)
	}
	return secret, nil
}

// reason is why a file cannot be read, without the name of the system call.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// askAgent puts the keys in order: those of the files first, signed by the agent
// where the file alone is not enough, then the agent's others, if they are
// wanted.
func (c *credentials) askAgent(ctx context.Context, d inventory.Device, o Options) *Error {
	needed := slices.ContainsFunc(c.found, func(k candidate) bool { return k.signer == nil })
	nothing := len(c.found) == 0 && !c.hasSecret
	var held []candidate
	var trouble error
	if d.Login.Agent || (nothing || needed) && !o.SkipAgent {
		if c.agent, trouble = newAgent(ctx, d.Name, o); trouble == nil {
			held, trouble = c.agent.keys()
		}
		if trouble != nil && ctx.Err() != nil {
			return failure(ClassCanceled, d.Name, "before the login", ctx.Err())
		}
		if trouble != nil && d.Login.Agent && nothing {
			return failure(ClassCredential, d.Name, trouble.Error(), trouble)
		}
		if trouble != nil && d.Login.Agent {
			c.notes = append(c.notes, trouble.Error())
		}
	}
	for _, k := range c.found {
		own := matching(held, k)
		if len(own) == 0 && k.lacks != nil {
			e := failure(ClassCredential, d.Name, k.lacks.Error()+"; "+c.absent(trouble), k.lacks)
			e.Advice = "Add the key to the SSH agent (ssh-add), or name its passphrase as key_passphrase of the login"
			if k.public != nil && isSecurityKey(k.public) {
				e.Advice = "Add the key to the SSH agent (ssh-add)"
			}
			return e
		}
		c.usable = append(c.usable, own...)
	}
	if d.Login.Agent || len(d.Login.Keys) == 0 && !o.IdentitiesOnly {
		c.usable = append(c.usable, others(held, c.usable)...)
	}
	return nil
}

// absent says why the agent does not help.
func (c *credentials) absent(trouble error) string {
	switch {
	case trouble != nil:
		return trouble.Error()
	case c.agent == nil:
		return "the SSH agent was not asked"
	}
	return "the SSH agent does not hold it"
}

// matching returns what is held of a key: certificates for it, then the key.
func matching(held []candidate, key candidate) (own []candidate) {
	for _, k := range held {
		if cert, ok := k.public.(*ssh.Certificate); ok && sameKey(cert.Key, key.public) {
			own = append(own, k)
		}
	}
	if key.signer != nil {
		return append(own, key)
	}
	for _, k := range held {
		if sameKey(k.public, key.public) {
			own = append(own, candidate{name: key.name + " by the agent", public: k.public, signer: k.signer})
		}
	}
	return own
}

// others returns the keys held that are not among those already there.
func others(held, there []candidate) (rest []candidate) {
	for _, k := range held {
		if !slices.ContainsFunc(there, func(t candidate) bool { return sameKey(t.public, k.public) }) {
			rest = append(rest, k)
		}
	}
	return rest
}
