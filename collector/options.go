package collector

import (
	"cmp"
	"context"
	"io"
	"net"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/collector/knownhosts"
	"ipsec-diag/collector/redact"
	"ipsec-diag/inventory"
)

// The deadlines and limits used where [Options] has zero.
const (
	DefaultConnectTimeout   = 10 * time.Second
	DefaultLoginTimeout     = 30 * time.Second
	DefaultFirstByteTimeout = 30 * time.Second // TACACS+ fallback makes a first byte slow
	DefaultIdleTimeout      = 20 * time.Second
	DefaultCommandTimeout   = 3 * time.Minute
	DefaultMaxOutput        = 16 << 20
)

// Host key policies.
const (
	// HostKeysTOFU records the key of a host that is not known yet. A known
	// host with another key is always refused.
	HostKeysTOFU = "tofu"
	// HostKeysStrict refuses a host that is not known.
	HostKeysStrict = "strict"
)

// Options is how to log in and how long to wait. The zero value is usable.
type Options struct {
	// ConnectTimeout bounds the TCP connection, LoginTimeout everything from
	// the identification string to the prompt, FirstByteTimeout the time to a
	// command's first byte, IdleTimeout a silence within an output and
	// CommandTimeout one command as a whole. Device.Timeout replaces them all.
	ConnectTimeout, LoginTimeout                  time.Duration
	FirstByteTimeout, IdleTimeout, CommandTimeout time.Duration
	// MaxOutput is the number of bytes kept of one output; more is Truncated.
	MaxOutput int

	// HostKeys is HostKeysTOFU (also when empty) or HostKeysStrict.
	HostKeys string
	// KnownHosts is the file of known host keys in OpenSSH format; empty is
	// ipsec-diag/known_hosts in the user's configuration directory.
	KnownHosts string
	// AlsoKnown are files that are read besides that one where KnownHosts is
	// empty: those of ssh, with the authorities and the revoked keys of a site.
	AlsoKnown []string
	// Known are the files of known keys that are open; the sessions of a run
	// share them. nil reads the file for each login.
	Known *knownhosts.Files
	// Profile is the set of algorithms offered: ProfileModern,
	// ProfileCompatible (also when empty) or ProfileLegacy. It is never
	// lowered on its own.
	Profile string

	// Algorithms change what the profile offers.
	Algorithms AlgorithmLists
	// HostKeyAlias is the name under which the host key is known, in place of
	// the address: for devices behind one address, or one key of a cluster.
	HostKeyAlias string
	// Identities are key files to try where the login names neither a key nor a
	// password. Unlike those
	// of a login they need not exist, and one that is encrypted is asked of the
	// agent. IdentitiesOnly asks the agent for these and no others.
	Identities     []string
	IdentitiesOnly bool
	// Certificates are files of OpenSSH certificates for the identities.
	Certificates []string

	// TypeAhead lets [Session.RunEach] send commands before the answers to those
	// before have come, on platforms whose dialect says how far. It saves a
	// round trip a command on long paths. What has been sent cannot be taken
	// back when the device asks something unexpected.
	TypeAhead bool

	// Probe lets a session send the commands that [Probe] makes. Without it they
	// are refused before they are sent.
	Probe bool

	// Digests makes digests of the pre-shared keys in outputs, so that the ends
	// of a tunnel can be compared; the sessions of a run share it. nil makes none.
	Digests *redact.Digester

	// Audit receives one JSON line for each command line sent, never its
	// output. Wrap it in [Serialise] when sessions share it.
	Audit io.Writer
	// Ask asks the person for a secret, for credential references "ask".
	Ask func(prompt string) (string, error)
	// Resolve turns a credential reference into the secret; nil is
	// [credential.Resolve] with Ask.
	Resolve func(ctx context.Context, ref string) (string, error)
	// Dial replaces the TCP connection, for a jump host: see [Bastions.Through].
	Dial DialFunc
	// Pace spreads new connections over time, Rejections remembers rejected
	// secrets; both are shared by the sessions of a run. nil does neither.
	Pace       *Pace
	Rejections *Rejections
	// Compiled is shared by the sessions of a run, like these.
	Compiled *Compiled
	// Memory remembers what platform a device is; nil asks every time.
	Memory *Memory
	// Retries are the waits before further attempts to connect to a device
	// that could not be reached or hung up before its greeting; nil is
	// [DefaultRetries], an empty list none.
	Retries []time.Duration
	// AgentSocket is the SSH agent's socket; empty is SSH_AUTH_SOCK.
	AgentSocket string
	// TouchTimeout is how long a login waits for one signature of the agent,
	// which may need a touch or a person's consent; 0 is DefaultTouchTimeout.
	TouchTimeout time.Duration
	// SkipAgent leaves the agent out unless Login.Agent asks for it.
	SkipAgent bool
	// Log receives what happens at debug level; nil is silence.
	Log *logrus.Logger
}

// forDevice fills in the defaults and the device's own deadline.
func (o Options) forDevice(d inventory.Device) Options {
	own := d.Timeout
	o.ConnectTimeout = cmp.Or(own, o.ConnectTimeout, DefaultConnectTimeout)
	o.LoginTimeout = cmp.Or(own, o.LoginTimeout, DefaultLoginTimeout)
	o.FirstByteTimeout = cmp.Or(own, o.FirstByteTimeout, DefaultFirstByteTimeout)
	o.IdleTimeout = cmp.Or(own, o.IdleTimeout, DefaultIdleTimeout)
	o.CommandTimeout = cmp.Or(own, o.CommandTimeout, DefaultCommandTimeout)
	o.MaxOutput = cmp.Or(o.MaxOutput, DefaultMaxOutput)
	o.HostKeys = cmp.Or(o.HostKeys, HostKeysTOFU)
	o.TypeAhead = o.TypeAhead || d.TypeAhead
	o.Profile = cmp.Or(d.SSHProfile, o.Profile, ProfileCompatible)
	if o.Retries == nil {
		o.Retries = DefaultRetries()
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	if o.Log == nil {
		o.Log = logrus.New()
		o.Log.SetOutput(io.Discard)
	}
	return o
}
