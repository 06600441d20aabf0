package collector_test

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"

	"ipsec-diag/collector"
	"ipsec-diag/inventory"
)

// A rawServer speaks SSH packet by packet, for messages that the library's
// server does not send: it does one key exchange (RFC 8731, aes128-ctr,
// hmac-sha2-256) and answers each login request with what the test says.
type rawServer struct {
	*bufio.Reader
	conn          net.Conn
	key           ssh.Signer
	in, out       cipher.Stream
	inMAC, outMAC hash.Hash
	inSeq, outSeq uint32
}

const rawIdent = "SSH-2.0-Raw"

func (s *rawServer) write(payload []byte) error {
	size := 16
	padding := size - (5+len(payload))%size
	if padding < 4 {
		padding += size
	}
	packet := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)+padding))
	packet = append(append(append(packet, byte(padding)), payload...), make([]byte, padding)...)
	if s.out != nil {
		mac := seal(s.outMAC, s.outSeq, packet)
		s.out.XORKeyStream(packet, packet)
		packet = append(packet, mac...)
	}
	s.outSeq++
	_, err := s.conn.Write(packet)
	return err
}

func (s *rawServer) read() ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(s, head); err != nil {
		return nil, err
	}
	if s.in != nil {
		s.in.XORKeyStream(head, head)
	}
	body := make([]byte, binary.BigEndian.Uint32(head))
	if _, err := io.ReadFull(s, body); err != nil {
		return nil, err
	}
	if s.in != nil {
		s.in.XORKeyStream(body, body)
		if _, err := io.CopyN(io.Discard, s, sha256.Size); err != nil {
			return nil, err
		}
	}
	s.inSeq++
	return body[1 : len(body)-int(body[0])], nil
}

func seal(mac hash.Hash, seq uint32, packet []byte) []byte {
	mac.Reset()
	mac.Write(binary.BigEndian.AppendUint32(nil, seq))
	mac.Write(packet)
	return mac.Sum(nil)
}

// exchange agrees on keys.
func (s *rawServer) exchange() error {
	if _, err := io.WriteString(s.conn, rawIdent+"\r\n"); err != nil {
		return err
	}
	client, err := s.ReadString('\n')
	if err != nil {
		return err
	}
	type lists struct {
		KEX, Key, In, Out, InMAC, OutMAC, Zip, Unzip, Lang, Gnal string
		Follows                                                  bool
		Reserved                                                 uint32
	}
	mine := append(append([]byte{20}, make([]byte, 16)...), ssh.Marshal(lists{KEX: "curve25519-sha256", Key: "ssh-ed25519", In: "aes128-ctr", Out: "aes128-ctr",
		InMAC: "hmac-sha2-256", OutMAC: "hmac-sha2-256", Zip: "none", Unzip: "none"})...)
	if err := s.write(mine); err != nil {
		return err
	}
	theirs, err := s.read()
	if err != nil {
		return err
	}
	init, err := s.read()
	if err != nil {
		return err
	}
	point := init[5:]
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	peer, err := ecdh.X25519().NewPublicKey(point)
	if err != nil {
		return err
	}
	shared, err := private.ECDH(peer)
	if err != nil {
		return err
	}
	host, own := s.key.PublicKey().Marshal(), private.PublicKey().Bytes()
	secret := ssh.Marshal(struct{ K *big.Int }{new(big.Int).SetBytes(shared)})
	digest := sha256.Sum256(append(ssh.Marshal(struct{ VC, VS, IC, IS, KS, QC, QS []byte }{
		[]byte(strings.TrimRight(client, "\r\n")), []byte(rawIdent), theirs, mine, host, point, own}), secret...))
	signature, err := s.key.Sign(rand.Reader, digest[:])
	if err != nil {
		return err
	}
	reply := append([]byte{31}, ssh.Marshal(struct{ KS, QS, Sig []byte }{host, own, ssh.Marshal(signature)})...)
	for _, packet := range [][]byte{reply, {21}} {
		if err := s.write(packet); err != nil {
			return err
		}
	}
	if _, err := s.read(); err != nil { // their message 21
		return err
	}
	derive := func(letter byte) []byte {
		sum := sha256.New()
		for _, part := range [][]byte{secret, digest[:], {letter}, digest[:]} {
			sum.Write(part)
		}
		return sum.Sum(nil)
	}
	s.in, s.out = stream(derive('C'), derive('A')), stream(derive('D'), derive('B'))
	s.inMAC, s.outMAC = hmac.New(sha256.New, derive('E')), hmac.New(sha256.New, derive('F'))
	return nil
}

func stream(key, iv []byte) cipher.Stream {
	block, err := aes.NewCipher(key[:16])
	if err != nil {
		panic(err)
	}
	return cipher.NewCTR(block, iv[:16])
}

