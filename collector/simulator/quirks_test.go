package simulator

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func TestMotdHoldsPromptLookalikes(t *testing.T) {
	_, x := open(t, start(t, "cisco-ios", func(d *Device) { d.Quirks.Motd = "# keep out #\nhq2#\n" }))
	if got := x.until("", "\r\nhq#"); !strings.Contains(got, "# keep out #\r\nhq2#\r\n") {
		t.Errorf("got %q", got)
	}
}

func TestBannerIsShownBeforeLogin(t *testing.T) {
	server := start(t, "cisco-ios", func(d *Device) { d.Quirks.Banner = "authorised only #\n" })
	var banner string
	_, err := ssh.Dial("tcp", server.Addr().String(), &ssh.ClientConfig{
		User: "ops", Auth: []ssh.AuthMethod{ssh.Password("no")}, HostKeyCallback: ssh.FixedHostKey(server.HostKey()),
		BannerCallback: func(text string) error { banner = text; return nil },
	})
	if err == nil || banner != "authorised only #\n" {
		t.Errorf("banner %q, error %v", banner, err)
	}
}

func TestCutAfterDropsTheConnection(t *testing.T) {
	client, x := open(t, start(t, "cisco-ios", func(d *Device) { d.Quirks.CutAfter, d.Quirks.Chunk = 45, 7 }))
	x.until("", "hq#")
	x.until("terminal length 0\r", "hq#")
	_, _ = io.WriteString(x.in, "show crypto ipsec sa\r")
	got, _ := io.ReadAll(x.out)
	if want := "show crypto ipsec sa\r\n" + strings.Repeat("    #pkts encaps: 4\r\n", 50)[:45]; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := client.Wait(); err == nil {
		t.Error("the connection survived")
	}
}

func TestRefusals(t *testing.T) {
	_, x := open(t, start(t, "cisco-ios", func(d *Device) {
		d.Quirks.RefusePagerOff, d.Quirks.Refuse = true, []string{"show clock"}
	}))
	x.until("", "hq#")
	for _, command := range []string{"terminal length 0", "show clock"} {
		if got := x.until(command+"\r", "hq#"); !strings.Contains(got, "Command authorization failed.") {
			t.Errorf("%s: %q", command, got)
		}
	}
	x.until("show crypto ipsec sa\r", " --More-- ")
}

func TestNoEnable(t *testing.T) {
	_, x := open(t, start(t, "cisco-ios", func(d *Device) { d.EnableSecret, d.Quirks.NoEnable = "secret", true }))
	x.until("enable\r", "Password: ")
	if got := x.until("secret\r", "hq>"); !strings.Contains(got, "% Error in authentication.") {
		t.Errorf("got %q", got)
	}
}

func TestHangEndsWithTheConnection(t *testing.T) {
	for platform, command := range map[string]string{"cisco-ios": "show clock", "strongswan": "swanctl --list-sas"} {
		server := start(t, platform, func(d *Device) { d.Quirks.Hang = []string{command} })
		client, err := dial(server, "pw")
		if err != nil {
			t.Fatal(err)
		}
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := session.Start(command); err != nil {
			t.Fatal(err)
		}
		_ = client.Close()
		_ = session.Wait()
		server.Close() // returns only when nothing hangs any more
		if server.OpenSessions() != 0 {
			t.Errorf("%s: a session is left", platform)
		}
	}
}

func TestResetBeforeBanner(t *testing.T) {
	server := start(t, "strongswan", func(d *Device) { d.Quirks.ResetBeforeBanner = 2 })
	for i, want := range []bool{false, false, true} {
		client, err := dial(server, "pw")
		if (err == nil) != want {
			t.Errorf("connection %d: %v", i+1, err)
		}
		if err == nil {
			_ = client.Close()
		}
	}
}

func TestWrongHostKeyAfterFirst(t *testing.T) {
	server := start(t, "cisco-ios", func(d *Device) { d.Quirks.WrongHostKeyAfterFirst = true })
	client, err := dial(server, "pw")
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	if _, err := dial(server, "pw"); err == nil || !strings.Contains(err.Error(), "host key mismatch") {
		t.Errorf("got %v", err)
	}
}

func TestOldAlgorithmsNeedThem(t *testing.T) {
	server := start(t, "cisco-ios", func(d *Device) { d.Quirks.OldAlgorithms = true })
	if _, err := dial(server, "pw"); err == nil || !strings.Contains(err.Error(), "no common algorithm") {
		t.Errorf("got %v", err)
	}
}

func TestSudoDenied(t *testing.T) {
	client, err := dial(start(t, "strongswan", func(d *Device) { d.Quirks.SudoDenied = true }), "pw")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, _ := client.NewSession()
	out, err := session.CombinedOutput("sudo -n swanctl --list-sas")
	if string(out) != "sudo: a password is required\n" || err == nil {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestRTTDelaysBothWays looks at the order of magnitude alone, from below.
func TestRTTDelaysBothWays(t *testing.T) {
	const rtt = 20 * time.Millisecond
	_, x := open(t, start(t, "cisco-ios", func(d *Device) { d.Quirks.RTT = rtt }))
	x.until("", "hq#")
	before := time.Now()
	x.until("show clock\r", "hq#")
	if took := time.Since(before); took < rtt {
		t.Errorf("an answer took %v on a path of %v", took, rtt)
	}
	x.ends("exit\r")
}

func TestKeyboardInteractiveInsteadOfPassword(t *testing.T) {
	server := start(t, "cisco-ios", func(d *Device) { d.Quirks.KeyboardInteractive = true })
	if _, err := dial(server, "pw"); err == nil {
		t.Error("the method password was accepted")
	}
	answer := func(_, _ string, questions []string, _ []bool) ([]string, error) {
		return []string{"pw"}[:len(questions)], nil
	}
	client, err := ssh.Dial("tcp", server.Addr().String(), &ssh.ClientConfig{
		User: "ops", Auth: []ssh.AuthMethod{ssh.KeyboardInteractive(answer)}, HostKeyCallback: ssh.FixedHostKey(server.HostKey()),
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
}

func TestNoExitStatus(t *testing.T) {
	client, err := dial(start(t, "strongswan", func(d *Device) { d.Quirks.NoExitStatus = true }), "pw")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var missing *ssh.ExitMissingError
	if out, err := session.Output("swanctl --list-sas"); string(out) == "" || !errors.As(err, &missing) {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestSlowFirstByte(t *testing.T) {
	const wait = 20 * time.Millisecond
	_, x := open(t, start(t, "cisco-ios", func(d *Device) { d.Quirks.SlowFirstByte = wait }))
	x.until("", "hq#")
	before := time.Now()
	x.until("show clock\r", "hq#")
	if took := time.Since(before); took < wait {
		t.Errorf("an answer took %v, want at least %v", took, wait)
	}
}
