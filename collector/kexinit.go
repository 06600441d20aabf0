package collector

import (
	"bytes"
	"encoding/binary"
	"strings"

	"golang.org/x/crypto/ssh"
)

// kexLists are the algorithms of a device, as its SSH_MSG_KEXINIT has them
// (RFC 4253, section 7.1). The library tells one list, that which fails first.
type kexLists struct {
	keyExchanges, hostKeys []string
	ciphersIn, ciphersOut  []string // to the device, from it
	macsIn, macsOut        []string
}

// The numbers of the messages that may come first (RFC 4253, section 12).
const (
	msgIgnore  = 2
	msgDebug   = 4
	msgKexInit = 20
)

// parseKexInit finds the device's lists in what it has said, which is not
// encrypted yet. It returns nil if they are not there.
func parseKexInit(said []byte) *kexLists {
	packets := afterGreeting(said)
	for len(packets) > 5 {
		size, padding := int(binary.BigEndian.Uint32(packets)), int(packets[4])
		if size <= padding || size > len(packets)-4 {
			return nil
		}
		payload := packets[5 : 4+size-padding]
		packets = packets[4+size:]
		if len(payload) == 0 {
			return nil
		}
		switch payload[0] {
		case msgIgnore, msgDebug:
			continue
		case msgKexInit:
			return kexInit(payload)
		}
		return nil
	}
	return nil
}

// afterGreeting cuts off the identification string and the lines before it.
func afterGreeting(said []byte) []byte {
	for len(said) > 0 {
		line, rest, found := bytes.Cut(said, []byte{'\n'})
		if !found {
			return nil
		}
		if bytes.HasPrefix(line, []byte("SSH-")) {
			return rest
		}
		said = rest
	}
	return nil
}

func kexInit(payload []byte) *kexLists {
	var message struct {
		Cookie                   [16]byte `sshtype:"20"`
		Kex, HostKeys            []string
		CiphersIn, CiphersOut    []string
		MACsIn, MACsOut          []string
		CompressIn, CompressOut  []string
		LanguagesIn, LanguageOut []string
		FirstKexFollows          bool
		Reserved                 uint32
	}
	if err := ssh.Unmarshal(payload, &message); err != nil {
		return nil
	}
	return &kexLists{realAlgorithms(message.Kex), message.HostKeys, message.CiphersIn, message.CiphersOut, message.MACsIn, message.MACsOut}
}

// needsNoMAC reports whether a cipher authenticates on its own (RFC 5647).
func needsNoMAC(cipher string) bool {
	return strings.Contains(cipher, "gcm") || strings.Contains(cipher, "poly1305")
}