// login answers the service request and then each login request.
func (s *rawServer) login(answer func(method string) [][]byte) error {
	if err := s.exchange(); err != nil {
		return err
	}
	for {
		packet, err := s.read()
		if err != nil {
			return err
		}
		var replies [][]byte
		switch packet[0] {
		case 5:
			replies = [][]byte{append([]byte{6}, packet[1:]...)}
		case 50:
			var request struct {
				User, Service, Method string
				Rest                  []byte `ssh:"rest"`
			}
			if err := ssh.Unmarshal(packet[1:], &request); err != nil {
				return err
			}
			replies = answer(request.Method)
		}
		for _, reply := range replies {
			if len(reply) == 0 { // hang up
				return nil
			}
			if err := s.write(reply); err != nil {
				return err
			}
		}
	}
}

// startRaw serves one connection and returns how to reach it.
func startRaw(t *testing.T, answer func(method string) [][]byte) (inventory.Device, collector.Options) {
	t.Helper()
	_, device, options := start(t, linuxDevice())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, key := generate(t)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		_ = (&rawServer{Reader: bufio.NewReader(conn), conn: conn, key: key}).login(answer)
	}()
	device.Port = listener.Addr().(*net.TCPAddr).Port
	return device, options
}

// offers is the message that a login failed and what else there is (RFC 4252,
// section 5.1).
func offers(methods string) []byte {
	return append([]byte{51}, ssh.Marshal(struct {
		Methods string
		Partial bool
	}{methods, false})...)
}

// TestMalformedBanner: one with bytes behind the language tag, as Huawei sends
// it (golang/go#81647), is overlooked; one without that tag ends the login, and
// the person is told that it is the banner.
func TestMalformedBanner(t *testing.T) {
	text := ssh.Marshal(struct{ Text string }{"Keep out"})
	for name, test := range map[string]struct {
		behind []byte
		class  collector.Class
		says   string
	}{
		"bytes behind the tag": {[]byte{0, 0, 0, 0, 0, 0}, collector.ClassAuthRejected, "tried password"},
		"no language tag":      {nil, collector.ClassProtocol, "not well-formed (RFC 4252, section 5.4); the credential was not tried. Remove the banner"},
	} {
		t.Run(name, func(t *testing.T) {
			banner := slices.Concat([]byte{53}, text, test.behind)
			device, options := startRaw(t, func(string) [][]byte { return [][]byte{banner, offers("password")} })
			if err := tryOpen(t, device, options); class(err) != test.class || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestPasswordChangeRequested by the method "password" (RFC 4252, section 8):
// it is not a rejection, and no further method is tried.
func TestPasswordChangeRequested(t *testing.T) {
	var passwords, others atomic.Int32
	answer := func(method string) [][]byte {
		switch method {
		case "none":
			return [][]byte{offers("password,hostbased")}
		case "password":
			passwords.Add(1)
			return [][]byte{append([]byte{60}, ssh.Marshal(struct{ Text, Language string }{"Your password has expired", ""})...)}
		}
		others.Add(1)
		return [][]byte{offers("password")}
	}
	memory := collector.NewRejections()
	for range 2 {
		device, options := startRaw(t, answer)
		options.Rejections = memory
		if err := tryOpen(t, device, options); class(err) != collector.ClassPasswordExpired {
			t.Errorf("%v", err)
		}
	}
	if passwords.Load() != 2 || others.Load() != 0 {
		t.Errorf("%d passwords and %d other methods", passwords.Load(), others.Load())
	}
}

// TestDisconnectAfterASecret is a rejection in other words: the device says
// that there is no further try.
func TestDisconnectAfterASecret(t *testing.T) {
	device, options := startRaw(t, func(method string) [][]byte {
		if method == "none" {
			return [][]byte{offers("password")}
		}
		return [][]byte{append([]byte{1}, ssh.Marshal(struct {
			Reason   uint32
			Text, La string
		}{14, "No more authentication methods available", ""})...)}
	})
	if err := tryOpen(t, device, options); class(err) != collector.ClassAuthRejected {
		t.Errorf("%v", err)
	}
}

// TestHangUpOnAKey is not one on the secret, which was never sent.
func TestHangUpOnAKey(t *testing.T) {
	_, key := newKey(t)
	memory := collector.NewRejections()
	for i := range 3 {
		device, options := startRaw(t, func(method string) [][]byte {
			if method == "none" {
				return [][]byte{offers("publickey,password")}
			}
			return [][]byte{nil}
		})
		device.Login.Keys, options.Rejections = []string{key}, memory
		err := tryOpen(t, device, options)
		if class(err) != collector.ClassConnectionCut || !strings.Contains(err.Error(), "during the login: user ops, tried publickey (key file ") {
			t.Errorf("device %d: %v", i, err)
		}
	}
}
