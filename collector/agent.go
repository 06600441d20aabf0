package collector

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/sirupsen/logrus"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// How long the SSH agent may take. To list its keys it asks nobody; to sign it
// may wait for a touch or for a person's consent.
const (
	agentListTimeout = 10 * time.Second
	// DefaultTouchTimeout is how long a login waits for an agent's signature.
	DefaultTouchTimeout = 30 * time.Second
)

// An sshAgent is the SSH agent during one login. Every request has a
// connection of its own, so that one that is given up leaves no answer behind
// for the next.
type sshAgent struct {
	socket  string
	device  string
	ctx     context.Context
	touch   time.Duration
	log     *logrus.Logger
	limit   *deadline // the login's, once it runs
	trouble []string  // why keys did not sign
}

// newAgent returns the agent of the options, or an error if there is none.
func newAgent(ctx context.Context, device string, o Options) (*sshAgent, error) {
	socket := o.AgentSocket
	if socket == "" {
		socket = os.Getenv("SSH_AUTH_SOCK")
	}
	if socket == "" {
		return nil, errors.New("no SSH agent: SSH_AUTH_SOCK is not set")
	}
	touch := o.TouchTimeout
	if touch <= 0 {
		touch = DefaultTouchTimeout
	}
	return &sshAgent{socket: socket, device: device, ctx: ctx, touch: touch, log: o.Log}, nil
}

// ask makes one request.
func (a *sshAgent) ask(limit time.Duration, request func(agent.ExtendedAgent) error) error {
	ctx, cancel := context.WithTimeout(a.ctx, limit)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", a.socket)
	if err != nil {
		return fmt.Errorf("SSH agent: %w", err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	err = request(agent.NewClient(conn))
	switch {
	case ctx.Err() != nil && err != nil && a.ctx.Err() == nil:
		return fmt.Errorf("SSH agent: no answer within %s", limit)
	case err != nil:
		return fmt.Errorf("SSH agent: %s", strings.TrimPrefix(err.Error(), "agent: "))
	}
	return nil
}

// keys lists the agent's keys in its order.
func (a *sshAgent) keys() ([]candidate, error) {
	var found []candidate
	err := a.ask(min(agentListTimeout, a.touch), func(c agent.ExtendedAgent) error {
		listed, err := c.List()
		for _, k := range listed {
			public, err := ssh.ParsePublicKey(k.Blob)
			if err != nil {
				continue // of a kind that the library does not know
			}
			name := "agent key "
			if _, ok := public.(*ssh.Certificate); ok {
				name = "agent certificate "
			}
			name += cmp.Or(k.Comment, ssh.FingerprintSHA256(public))
			found = append(found, candidate{name: name, public: public, signer: &agentKey{agent: a, public: public, name: name}})
		}
		return err
	})
	return found, err
}

// An agentKey signs through the agent.
type agentKey struct {
	agent  *sshAgent
	public ssh.PublicKey
	name   string
}

// PublicKey returns the public half, or the certificate.
func (k *agentKey) PublicKey() ssh.PublicKey { return k.public }

// Sign signs with the key's own algorithm.
func (k *agentKey) Sign(rand io.Reader, data []byte) (*ssh.Signature, error) {
	return k.SignWithAlgorithm(rand, data, "")
}

// SignWithAlgorithm signs within the time for a touch, during which the login's
// deadline stands still.
func (k *agentKey) SignWithAlgorithm(_ io.Reader, data []byte, algorithm string) (*ssh.Signature, error) {
	flags := map[string]agent.SignatureFlags{
		ssh.KeyAlgoRSASHA256: agent.SignatureFlagRsaSha256, ssh.KeyAlgoRSASHA512: agent.SignatureFlagRsaSha512,
	}[algorithm]
	if k.agent.limit != nil {
		defer k.agent.limit.halt()()
	}
	if isSecurityKey(k.public) {
		k.agent.log.WithField("device", k.agent.device).Warnf("touch the security key (%s)", k.name)
	}
	var signature *ssh.Signature
	err := k.agent.ask(k.agent.touch, func(c agent.ExtendedAgent) (err error) {
		signature, err = c.SignWithFlags(k.public, data, flags)
		return err
	})
	if err != nil {
		k.agent.trouble = append(k.agent.trouble, k.name+" did not sign: "+err.Error())
	}
	return signature, err
}

// isSecurityKey reports whether a key is one of a FIDO token, which signs only
// when it is touched (OpenSSH, PROTOCOL.u2f).
func isSecurityKey(k ssh.PublicKey) bool { return strings.HasPrefix(k.Type(), "sk-") }
