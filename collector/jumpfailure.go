package collector

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"
)

// unknownHost are the words of getaddrinfo(3) on the systems that serve as jump
// hosts, in lower case.
var unknownHost = []string{"name or service not known", "no address associated", "nodename nor servname", "name resolution", "unknown host"}

// failure tells why a device could not be reached from a jump host: what helps
// is to be done there and not on this machine.
func (e *cannotReach) failure(device, addr string, cause error) *Error {
	class, advice := ClassUnreachable, "Check from jump host "+e.hop+" that the device's SSH port answers (route, firewall, an access list on its VTY lines that lets the jump host in)"
	var answer *ssh.OpenChannelError
	switch {
	case !errors.As(e.err, &answer):
	case answer.Reason == ssh.Prohibited:
		class, advice = ClassJump, "Nothing is known about the device: the jump host forbids connections through it (AllowTcpForwarding, DisableForwarding, PermitOpen of sshd_config there, or the options of the key)"
	case saysUnknownHost(answer.Message):
		class, advice = ClassName, "Check the address in the inventory, and the DNS of jump host "+e.hop+": the name is looked up there"
	}
	f := failure(class, device, e.about(addr), cause)
	f.Advice, f.early = advice, e.refused()
	return f
}

func saysUnknownHost(text string) bool {
	text = strings.ToLower(text)
	for _, words := range unknownHost {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// about says what a jump host cannot do.
func (e *cannotReach) about(addr string) string {
	var answer *ssh.OpenChannelError
	switch {
	case errors.As(e.err, &answer):
		return fmt.Sprintf("jump host %s cannot reach %s: %s", e.hop, addr, answer.Message)
	case isTimeout(e.err):
		return fmt.Sprintf("%s does not answer through jump host %s", addr, e.hop)
	}
	return e.Error()
}

// refused reports whether the address refuses connections, in OpenSSH's words.
func (e *cannotReach) refused() bool {
	var answer *ssh.OpenChannelError
	return errors.As(e.err, &answer) && strings.Contains(answer.Message, "refused")
}
