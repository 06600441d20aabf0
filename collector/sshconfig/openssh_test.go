package sshconfig_test

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"ipsec-diag/collector/sshconfig"
)

// TestAsOpenSSH compares with "ssh -G" on the constructs both evaluate.
func TestAsOpenSSH(t *testing.T) {
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Skip("skipped: no ssh on this machine")
	}
	path := home(t, map[string]string{"config": `
Host edge-* !edge-9
  User edge
  Port 2201
Host = "core 1" core-?
  HostName=192.0.2.%h
  User core
Match host 192.0.2.* user core
  Port 2202
Match originalhost dc*,!dc5 !user root
  ProxyJump gate,inner:2200
  Port 2203
Match user root host dc*
  Port 2204
Host dc? # any
  User 'dc user'
  HostKeyAlias all-dc
Host *
  Port 2299
`})
	c, err := sshconfig.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"edge-1", "edge-9", "core-a", "core-ab", "dc1", "dc5", "dc55", "other"} {
		out, err := exec.Command(ssh, "-F", path, "-G", host).Output()
		if err != nil {
			t.Fatal(err)
		}
		theirs := map[string]string{}
		for line := range strings.Lines(string(out)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			theirs[key] = value
		}
		h := c.Lookup(sshconfig.Query{Names: []string{host}})
		ours := map[string]string{"port": strconv.Itoa(h.Port), "proxyjump": h.ProxyJump, "hostkeyalias": h.HostKeyAlias}
		if h.User != "" {
			ours["user"] = h.User
		}
		if h.HostName != "" {
			ours["hostname"] = h.HostName
		}
		for key, value := range ours {
			if theirs[key] != value {
				t.Errorf("%s: %s is %q, ssh says %q", host, key, value, theirs[key])
			}
		}
	}
}
