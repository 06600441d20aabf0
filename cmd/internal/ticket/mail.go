package ticket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// A mail goes to the address of a ticket system. Updates answer the first mail
// (RFC 5322, section 3.6.4), so that readers show them as one thread.
type mail struct {
	*client
	limited
	ledger
	id, host, user, password string
	port                     int
	from                     string
	to                       []string
	plain                    bool
}

func newMail(c *client, l limited, book ledger, raw, id string) (System, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Host == "" {
		return nil, &Failure{Text: "the url of mail is smtp://USER:PASSWORD@HOST:PORT/?from=ADDRESS&to=ADDRESS,ADDRESS (smtps:// for TLS from the start)"}
	}
	m := &mail{client: c, limited: l, ledger: book, id: id, host: u.Hostname(), from: u.Query().Get("from"), port: 587, plain: u.Query().Get("tls") == "no"}
	if u.Scheme == "smtps" {
		m.port = 465
	}
	if p := u.Port(); p != "" {
		m.port, _ = strconv.Atoi(p) // url.Parse takes digits only
	}
	if u.User != nil {
		m.user = u.User.Username()
		m.password, _ = u.User.Password()
	}
	for to := range strings.SplitSeq(u.Query().Get("to"), ",") {
		if to = strings.TrimSpace(to); to != "" {
			m.to = append(m.to, to)
		}
	}
	if m.from == "" || len(m.to) == 0 {
		return nil, &Failure{Text: "the url of mail says no from= or to="}
	}
	return m, nil
}

func (m *mail) Limits(context.Context) (Limits, error) {
	const file = 10 << 20 // what most servers take, base64 included
	return m.limits(0, file*3/4), nil
}

func (m *mail) Appends() bool { return true }

func (m *mail) Attaches() string { return "" }

func (m *mail) Notes(context.Context) ([]Posted, error) { return m.notes() }

func (m *mail) Add(ctx context.Context, n *Note) error {
	if err := m.send(ctx, n); err != nil {
		return err
	}
	return m.write(n)
}

func (m *mail) Change(ctx context.Context, _ *Posted, n *Note) error { return m.Add(ctx, n) }

// Resolve: a mail closes nothing; that the fault is over was told.
func (m *mail) Resolve(context.Context, *Note) error { return nil }

// messageID is the same each time that the same run is told.
func (m *mail) messageID(n *Note, run int) string {
	_, domain, _ := strings.Cut(m.from, "@")
	return fmt.Sprintf("ipsec-diag.%s.%s.%d.%d@%s", n.Fingerprint, Digest(m.id), n.First.Unix(), run, strings.Trim(domain, "> "))
}

func (m *mail) message(n *Note) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	if err := msg.From(m.from); err != nil {
		return nil, &Failure{Text: "the url of mail: from= is no address"}
	}
	if err := msg.To(m.to...); err != nil {
		return nil, &Failure{Text: "the url of mail: to= is no address"}
	}
	const subject = 200 // a line of 998 bytes at most, RFC 5322, section 2.1.1
	title := cutRunes(n.Title, subject)
	if m.id != "" {
		title = "[" + m.id + "] " + title
	}
	msg.SetMessageIDWithValue(m.messageID(n, n.Run))
	if n.Run > 1 {
		first := "<" + m.messageID(n, 1) + ">"
		msg.SetGenHeader(gomail.HeaderInReplyTo, first)
		msg.SetGenHeader(gomail.HeaderReferences, first)
		title = "Re: " + title
	}
	msg.Subject(title)
	msg.SetDateWithValue(n.At)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody is to answer by machine
	msg.SetGenHeader("X-Ipsec-Diag-Fingerprint", n.Fingerprint)
	msg.SetBodyString(gomail.TypeTextPlain, n.Text+"\n")
	if f := n.File; f != nil {
		if err := msg.AttachReader(f.Name, bytes.NewReader(f.Data), gomail.WithFileContentType(bundleType)); err != nil {
			return nil, err
		}
	}
	return msg, nil
}

func (m *mail) send(ctx context.Context, n *Note) error {
	if m.dry != nil {
		return m.show(n)
	}
	msg, err := m.message(n)
	if err != nil {
		return err
	}
	opts := []gomail.Option{gomail.WithPort(m.port), gomail.WithTimeout(m.timeout), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	switch {
	case m.port == 465:
		opts = append(opts, gomail.WithSSL())
	case m.plain:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if m.user != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(m.user), gomail.WithPassword(m.password))
	}
	if m.root != nil {
		opts = append(opts, gomail.WithTLSConfig(tlsWith(m.host, m.root)))
	}
	c, err := gomail.NewClient(m.host, opts...)
	if err != nil {
		return &Failure{Text: m.scrub(err.Error())}
	}
	if err := c.DialAndSendWithContext(ctx, msg); err != nil {
		return m.failed(err)
	}
	return nil
}

func (m *mail) failed(err error) error {
	text := m.scrub(strings.Join(strings.Fields(err.Error()), " "))
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		text = fmt.Sprintf("no answer within %s: the mail server is slow or down", m.timeout)
	}
	return &Failure{Text: text}
}

// show writes the message that would be sent; of the file its name.
func (m *mail) show(n *Note) error {
	bare := *n
	bare.File = nil
	msg, err := m.message(&bare)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "SMTP %s, from %s to %s\n", net.JoinHostPort(m.host, strconv.Itoa(m.port)), m.from, strings.Join(m.to, ", "))
	if _, err := msg.WriteTo(&out); err != nil {
		return err
	}
	if n.File != nil {
		fmt.Fprintf(&out, "\n%s\n", fileShown(n.File))
	}
	_, err = fmt.Fprintln(m.dry, m.hide(strings.ReplaceAll(out.String(), "\r\n", "\n")))
	return err
}
