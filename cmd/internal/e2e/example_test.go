//go:build e2e

package e2e

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"ipsec-diag/engine/knowledge/examples"
	"ipsec-diag/engine/mtu"
)

// suites are ESP suites whose packets are measured, each with another IV, block
// or check value, as swanctl.conf spells them.
var suites = []string{"aes256gcm16", "aes128gcm8", "aes256-sha1", "aes128-sha256", "aes256-sha384", "aes256-sha512", "aes128ccm12", "chacha20poly1305", "3des-sha1", "null-sha256", "aes128ctr-sha256"}

// TestExample brings two strongSwan gateways up with nothing but what
// "ipsec-diag example strongswan" prints: the tunnel comes up, is rekeyed with
// PFS and carries traffic, the program finds it healthy and the audit nothing.
// Then the length of real ESP packets is compared with what "mtu" computes.
func TestExample(t *testing.T) {
	t.Parallel()
	bin := buildProgram(t)
	l := newLab(t, strongSwanLab, firstLab(t)+labs[strongSwanLab]+labs[libreswanLab])
	l.run(t, "fault", "healthy-idle")
	pair, err := examples.For("strongswan", "strongswan", examples.Policy)
	if err != nil {
		t.Fatal(err)
	}
	key := randomKey(t)
	load(t, l, pair, key, "")
	sas := installed(t, l, "AES_GCM_16-256")
	if !strings.Contains(sas, "AES_CBC-256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256") {
		t.Errorf("the IKE SA was not made as the example says:\n%s", sas)
	}
	l.run(t, "exec", "br1lan", "ping", "-c", "3", "-i", "0.2", "-W", "2", "10.1.0.10")
	l.run(t, "exec", "hq", "swanctl", "--rekey", "--child", "lan")
	installed(t, l, "AES_GCM_16-256/ECP_256")
	judge(t, bin, l, key)
	for _, suite := range suites {
		t.Run(suite, func(t *testing.T) { measure(t, l, pair, key, suite) })
	}
}

// TestExampleLibreswan needs the guest with ESP in its kernel. It brings the example of Libreswan up, against itself and
// against that of strongSwan.
func TestExampleLibreswan(t *testing.T) {
	t.Parallel()
	l := newLab(t, libreswanLab, firstLab(t)+labs[strongSwanLab]+labs[libreswanLab]+1)
	key := randomKey(t)
	for _, c := range []struct{ fault, hq string }{{"lsw-healthy", "libreswan"}, {"lsw-mixed-healthy", "strongswan"}} {
		pair, err := examples.For(c.hq, "libreswan", examples.Policy)
		if err != nil {
			t.Fatal(err)
		}
		if c.hq != "libreswan" { // "up" has built the other
			l.run(t, "fault", c.fault)
		}
		load(t, l, pair, key, "")
		up := "STATE_V2_ESTABLISHED_CHILD_SA"
		status := ""
		for range 40 {
			if status = l.run(t, "exec", "br1", "ipsec", "status"); strings.Contains(status, up) {
				break
			}
			time.Sleep(500 * time.Millisecond)
		}
		for _, want := range []string{up, "IKEv2 algorithm newest: AES_CBC_256-HMAC_SHA2_256-DH19", "ESP algorithm newest: AES_GCM_16_256-NONE"} {
			if !strings.Contains(status, want) {
				t.Errorf("%s: no %q in\n%s", c.fault, want, status)
			}
		}
		l.run(t, "exec", "br1lan", "ping", "-c", "3", "-W", "3", "10.1.0.10")
		fmt.Printf("e2e: example %s to libreswan is up and answers a ping\n", c.hq)
	}
}

