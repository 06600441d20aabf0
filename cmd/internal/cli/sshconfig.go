package cli

import (
	"os"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/config"
	"ipsec-diag/collector/sshconfig"
	"ipsec-diag/inventory/credential"
)

// sshConfig reads the ssh_config file and says what of it is left out. One that
// was named must exist.
func (s *settings) sshConfig(log *logrus.Logger) (*sshconfig.Config, error) {
	path := s.cfg.SSHConfig
	if path == "" || path == config.NoSSHConfig {
		return nil, nil
	}
	if path != credential.ExpandHome(config.DefaultSSHConfig) {
		if _, err := os.Stat(path); err != nil {
			return nil, usageError("cannot read the ssh_config file %s: %s", path, plainReason(err))
		}
	}
	read, err := sshconfig.Load(path)
	if err != nil {
		return nil, usageError("%v; --ssh-config none goes on without it", err)
	}
	for _, warning := range read.Warnings {
		log.Warn(warning)
	}
	return read, nil
}

// knownToSSH are the files of known host keys that ssh reads, for the hosts,
// authorities and revoked keys in them. They are never written to.
func (s *settings) knownToSSH() []string {
	if s.cfg.SSHConfig == "" || s.cfg.SSHConfig == config.NoSSHConfig {
		return nil
	}
	return []string{credential.ExpandHome("~/.ssh/known_hosts"), "/etc/ssh/ssh_known_hosts"}
}
