package simulator

import (
	"bytes"
	"cmp"
	"crypto/subtle"
	"errors"
	"net"

	"golang.org/x/crypto/ssh"
)

// idents are the SSH identification strings of the platforms.
var idents = map[string]string{
	"cisco-ios":  "SSH-2.0-Cisco-1.25",
	"cisco-asa":  "SSH-2.0-Cisco-1.25",
	"strongswan": "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7",
	"libreswan":  "SSH-2.0-OpenSSH_8.7",
	"vyos":       "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3",
	"junos":      "SSH-2.0-OpenSSH_7.5",
	"fortios":    "SSH-2.0-Qk3vT9z_1",
	"panos":      "SSH-2.0-OpenSSH_12.1",
	"routeros":   "SSH-2.0-ROSSH",
}

var errDenied = errors.New("permission denied")

// config is the SSH side of the device for its number-th connection.
func (s *Server) config(number int, conn net.Conn) (*ssh.ServerConfig, error) {
	quirks := &s.device.Quirks
	config := &ssh.ServerConfig{ServerVersion: idents[s.device.Platform], MaxAuthTries: cmp.Or(quirks.MaxAuthTries, 6)}
	config.KeyExchanges, config.Ciphers, config.MACs = quirks.Speaks.KeyExchanges, quirks.Speaks.Ciphers, quirks.Speaks.MACs
	config.RekeyThreshold = quirks.RekeyAfter
	if quirks.OldAlgorithms {
		config.KeyExchanges = []string{"diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"}
		config.Ciphers = []string{"aes128-cbc", "3des-cbc"}
		config.MACs = []string{"hmac-sha1"}
	}
	if quirks.Banner != "" {
		config.BannerCallback = func(ssh.ConnMetadata) string { return quirks.Banner }
	}
	s.offer(config, conn)
	key := s.key
	if quirks.WrongHostKeyAfterFirst && number > 1 {
		var err error
		if key, err = NewHostKey(); err != nil {
			return nil, err
		}
	}
	config.AddHostKey(key)
	for _, further := range s.furtherKeys {
		config.AddHostKey(further)
	}
	return config, nil
}

func (s *Server) check(user, password string) error {
	s.logins.Add(1)
	s.secrets.Add(1)
	s.consult()
	ok := subtle.ConstantTimeCompare([]byte(password), []byte(s.device.Password)) == 1
	if user != s.device.User || !ok || s.device.Password == "" {
		return errDenied
	}
	return nil
}

func (s *Server) checkKey(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
	s.logins.Add(1)
	for _, allowed := range s.device.Keys {
		if meta.User() == s.device.User && bytes.Equal(allowed.Marshal(), key.Marshal()) {
			return nil, nil
		}
	}
	return nil, errDenied
}
