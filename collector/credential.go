package collector

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/credential"
)

// maxAgentKeys bounds the keys of the agent: a device counts each as a failed
// login and closes the connection after three to six.
const maxAgentKeys = 3

// credentials are a login's keys and secret for the time of one handshake.
type credentials struct {
	user      string
	keys      []ssh.Signer
	secret    string
	hasSecret bool
	agent     net.Conn
	wanted    []ssh.PublicKey // identities whose private keys the agent may have
}

// close lets go of the agent.
func (c *credentials) close() {
	if c.agent != nil {
		_ = c.agent.Close()
	}
}

// gather resolves what the login refers to. It is done before connecting, so
// that a person who types a secret does not run into the device's deadline.
func gather(ctx context.Context, d inventory.Device, o Options) (*credentials, *Error) {
	c := &credentials{user: d.Login.User}
	if c.user == "" {
		return nil, failure(ClassNoCredential, d.Name, "no user name", nil)
	}
	if err := c.readKeys(ctx, d, o); err != nil {
		return nil, err
	}
	if len(d.Login.Keys) == 0 && d.Login.Password == "" {
		c.readIdentities(o)
	}
	if d.Login.Password != "" {
		secret, err := o.secret(ctx, d, d.Login.Password)
		if err != nil {
			return nil, err
		}
		c.secret, c.hasSecret = secret, true
	}
	nothing := len(c.keys) == 0 && !c.hasSecret
	if d.Login.Agent || (nothing || len(c.wanted) > 0) && !o.SkipAgent {
		if err := c.askAgent(o); err != nil && (d.Login.Agent && nothing) {
			return nil, failure(ClassCredential, d.Name, err.Error(), err)
		}
	}
	c.certify(o.Certificates)
	if len(c.keys) == 0 && !c.hasSecret {
		c.close()
		return nil, failure(ClassNoCredential, d.Name, "neither a key nor an agent key nor a password for user "+c.user, nil)
	}
	return c, nil
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

// readKeys reads the private key files.
func (c *credentials) readKeys(ctx context.Context, d inventory.Device, o Options) *Error {
	for _, path := range d.Login.Keys {
		pem, err := os.ReadFile(credential.ExpandHome(path))
		if err != nil {
			return failure(ClassCredential, d.Name, fmt.Sprintf("cannot read the key file %s: %v", path, reason(err)), err)
		}
		signer, err := ssh.ParsePrivateKey(pem)
		var missing *ssh.PassphraseMissingError
		if errors.As(err, &missing) && d.Login.KeyPassphrase != "" {
			phrase, failed := o.secret(ctx, d, d.Login.KeyPassphrase)
			if failed != nil {
				return failed
			}
			signer, err = ssh.ParsePrivateKeyWithPassphrase(pem, []byte(phrase))
		}
		if err != nil {
			return failure(ClassCredential, d.Name, fmt.Sprintf("key file %s: %v", path, err), err)
		}
		c.keys = append(c.keys, signer)
	}
	return nil
}

// reason is why a file cannot be read, without the name of the system call.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// askAgent adds the first keys of the SSH agent.
func (c *credentials) askAgent(o Options) error {
	socket := o.AgentSocket
	if socket == "" {
		socket = os.Getenv("SSH_AUTH_SOCK")
	}
	if socket == "" {
		return errors.New("no SSH agent: SSH_AUTH_SOCK is not set")
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return fmt.Errorf("SSH agent: %w", err)
	}
	c.agent = conn
	signers, err := agent.NewClient(conn).Signers()
	if err != nil {
		return fmt.Errorf("SSH agent: %w", err)
	}
	signers = c.chosen(signers, o.IdentitiesOnly)
	c.keys = append(c.keys, signers[:min(len(signers), maxAgentKeys)]...)
	return nil
}
