package collector

import (
	"encoding/binary"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/inventory"
)

// packet frames a message that is not encrypted (RFC 4253, section 6).
func packet(payload []byte) []byte {
	padding := 8 - (len(payload)+5)%8 + 8
	out := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)+padding))
	out = append(out, byte(padding))
	return append(append(out, payload...), make([]byte, padding)...)
}

func kexInitPacket(kex, hostKeys, ciphers, macs string) []byte {
	payload := append([]byte{msgKexInit}, make([]byte, 16)...)
	for _, names := range []string{kex, hostKeys, ciphers, ciphers, macs, macs, "none", "none", "", ""} {
		payload = append(binary.BigEndian.AppendUint32(payload, uint32(len(names))), names...)
	}
	return packet(append(payload, 0, 0, 0, 0, 0))
}

func TestParseKexInit(t *testing.T) {
	init := string(kexInitPacket("curve25519-sha256,ext-info-s,kex-strict-s-v00@openssh.com", "ssh-rsa", "aes128-ctr", "hmac-sha1"))
	debug := string(packet([]byte{msgDebug, 1, 0, 0, 0, 0, 0, 0, 0, 0}))
	for name, test := range map[string]struct {
		said  string
		found bool
	}{
		"plain":            {"SSH-2.0-x\r\n" + init, true},
		"lines before it":  {"welcome\r\nto SSH-2.0\r\nSSH-2.0-x\n" + init, true},
		"a message before": {"SSH-2.0-x\r\n" + debug + init, true},
		"more behind":      {"SSH-2.0-x\r\n" + init + "behind", true},
		"cut off":          {"SSH-2.0-x\r\n" + init[:len(init)-1], false},
		"no greeting":      {init, false},
		"another message":  {"SSH-2.0-x\r\n" + string(packet([]byte{1})) + init, false},
		"nothing":          {"", false},
	} {
		lists := parseKexInit([]byte(test.said))
		if (lists != nil) != test.found {
			t.Errorf("%s: %+v", name, lists)
		}
		if lists != nil && (!slices.Equal(lists.keyExchanges, []string{"curve25519-sha256"}) || !slices.Equal(lists.hostKeys, []string{"ssh-rsa"}) ||
			!slices.Equal(lists.ciphersOut, []string{"aes128-ctr"}) || !slices.Equal(lists.macsIn, []string{"hmac-sha1"})) {
			t.Errorf("%s: %+v", name, lists)
		}
	}
}

// FuzzParseKexInit: whatever a device says.
func FuzzParseKexInit(f *testing.F) {
	f.Add([]byte("SSH-2.0-x\r\n" + string(kexInitPacket("a,b", "c", "d", "e"))))
	f.Add([]byte("SSH-2.0-x\r\n\xff\xff\xff\xff\x00\x14"))
	f.Fuzz(func(t *testing.T, said []byte) {
		if lists := parseKexInit(said); lists != nil && len(said) < 100 {
			t.Errorf("%+v out of %d bytes", lists, len(said))
		}
	})
}

// TestAShortGroup: a device whose only key exchange is one with a group of its
// own choice, which is too short. The words are the library's.
func TestAShortGroup(t *testing.T) {
	ours, theirs := net.Pipe()
	defer func() { _ = ours.Close() }()
	go func() {
		defer func() { _ = theirs.Close() }()
		go func() { // what the client says is of no interest
			b := make([]byte, 1<<10)
			for {
				if _, err := theirs.Read(b); err != nil {
					return
				}
			}
		}()
		prime := new(big.Int).Lsh(big.NewInt(1), 1023)
		group := ssh.Marshal(struct {
			P *big.Int `sshtype:"31"`
			G *big.Int
		}{prime, big.NewInt(2)})
		_, _ = theirs.Write([]byte("SSH-2.0-Cisco-1.25\r\n"))
		_, _ = theirs.Write(kexInitPacket("diffie-hellman-group-exchange-sha256,diffie-hellman-group14-sha1", "ssh-rsa", "aes128-ctr", "hmac-sha2-256"))
		_, _ = theirs.Write(packet(group))
	}()
	a, err := algorithmsOf(ProfileModern)
	if err != nil {
		t.Fatal(err)
	}
	wire := &greeted{Conn: ours}
	_, _, _, err = ssh.NewClientConn(wire, "r1:22", &ssh.ClientConfig{Config: a.Config, HostKeyAlgorithms: []string{ssh.KeyAlgoRSA}, HostKeyCallback: ssh.InsecureIgnoreHostKey()}) //nolint:gosec // no device
	if err == nil {
		t.Fatal("a group of 1024 bits is taken")
	}
	failed := classifyHandshake(t.Context(), "r1", &authenticator{}, err)
	if failed.Class != ClassAlgorithms {
		t.Fatalf("%v", failed)
	}
	failed = explainAlgorithms(failed, inventory.Device{Name: "r1"}, Options{Profile: ProfileModern}, wire.lists())
	for _, says := range []string{"a group of 1024 bits", "ip ssh dh min size 2048", "ssh_profile: compatible"} {
		if !strings.Contains(failed.Error(), says) {
			t.Errorf("%q does not say %q", failed, says)
		}
	}
}
