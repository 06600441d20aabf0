package platforms_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"ipsec-diag/collector"
	"ipsec-diag/collector/simulator"
	"ipsec-diag/inventory"
	"ipsec-diag/parsers/platforms"
)

// A quirk is one way in which devices are difficult, shown by the simulator,
// and what the session makes of it. The tables of them in this folder are the
// list to tick off.
type quirk struct {
	name     string // platform: what is difficult
	platform string
	show     func(*simulator.Device)
	login    func(*inventory.Device, *collector.Options)
	want     outcome
}

// An outcome is what a session of one command comes to. Zero is: the command's
// whole output, and a session that is left in good order.
type outcome struct {
	login  collector.Class  // why there is no session
	class  collector.Class  // why the session is over behind the command
	status collector.Status // Answered when empty
	reason string           // part of the reason, or of the failure's text
	setup  string           // part of the reason of a refused set-up command
	prompt string           // the prompt behind the command, if it is looked at
	dirty  bool             // the output holds more than the answer: it is only looked for
	sent   string           // the last lines that were sent
}

// asked is the command of every quirk, and its answer is full of what ends a
// prompt and of what could be a pager or a question.
var asked = map[string]string{
	"cisco-ios": "show crypto ipsec sa", "cisco-asa": "show crypto ipsec sa", "junos": "show version", "fortios": "get vpn ipsec tunnel summary",
	"panos": "show vpn ipsec-sa", "routeros": "/ip ipsec policy print detail", "strongswan": "swanctl --list-sas",
}

var answer = strings.Repeat("interface: Tunnel0\n    #pkts encaps: 7, #pkts encrypt: 7\n  hq# fw> br1 $ [edit>\n\n     #send errors 0\n", 12) + "end>\n"

// run checks many at once: they wait for devices most of the time, so that the
// number of processors is no measure.
func run(t *testing.T, quirks []quirk) {
	t.Helper()
	slots := make(chan struct{}, 40)
	var all sync.WaitGroup
	for _, q := range quirks {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			t.Run(q.name, q.check)
		})
	}
	all.Wait()
}

func (q quirk) check(t *testing.T) {
	command := asked[q.platform]
	server, device, options := simulated(t, q.platform, func(d *simulator.Device) {
		d.Quirks = simulator.Quirks{}
		d.Capture.Outputs = []collector.Output{{Command: command, Status: collector.Answered, Text: answer}}
		if q.show != nil {
			q.show(d)
		}
	})
	options.FirstByteTimeout, options.IdleTimeout = 6*time.Second, 6*time.Second
	options.Retries = []time.Duration{}
	if q.login != nil {
		q.login(&device, &options)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	s, err := collector.Open(ctx, device, platforms.Find(q.platform).Dialect, options)
	if err != nil || q.want.login != "" {
		q.checkLogin(t, err)
		return
	}
	show, err := collector.Show(q.platform, command)
	if err != nil {
		t.Fatal(err)
	}
	q.checkOutput(t, s.Run(ctx, show), s.Err())
	if q.want.prompt != "" && strings.TrimSpace(s.Prompt()) != q.want.prompt {
		t.Errorf("the prompt is %q", s.Prompt())
	}
	checkContext(t, s.Setup(), q.want.setup)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	q.checkSent(t, server)
}

func (q quirk) checkLogin(t *testing.T, err error) {
	t.Helper()
	var failed *collector.Error
	if !errors.As(err, &failed) || failed.Class != q.want.login || !strings.Contains(failed.Error(), q.want.reason) || failed.Advice == "" {
		t.Errorf("%v", err)
	}
}

func (q quirk) checkOutput(t *testing.T, out collector.Output, ended *collector.Error) {
	t.Helper()
	status := q.want.status
	if status == "" {
		status = collector.Answered
	}
	said := out.Reason
	class := collector.Class("")
	if ended != nil {
		class, said = ended.Class, said+" "+ended.Error()
	}
	if out.Status != status || class != q.want.class || !strings.Contains(said, q.want.reason) {
		t.Errorf("%s (%s), %v", out.Status, out.Reason, ended)
	}
	switch text, whole := trimmed(out.Text), trimmed(answer); {
	case status != collector.Answered:
	case q.want.dirty && !strings.Contains(text, whole[strings.IndexByte(whole, '\n')+1:]), !q.want.dirty && text != whole:
		t.Errorf("%d bytes came back of %d:\n%s", len(text), len(whole), out.Text)
	}
}

// checkSent: the last lines are those wanted, or the leave command; and nothing
// was sent that is not on the read-only list.
func (q quirk) checkSent(t *testing.T, server *simulator.Server) {
	t.Helper()
	p := platforms.Find(q.platform)
	sent := server.Commands()
	last := q.want.sent
	if last == "" && q.want.class == "" {
		last = p.Dialect.Leave
	}
	if joined := strings.Join(sent, "|"); !strings.HasSuffix(joined, last) {
		t.Errorf("sent %s, want %s last", joined, last)
	}
	for _, line := range sent {
		if _, err := collector.Show(p.Name, line); err != nil && line != "" && line != "ops" {
			t.Errorf("sent %q: %v", line, err)
		}
	}
}
