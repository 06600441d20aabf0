package ticket

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"strings"
	"testing"

	"encoding/base64"

	"ipsec-diag/cmd/internal/config"
)

// smtpFake takes mail (RFC 5321) without TLS and returns its address; each message
// goes into the channel.
func smtpFake(t *testing.T) (string, chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	got := make(chan string, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go takeMail(c, got)
		}
	}()
	return l.Addr().String(), got
}

func takeMail(c net.Conn, got chan string) {
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	fmt.Fprint(c, "220 fake\r\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch word := strings.ToUpper(strings.Fields(line + " x")[0]); word {
		case "EHLO":
			fmt.Fprint(c, "250-fake\r\n250 8BITMIME\r\n")
		case "DATA":
			fmt.Fprint(c, "354 go\r\n")
			var text strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil || line == ".\r\n" {
					break
				}
				text.WriteString(strings.TrimPrefix(line, "."))
			}
			got <- text.String()
			fmt.Fprint(c, "250 taken\r\n")
		case "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

// TestMailIsOneThread: the second mail answers the first, the same run is sent once,
// and the bundle comes through.
func TestMailIsOneThread(t *testing.T) {
	addr, got := smtpFake(t)
	t.Setenv("MAIL_URL", "smtp://"+addr+"/?from=diag@example.net&to=tickets@example.net&tls=no")
	s := open(t, Mail, "", "OPS-123", func(s *config.TicketSystem, _ *Where) { s.URL, s.Token = "env:MAIL_URL", "" })
	for _, minutes := range []int{0, 30, 30} {
		attach(t, s, failing(minutes), Options{})
	}
	if len(got) != 2 {
		t.Fatalf("%d mails, want 2", len(got))
	}
	first, second := readMail(t, <-got), readMail(t, <-got)
	id := first.Header.Get("Message-Id")
	if id == "" || second.Header.Get("In-Reply-To") != id || second.Header.Get("References") != id || second.Header.Get("Message-Id") == id {
		t.Errorf("the first is %q, the second %v", id, second.Header)
	}
	if subject := first.Header.Get("Subject"); !strings.HasPrefix(subject, "[OPS-123] hq-branch is DOWN") {
		t.Errorf("subject %q", subject)
	}
	kind, params, err := mime.ParseMediaType(first.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		t.Fatalf("%s %v", kind, err)
	}
	parts := multipart.NewReader(first.Body, params["boundary"])
	for found := false; !found; {
		p, err := parts.NextPart()
		if err != nil {
			t.Fatalf("no bundle: %v", err)
		}
		if p.FileName() == "hq-branch-0.tar.gz" {
			data, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
			if found = true; err != nil || !bytes.Equal(data, failing(0).Bundle.Data) {
				t.Errorf("the bundle is %q, %v", data, err)
			}
		}
	}
	if body, _ := io.ReadAll(second.Body); !strings.Contains(string(body), "Still failing: second run") {
		t.Errorf("the second says %s", body)
	}
}

func readMail(t *testing.T, text string) *netmail.Message {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return m
}

// TestMailServerWithoutTLS: a server that offers none gets no password.
func TestMailServerWithoutTLS(t *testing.T) {
	addr, got := smtpFake(t)
	t.Setenv("MAIL_URL", "smtp://me:"+secret+"@"+addr+"/?from=diag@example.net&to=tickets@example.net")
	s := open(t, Mail, "", "", func(s *config.TicketSystem, _ *Where) { s.URL, s.Token = "env:MAIL_URL", "" })
	_, err := Attach(t.Context(), s, failing(0), Options{})
	if err == nil || len(got) > 0 || strings.Contains(err.Error(), secret) {
		t.Errorf("%v, %d mails", err, len(got))
	}
}
