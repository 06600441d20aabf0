package sshconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ipsec-diag/collector/sshconfig"
)

// home makes a home directory with these files under .ssh.
func home(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	for name, text := range files {
		path := filepath.Join(dir, ".ssh", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, ".ssh", "config")
}

func load(t *testing.T, text string) *sshconfig.Config {
	t.Helper()
	c, err := sshconfig.Load(home(t, map[string]string{"config": text}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func name(names ...string) sshconfig.Query { return sshconfig.Query{Names: names} }

// TestWhoIsMeant shows for each way to name hosts who logs in where.
func TestWhoIsMeant(t *testing.T) {
	for _, test := range []struct {
		name, text string
		query      sshconfig.Query
		user       string
	}{
		{"exact", "Host r1\n User a", name("r1"), "a"},
		{"another", "Host r1\n User a", name("r10"), ""},
		{"star", "Host r*\n User a", name("r10"), "a"},
		{"question mark", "Host r?\n User a", name("r1"), "a"},
		{"question mark, too long", "Host r?\n User a", name("r10"), ""},
		{"several", "Host x y r1\n User a", name("r1"), "a"},
		{"negated", "Host * !r1\n User a", name("r1"), ""},
		{"negated, another", "Host * !r1\n User a", name("r2"), "a"},
		{"only negated", "Host !r2\n User a", name("r1"), ""},
		{"before any Host", "User a\nHost r1\n User b", name("r1"), "a"},
		{"the first counts", "Host r1\n User a\nHost *\n User b", name("r1"), "a"},
		{"the query counts first", "Host *\n User b", sshconfig.Query{Names: []string{"r1"}, User: "me"}, "me"},
		{"by address", "Host 192.0.2.*\n User a", name("r1", "192.0.2.7"), "a"},
		{"capitals of keywords", "HOST r1\n uSeR a", name("r1"), "a"},
		{"equals sign", "Host=r1\nUser = a", name("r1"), "a"},
		{"quotes and comment", "Host \"r1\" # the first\n User \"a b\" # two words", name("r1"), "a b"},
		{"windows line ends", "Host r1\r\n\tUser a\r\n", name("r1"), "a"},
		{"match all", "Match all\n User a", name("r1"), "a"},
		{"match host", "Match host r1,r2\n User a", name("r2"), "a"},
		{"match host negated", "Match host *,!r2\n User a", name("r2"), ""},
		{"match not host", "Match !host r2\n User a", name("r1"), "a"},
		{"match host after HostName", "Host r1\n HostName 192.0.2.1\nMatch host 192.0.2.*\n User a", name("r1"), "a"},
		{"match originalhost after HostName", "Host r1\n HostName 192.0.2.1\nMatch originalhost r1\n User a", name("r1"), "a"},
		{"match host is not the alias", "Host r1\n HostName 192.0.2.1\nMatch host r1\n User a", name("r1"), ""},
		{"match host and user", "Match host r* user bob\n Port 9\nHost *\n User a", name("r1"), "a"},
		{"match with an equals sign", "Match host=r1\n User a", name("r1"), "a"},
		{"match ends a Host block", "Host r2\n User b\nMatch all\n User a", name("r1"), "a"},
		{"final is left out", "Match final all\n User b\nHost *\n User a", name("r1"), "a"},
		{"exec is left out", "Match host r1 exec \"true\"\n User b\nHost *\n User a", name("r1"), "a"},
		{"canonical is left out", "Match canonical\n User b\nMatch all\n User a", name("r1"), "a"},
		{"not exec is left out", "Match !exec \"false\"\n User b", name("r1"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := load(t, test.text).Lookup(test.query).User; got != test.user {
				t.Errorf("user %q, want %q", got, test.user)
			}
		})
	}
}

// TestMatchUserNeedsTheUser is the case that kevinburke/ssh_config gets wrong.
func TestMatchUserNeedsTheUser(t *testing.T) {
	c := load(t, "Match host r* user bob\n Port 2222\n")
	for user, port := range map[string]int{"bob": 2222, "alice": 0} {
		if got := c.Lookup(sshconfig.Query{Names: []string{"r1"}, User: user}).Port; got != port {
			t.Errorf("%s: port %d", user, got)
		}
	}
}

func TestEverySetting(t *testing.T) {
	c := load(t, `
Host r1
  HostName %h.example.net
  Port 2222
  User ops
  IdentityFile ~/.ssh/id_%h_%r
  IdentityFile %d/second
  IdentityFile none
  CertificateFile ~/.ssh/id-cert.pub
  IdentitiesOnly yes
  IdentityAgent ~/.agent
  ProxyJump a,ops@b:2200
  ProxyCommand none
  UserKnownHostsFile ~/.ssh/kh1 /etc/kh2
  StrictHostKeyChecking Accept-New
  HostKeyAlias cluster
  ConnectTimeout 7
  KexAlgorithms +diffie-hellman-group1-sha1
  Ciphers ^aes256-ctr
  MACs -hmac-sha1*
  HostKeyAlgorithms ssh-rsa
Host *
  Port 1
  IdentityFile ~/.ssh/last
`)
	h := c.Lookup(name("r1"))
	dir := os.Getenv("HOME")
	want := sshconfig.Host{
		HostName: "r1.example.net", User: "ops", Port: 2222,
		IdentityFiles:    []string{dir + "/.ssh/id_r1.example.net_ops", dir + "/second", dir + "/.ssh/last"},
		CertificateFiles: []string{dir + "/.ssh/id-cert.pub"}, IdentitiesOnly: true, IdentityAgent: dir + "/.agent",
		ProxyJump: "a,ops@b:2200", UserKnownHostsFiles: []string{dir + "/.ssh/kh1", "/etc/kh2"},
		StrictHostKeyChecking: "accept-new", HostKeyAlias: "cluster", ConnectTimeout: 7 * time.Second,
		KexAlgorithms: "+diffie-hellman-group1-sha1", Ciphers: "^aes256-ctr", MACs: "-hmac-sha1*", HostKeyAlgorithms: "ssh-rsa",
	}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	if again := c.Lookup(name("r1")); !cmp.Equal(h, again) {
		t.Error("a second look-up differs")
	}
}

func TestWaysToProxy(t *testing.T) {
	for text, want := range map[string][2]string{
		"ProxyJump none":                            {"", ""},
		"ProxyJump a\nProxyCommand nc %h %p":        {"a", ""},
		"ProxyCommand ssh -W %h:%p ops@gate":        {"ops@gate", ""},
		"ProxyCommand ssh -q gate -W [%h]:%p":       {"gate", ""},
		"ProxyCommand none":                         {"", ""},
		"ProxyCommand nc -X 5 %h %p\nProxyJump a":   {"", ":1"},
		"ProxyCommand ssh gate nc %h %p":            {"", ":1"},
		"ProxyCommand ssh -W %h:%p gate -F other":   {"", ":1"},
		"Host other\nProxyCommand nc %h %p\nUser x": {"", ""},
	} {
		h := load(t, text).Lookup(name("r1"))
		if h.ProxyJump != want[0] || !strings.HasSuffix(h.ProxyCommand, want[1]) || (h.ProxyCommand == "") != (want[1] == "") {
			t.Errorf("%q: jump %q, command %q", text, h.ProxyJump, h.ProxyCommand)
		}
	}
}

// TestInclude: relative names are in ~/.ssh, globs are sorted, and what stands
// in an included file holds only where the Include does.
func TestInclude(t *testing.T) {
	path := home(t, map[string]string{
		"config":        "Include conf.d/*.conf\nHost r1\n Include inner\n Port 22\nHost *\n User last\n",
		"conf.d/b.conf": "Host r1\n User b\n",
		"conf.d/a.conf": "Host r1\n User a\nHost r3\n User three\n",
		"inner":         "Port 2222\nHost r2\n Port 3333\n",
		"conf.d/x.txt":  "Host *\n User x\n",
	})
	c, err := sshconfig.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]sshconfig.Host{
		"r1": {User: "a", Port: 2222}, "r2": {User: "last"}, "r3": {User: "three"},
	} {
		got := c.Lookup(name(host))
		if got.User != want.User || got.Port != want.Port {
			t.Errorf("%s: user %q port %d", host, got.User, got.Port)
		}
	}
}

func TestWarningsOncePerBlock(t *testing.T) {
	c := load(t, "Match final all\n User a\n Port 1\nMatch host r1 exec \"true\"\n User b\nMatch all\n User c\n")
	if len(c.Warnings) != 2 {
		t.Fatalf("%q", c.Warnings)
	}
	for i, want := range []string{"config:1: Match final", "config:4: Match exec"} {
		if !strings.Contains(c.Warnings[i], want) {
			t.Errorf("%q", c.Warnings[i])
		}
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"Host \"r1\nUser a":  "config:1: a quote is not closed",
		"Host r1\nUser\n":    "config:2: user has no value",
		"Include config\n":   "include each other",
		"Include conf.d/[\n": "syntax error in pattern",
	} {
		_, err := sshconfig.Load(home(t, map[string]string{"config": text}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if c, err := sshconfig.Load(filepath.Join(t.TempDir(), "none")); err != nil || c.Lookup(name("r1")).User != "" {
		t.Errorf("a file that is not there: %v", err)
	}
}
