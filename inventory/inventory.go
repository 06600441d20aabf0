// Package inventory holds the devices and the tunnels that are meant to exist,
// and reads them from a file.
package inventory

import "time"

// An Inventory is what the operator wrote down: devices and intended tunnels.
type Inventory struct {
	// Path is the file it was read from.
	Path    string
	Devices []Device
	Tunnels []Tunnel
	// Unread is what was left out on purpose: columns of a table that are no
	// settings. It is shown to whoever wrote them.
	Unread Problems
}

// A Device is one VPN gateway that can be logged in to.
type Device struct {
	Name string
	// Address is a host name or an address; the device's name when not given.
	Address string
	Port    int // 22 when not given
	// Platform is a platform's name, or empty to recognise it.
	Platform string
	Site     string
	Zone     string
	Role     string
	Tags     []string
	Login    Login
	// Jump names the device, or user@host[:port], to connect through.
	Jump string
	// HostKey pins the device's host key: "SHA256:...".
	HostKey string
	// Aliases are further addresses of the device: those its tunnels use.
	Aliases []string
	Timeout time.Duration
	// Sudo asks for "sudo -n" in front of every command of a Linux host.
	Sudo bool
	// Context is the security context of the device to read, where it has
	// several (Cisco ASA; a virtual domain of FortiOS); empty for the one that the login lands in.
	Context string
	// SSHProfile is which algorithms may be agreed on: [ProfileModern],
	// [ProfileCompatible] or [ProfileLegacy]; empty for what the run says.
	SSHProfile string
	// AllowShortRSA accepts an RSA host key of fewer than 1024 bits, which can
	// be broken.
	AllowShortRSA bool
	// TypeAhead sends commands before the answers to those before have come,
	// where the platform is known to take them; it saves round trips.
	TypeAhead bool
	// Transport is how commands are sent: [TransportShell] or [TransportExec];
	// empty for what the platform does.
	Transport string
}

// The values of [Device.SSHProfile].
const (
	ProfileModern     = "modern"
	ProfileCompatible = "compatible"
	ProfileLegacy     = "legacy"
)

// The values of [Device.Transport]: a shell on a terminal, or one exec request
// a command (RFC 4254, section 6.5).
const (
	TransportShell = "shell"
	TransportExec  = "exec"
)

// A Login says who logs in and where the secrets are. It never holds a secret.
type Login struct {
	User string
	// EnableLevel is the privilege level to ask for, "1" to "14", where the
	// secret is that of a level of its own (Cisco); empty for the highest.
	EnableLevel string
	// Password, EnableSecret and KeyPassphrase are references: "env:NAME",
	// "file:PATH", "cmd:COMMAND", "keyring:SERVICE/USER", "ask". Reading a file turns "ask" into
	// "ask:QUESTION", so that one question is not taken for another.
	Password     string
	EnableSecret string
	// Keys are private key files; Agent asks for the keys of the SSH agent.
	Keys          []string
	KeyPassphrase string
	Agent         bool
	// PasswordPrompt is a hidden question of the device's login to which the
	// password is the answer, besides those known to be one; capitals and blanks
	// around it do not count. [PromptBlank] is a question without words.
	PasswordPrompt string
}

// PromptBlank is the value of [Login.PasswordPrompt] for a question without
// words.
const PromptBlank = "blank"

// A Tunnel is one intended tunnel between two ends.
type Tunnel struct {
	Name string
	// Ends are device names or, for an end nobody can log in to, addresses. The
	// address of a device in a file is read as that device's name.
	Ends [2]string
	// OnDemand says that the tunnel may be down while nothing asks for it.
	OnDemand bool
	// Disabled says that the tunnel is switched off on purpose.
	Disabled bool
	// Selectors are the intended subnet pairs: [0] behind Ends[0].
	Selectors [][2]string
	// Flows are traffic that the tunnel is meant to carry, either way.
	Flows []Flow
}
