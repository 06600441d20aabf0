package linux

// Probe tells the platforms apart whose SSH server is OpenSSH: it lists which
// IKE daemon is installed, in alphabetical order. It needs no privilege and no
// search path. A device that is no Unix host says that it does not know it.
const Probe = "ls -d /usr/libexec/ipsec/pluto /usr/libexec/vyos /usr/local/sbin/swanctl /usr/sbin/swanctl"

// The answers to Probe. A host with the daemons of two projects is none of
// them: which one runs its tunnels is not guessed.
const (
	ProofStrongSwan = `\A(/usr/local/sbin/swanctl\n?|(/usr/local/sbin/swanctl\n)?/usr/sbin/swanctl\n?)\z`
	ProofLibreswan  = `\A/usr/libexec/ipsec/pluto\n?\z`
	ProofVyOS       = `(?m)^/usr/libexec/vyos$`
)