func randomKey(t *testing.T) string {
	t.Helper()
	b := make([]byte, 33)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// load puts an example on both gateways, with a key, and lets them start. A
// suite replaces the one of ESP.
func load(t *testing.T, l *lab, pair examples.Pair, key, suite string) {
	t.Helper()
	for i, node := range []string{"hq", "br1"} {
		e := &pair.Ends[i]
		if e.Platform == "libreswan" {
			loadLibreswan(t, l, node, e, key)
		} else {
			loadStrongSwan(t, l, node, e, key, suite)
		}
	}
}

func loadStrongSwan(t *testing.T, l *lab, node string, e *examples.End, key, suite string) {
	t.Helper()
	l.run(t, "exec", node, "sh", "-c", "for c in hq br1 branch; do swanctl --terminate --ike $c --force; done >/dev/null 2>&1; rm -f /etc/swanctl/conf.d/*")
	for _, f := range e.Files {
		text := strings.ReplaceAll(f.Text, "<PRE-SHARED-KEY>", key)
		if suite != "" {
			text = strings.Replace(text, "aes256gcm16-ecp256", suite, 1)
		}
		switch {
		case strings.HasPrefix(f.Name, "/etc/swanctl/"):
			l.write(t, node, f.Name, text)
		case strings.HasPrefix(f.Name, "/etc/nftables.conf") && l.script == strongSwanLab: // the guest's kernel has no "inet" tables
			l.write(t, node, "/run/nftables.conf", "flush ruleset\n"+text)
			l.run(t, "exec", node, "nft", "-f", "/run/nftables.conf")
		}
	}
	if out := l.run(t, "exec", node, "swanctl", "--load-all", "--noprompt"); !strings.Contains(out, "successfully loaded 1 connections") {
		t.Fatalf("%s did not load the example:\n%s", node, out)
	}
}

// loadLibreswan keeps "config setup" of the lab, which an example does not have.
func loadLibreswan(t *testing.T, l *lab, node string, e *examples.End, key string) {
	t.Helper()
	l.run(t, "exec", node, "sh", "-c", "for c in hq br1 branch; do ipsec auto --delete $c; done >/dev/null 2>&1; rm -f /etc/ipsec.d/*.conf; sed -i '/^conn/,$d' /etc/ipsec.conf; echo 'include /etc/ipsec.d/*.conf' >>/etc/ipsec.conf")
	name := ""
	for _, f := range e.Files {
		text := strings.ReplaceAll(f.Text, "<PRE-SHARED-KEY>", key)
		switch {
		case strings.HasSuffix(f.Name, ".secrets"):
			l.write(t, node, "/etc/ipsec.secrets", text)
		case strings.HasPrefix(f.Name, "/etc/ipsec.d/"):
			name = strings.TrimSuffix(strings.TrimPrefix(f.Name, "/etc/ipsec.d/"), ".conf")
			l.write(t, node, f.Name, text)
		}
	}
	l.run(t, "exec", node, "sh", "-c", "ipsec auto --rereadsecrets && ipsec auto --add "+name+" && ipsec auto --asynchronous --up "+name)
}

// write puts a text into a file of a node.
func (l *lab) write(t *testing.T, node, file, text string) {
	t.Helper()
	l.run(t, "exec", node, "sh", "-c", "echo "+base64.StdEncoding.EncodeToString([]byte(text))+" | base64 -d >"+file)
}

// installed waits for a Child SA with a suite and returns the list of SAs.
func installed(t *testing.T, l *lab, suite string) string {
	t.Helper()
	line := regexp.MustCompile(`INSTALLED, TUNNEL\S*, ESP:` + regexp.QuoteMeta(suite) + `\n`)
	sas := ""
	for range 100 {
		if sas = l.run(t, "exec", "hq", "swanctl", "--list-sas"); line.MatchString(sas) {
			return sas
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("no Child SA with %s:\n%s", suite, sas)
	return ""
}

// judge asks the program about the tunnel.
func judge(t *testing.T, bin string, l *lab, key string) {
	t.Helper()
	file := l.inventory(t)
	r := runProgram(t, bin, arguments(file, "hq", true)...)
	rep := parseReport(t, r)
	printLine("example", rep, r, 0)
	checkHeadline(t, rep, r, ids("intent/healthy", "data/idle"), healthy)
	for _, args := range [][]string{{"audit"}, {"audit", "--policy", "nist"}} {
		r := runProgram(t, bin, append(args, "--inventory", file, "--peer", "hq")...)
		if r.exit != 0 || !strings.Contains(r.stdout, "0 forbidden and negotiated, 0 warnings") {
			t.Errorf("%v: exit %d\n%s%s", args, r.exit, r.stdout, r.stderr)
		}
		if strings.Contains(r.stdout+r.stderr, key) {
			t.Errorf("%v prints the key", args)
		}
	}
	if r := runProgram(t, bin, "mtu", "--inventory", file, "--peer", "hq"); r.exit != 0 || !strings.Contains(r.stdout, "largest packet inside       1438") {
		t.Errorf("mtu: exit %d\n%s%s", r.exit, r.stdout, r.stderr)
	}
}

// measure counts the octets of ESP on the path for pings of several lengths.
func measure(t *testing.T, l *lab, pair examples.Pair, key, suite string) {
	load(t, l, pair, key, suite)
	waitForChild(t, l)
	cipher, integrity, err := mtu.ParseSuite(suite)
	if err != nil {
		t.Fatal(err)
	}
	e := mtu.Encapsulation{Cipher: cipher, Integrity: integrity, Mode: mtu.Tunnel, NATT: true} // the lab always has UDP
	for _, data := range []int{56, 57, 65, 100, 511, 1200} {
		want, err := e.Wire(data + 28)
		if err != nil {
			t.Fatal(err)
		}
		if got := lengthOnPath(t, l, data); got != want {
			t.Errorf("a packet of %d octets is %d on the path, computed %d (%s)", data+28, got, want, e.String())
		}
	}
}

func waitForChild(t *testing.T, l *lab) {
	t.Helper()
	for range 100 {
		if strings.Contains(l.run(t, "exec", "hq", "swanctl", "--list-sas"), "INSTALLED") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the tunnel did not come up with this suite")
}

var counted = regexp.MustCompile(`counter packets (\d+) bytes (\d+)`)

// lengthOnPath sends three pings and returns the length of their ESP packets,
// which are those to UDP 4500 that do not begin with four zero octets (RFC 3948,
// section 2.2) and are no keepalives.
func lengthOnPath(t *testing.T, l *lab, data int) int {
	t.Helper()
	l.run(t, "exec", "inet", "sh", "-c", "nft delete table inet count 2>/dev/null; nft add table inet count; "+
		"nft add chain inet count f '{ type filter hook forward priority 0; }'; nft add rule inet count f udp dport 4500 udp length '>' 9 @th,64,32 != 0 counter")
	l.run(t, "exec", "br1lan", "ping", "-c", "3", "-i", "0.2", "-W", "2", "-s", fmt.Sprint(data), "10.1.0.10")
	m := counted.FindStringSubmatch(l.run(t, "exec", "inet", "nft", "list", "table", "inet", "count"))
	var packets, octets int
	if m != nil {
		_, _ = fmt.Sscan(m[1], &packets)
		_, _ = fmt.Sscan(m[2], &octets)
	}
	if packets != 6 || octets%6 != 0 {
		t.Fatalf("%d packets of ESP with %d octets, want 6 of one length", packets, octets)
	}
	return octets / packets
}
