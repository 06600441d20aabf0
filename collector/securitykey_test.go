package collector_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"ipsec-diag/collector"
)

// A tokenAgent holds a FIDO key in software besides its other keys. It signs
// when it is touched.
type tokenAgent struct {
	agent.ExtendedAgent
	public  ssh.PublicKey
	private ed25519.PrivateKey
	touched chan struct{}
}

const application = "ssh:"

// newTokenAgent makes the key; until touched is closed it does not sign.
func newTokenAgent(t *testing.T) *tokenAgent {
	t.Helper()
	point, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ssh.ParsePublicKey(ssh.Marshal(struct {
		Type        string
		Point       []byte
		Application string
	}{ssh.KeyAlgoSKED25519, point, application}))
	if err != nil {
		t.Fatal(err)
	}
	return &tokenAgent{agent.NewKeyring().(agent.ExtendedAgent), public, private, make(chan struct{})}
}

// List puts the security key last.
func (a *tokenAgent) List() ([]*agent.Key, error) {
	others, err := a.ExtendedAgent.List()
	return append(others, &agent.Key{Format: a.public.Type(), Blob: a.public.Marshal(), Comment: "token"}), err
}

// Sign signs as a token does (OpenSSH, PROTOCOL.u2f).
func (a *tokenAgent) Sign(key ssh.PublicKey, data []byte) (*ssh.Signature, error) {
	return a.SignWithFlags(key, data, 0)
}

func (a *tokenAgent) SignWithFlags(key ssh.PublicKey, data []byte, flags agent.SignatureFlags) (*ssh.Signature, error) {
	if string(key.Marshal()) != string(a.public.Marshal()) {
		return a.ExtendedAgent.SignWithFlags(key, data, flags)
	}
	<-a.touched
	app, message := sha256.Sum256([]byte(application)), sha256.Sum256(data)
	state := binary.BigEndian.AppendUint32([]byte{1}, 7) // user present; the counter
	blob := ed25519.Sign(a.private, slices.Concat(app[:], state, message[:]))
	return &ssh.Signature{Format: ssh.KeyAlgoSKED25519, Blob: blob, Rest: state}, nil
}

// A hint collects log messages and touches the token at the first.
type hint struct {
	mu    sync.Mutex
	texts []string
	touch func()
}

func (h *hint) Levels() []logrus.Level { return []logrus.Level{logrus.WarnLevel} }

func (h *hint) Fire(e *logrus.Entry) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.texts = append(h.texts, e.Message); len(h.texts) == 1 && h.touch != nil {
		h.touch()
	}
	return nil
}

func hinted(o collector.Options, touch func()) (collector.Options, *hint) {
	h := &hint{touch: touch}
	o.Log = logrus.New()
	o.Log.SetOutput(discard{})
	o.Log.AddHook(h)
	return o, h
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// TestSecurityKeyIsTouchedWhenAsked: the person is told to touch the key, and
// only then does it sign.
func TestSecurityKeyIsTouchedWhenAsked(t *testing.T) {
	token := newTokenAgent(t)
	d := linuxDevice()
	d.Keys = []ssh.PublicKey{token.public}
	_, device, options := start(t, d)
	device.Login.Password, device.Login.Agent = "", true
	options.AgentSocket = serveAgent(t, token)
	options, h := hinted(options, func() { close(token.touched) })
	if err := tryOpen(t, device, options); err != nil {
		t.Error(err)
	}
	if len(h.texts) != 1 || !strings.Contains(h.texts[0], "touch the security key (agent key token)") {
		t.Errorf("said %q", h.texts)
	}
}

// TestSecurityKeyNobodyTouches is given up after a time, and the next
// credential tried.
func TestSecurityKeyNobodyTouches(t *testing.T) {
	token := newTokenAgent(t)
	defer close(token.touched)
	d := linuxDevice()
	d.Keys = []ssh.PublicKey{token.public}
	server, device, options := start(t, d)
	device.Login.Agent = true
	options.AgentSocket, options.TouchTimeout = serveAgent(t, token), 50*time.Millisecond
	if err := tryOpen(t, device, options); err != nil {
		t.Errorf("the password after the key: %v", err)
	}
	device.Login.Password = ""
	err := tryOpen(t, device, options)
	if class(err) != collector.ClassCredential || !strings.Contains(err.Error(), "did not sign: SSH agent: no answer within 50ms. Touch the security key") {
		t.Errorf("%v", err)
	}
	var e *collector.Error
	if errors.As(err, &e) && strings.Contains(e.Error(), "rejected") {
		t.Errorf("%v", err)
	}
	if n := server.SecretAttempts(); n != 1 {
		t.Errorf("%d secrets", n)
	}
}
