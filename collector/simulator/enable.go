package simulator

import "crypto/subtle"

// Enable is what the command that asks for privilege does.
type Enable int

// The kinds of enable.
const (
	EnableAsks      Enable = iota // asks for the secret
	EnableFree                    // gives privilege and asks nothing
	EnableNamed                   // asks for a user name and the secret
	EnableLevelOnly               // knows the secret of level 5 only: "enable 5"
	EnableNotReady                // refuses without a question
)

// limited reports whether a login begins without privilege.
func (d *Device) limited() bool {
	return d.EnableSecret != "" || d.Quirks.NoEnable || d.Quirks.Enable != EnableAsks
}

// enable gives privilege at a level, after what the device asks.
func (s *shell) enable(level string) bool {
	if s.privileged {
		return true
	}
	quirks := &s.c.device.Quirks
	switch quirks.Enable {
	case EnableFree:
		s.privileged = true
		return true
	case EnableNotReady:
		return s.print("% Error in authentication.\r\n\r\n")
	case EnableNamed:
		s.print("Username: ")
		name, err := s.readLine(true)
		if err != nil {
			return false
		}
		s.c.server.record(name)
	}
	known := quirks.Enable != EnableLevelOnly || level == "5"
	for range 3 {
		s.print("Password: ")
		secret, err := s.readLine(false)
		if err != nil {
			return false
		}
		if quirks.NoEnable && !s.asa {
			return s.print("% Error in authentication.\r\n\r\n")
		}
		if known && !quirks.NoEnable && subtle.ConstantTimeCompare([]byte(secret), []byte(s.c.device.EnableSecret)) == 1 {
			s.privileged = true
			return true
		}
		if s.asa {
			s.print("Invalid password\r\n")
		}
	}
	if s.asa {
		return s.print("Access denied.\r\n")
	}
	return s.print("% Bad secrets\r\n\r\n")
}
