package collector

import (
	"fmt"

	"golang.org/x/crypto/ssh"
)

// The SSH profiles: which algorithms are offered. Each holds all of the one
// before it. Group exchange stands last: old IOS only takes some group sizes.
const (
	ProfileModern     = "modern"     // nothing with SHA-1
	ProfileCompatible = "compatible" // and group14-sha1, ssh-rsa: IOS 15, ASA 9
	ProfileLegacy     = "legacy"     // and group1, CBC, ssh-dss: IOS 12
)

// algorithms is what one profile offers.
type algorithms struct {
	ssh.Config
	hostKeys []string
}

// algorithmsOf returns the profile's lists, made anew for each connection:
// shared lists would let one device change what another is offered.
func algorithmsOf(profile string) (algorithms, error) {
	a := modern()
	switch profile {
	case ProfileModern:
	case ProfileCompatible:
		a.addCompatible()
	case ProfileLegacy:
		a.addCompatible()
		a.addLegacy()
	default:
		return a, fmt.Errorf("no SSH profile %q: there are %s, %s and %s", profile, ProfileModern, ProfileCompatible, ProfileLegacy)
	}
	return a, nil
}

func modern() algorithms {
	var a algorithms
	a.KeyExchanges = []string{
		ssh.KeyExchangeMLKEM768X25519, ssh.KeyExchangeCurve25519, "curve25519-sha256@libssh.org",
		ssh.KeyExchangeECDHP256, ssh.KeyExchangeECDHP384, ssh.KeyExchangeECDHP521,
		ssh.KeyExchangeDH14SHA256, ssh.KeyExchangeDH16SHA512, ssh.KeyExchangeDHGEXSHA256,
	}
	a.Ciphers = []string{
		ssh.CipherAES128GCM, ssh.CipherAES256GCM, ssh.CipherChaCha20Poly1305,
		ssh.CipherAES128CTR, ssh.CipherAES192CTR, ssh.CipherAES256CTR,
	}
	a.MACs = []string{ssh.HMACSHA256ETM, ssh.HMACSHA512ETM, ssh.HMACSHA256, ssh.HMACSHA512}
	a.hostKeys = []string{
		ssh.CertAlgoED25519v01, ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01,
		ssh.CertAlgoRSASHA256v01, ssh.CertAlgoRSASHA512v01,
		ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
		ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512,
	}
	return a
}

func (a *algorithms) addCompatible() {
	a.KeyExchanges = append(a.KeyExchanges, ssh.InsecureKeyExchangeDH14SHA1)
	a.MACs = append(a.MACs, ssh.HMACSHA1)
	a.hostKeys = append(a.hostKeys, ssh.KeyAlgoRSA)
}

func (a *algorithms) addLegacy() {
	a.KeyExchanges = append(a.KeyExchanges, ssh.InsecureKeyExchangeDH1SHA1, ssh.InsecureKeyExchangeDHGEXSHA1)
	a.Ciphers = append(a.Ciphers, ssh.InsecureCipherAES128CBC, ssh.InsecureCipherTripleDESCBC)
	a.MACs = append(a.MACs, ssh.InsecureHMACSHA196)
}
