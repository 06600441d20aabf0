package collector

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var sameCapture = cmp.Options{cmpopts.IgnoreUnexported(Error{}), cmpopts.EquateEmpty()}

func fullCapture() *Capture {
	at := time.Date(2026, 11, 25, 3, 0, 0, 123456789, time.UTC)
	return &Capture{
		Device: "hq", Address: "192.0.2.1", Platform: "cisco-ios", Prompt: "hq#", Started: at, Finished: at.Add(time.Second),
		Err: &Error{Class: ClassTimeout, Device: "hq", Detail: "no prompt\nafter 30s", Advice: "Try again."},
		Outputs: []Output{
			{Command: "show crypto isakmp sa", Status: Answered, ExitCode: -1, Took: 1500 * time.Microsecond, Started: at, Text: "a\n-- b --\n\\-- c --\r\nd\n"},
			{Command: "show crypto map", Status: Refused, ExitCode: -1, Reason: `% "Invalid" | input`, Redacted: 3},
			{Command: "show crypto isakmp sa", Status: Truncated, ExitCode: -1, Pass: 1, Text: "no end"},
			{Command: "swanctl --list-sas", Status: Failed, ExitCode: 0, Reason: "x"},
			{Command: " odd\tone -- ", Status: TimedOut, ExitCode: 127, Text: "\n\n"},
		},
	}
}

func TestCaptureFileRoundTrip(t *testing.T) {
	for name, want := range map[string]*Capture{"full": fullCapture(), "nothing": {}} {
		got, err := ParseCapture(want.Format())
		if err != nil {
			t.Fatalf("%s: %v in\n%s", name, err, want.Format())
		}
		if diff := cmp.Diff(want, got, sameCapture); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if !LooksLikeCapture(want.Format()) {
			t.Errorf("%s: not recognised as a capture file", name)
		}
	}
}

func TestCaptureFileLooksLikeThis(t *testing.T) {
	c := &Capture{Device: "hq", Platform: "cisco-ios", Outputs: []Output{{Command: "show clock", Status: Answered, ExitCode: -1, Took: time.Second, Text: "x\n"}}}
	want := `ipsec-diag capture 1
device: hq
platform: cisco-ios
output: status=answered pass=0 took=1s | show clock

-- show clock --
x
`
	if diff := cmp.Diff(want, string(c.Format())); diff != "" {
		t.Error(diff)
	}
}

func TestCaptureFileByHand(t *testing.T) {
	got, err := ParseCapture([]byte("# pasted\r\nplatform: cisco-ios\r\ndevice: hq\r\n\r\n-- show crypto isakmp sa --\r\nfirst\r\n-- show crypto isakmp sa --\r\nsecond"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Capture{Device: "hq", Platform: "cisco-ios", Outputs: []Output{
		{Command: "show crypto isakmp sa", Status: Answered, ExitCode: -1, Text: "first\r\n"},
		{Command: "show crypto isakmp sa", Status: Answered, ExitCode: -1, Pass: 1, Text: "second\n"},
	}}
	if diff := cmp.Diff(want, got, sameCapture); diff != "" {
		t.Error(diff)
	}
}

func TestCaptureFileErrorsNameTheLine(t *testing.T) {
	const ok = "ipsec-diag capture 1\ndevice: hq\nplatform: cisco-ios\n"
	for in, want := range map[string]string{
		"ipsec-diag capture 2\ndevice: hq\n":                 "line 1: this file has capture format 2",
		"ipsec-diag capture x\n":                             "line 1: want",
		"device: hq\n-- show clock --\n":                     `no line "platform: ..."`,
		"-- show clock --\n":                                 `no line "device: ..."`,
		ok + "plattform: x\n":                                `line 4: unknown key "plattform"`,
		ok + "device: x\n":                                   `line 4: key "device" stands already on line 2`,
		ok + "started: now\n":                                "line 4: time",
		ok + "what\n":                                        "line 4: want",
		ok + "output: status=fine | show clock\n":            "line 4: status=fine: want one of",
		ok + "output: status=answered show clock\n":          "line 4: want",
		ok + "output: weather=fine | show clock\n":           "line 4: weather=fine: unknown key",
		ok + "output: took=3 | show clock\n":                 "line 4: took=3:",
		ok + "output: | show clock\n-- show version --\nx\n": `line 4: the file has no section for command "show clock"`,
		"hq#show clock\n03:00:00.000 UTC Wed Nov 25 2026\n":  "line 1: want",
	} {
		got, err := ParseCapture([]byte(in))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gave %v, %v; want an error with %q", in, got, err, want)
		}
	}
}

// TestCutOffCaptureKeepsWhatItHas cuts a file at every byte after its first
// section mark: what is there is kept, and nothing that is not whole passes
// for an answer.
func TestCutOffCaptureKeepsWhatItHas(t *testing.T) {
	whole := Capture{Device: "hq", Platform: "cisco-ios"}
	for _, command := range []string{"show version", "show clock", "show logging"} {
		whole.Outputs = append(whole.Outputs, Output{Command: command, Status: Answered, ExitCode: -1, Text: "one\ntwo\n"})
	}
	data := whole.Format()
	from := strings.Index(string(data), "-- show version --") + len("-- show version --\n")
	lastSection := strings.Index(string(data), "-- show logging --") + len("-- show logging --")
	for end := from; end < lastSection; end++ {
		got, err := ParseCapture(data[:end])
		if err != nil || len(got.Outputs) == 0 {
			t.Fatalf("cut after %d bytes: %+v, %v", end, got, err)
		}
		if got.Err == nil {
			t.Errorf("cut after %d bytes, nothing says so", end)
		}
		for i, out := range got.Outputs {
			if out.Status == Answered && out.Text != whole.Outputs[i].Text {
				t.Errorf("cut after %d bytes, %q passes for an answer of %s", end, out.Text, out.Command)
			}
		}
	}
}

func TestPasteDoesNotLookLikeCapture(t *testing.T) {
	for _, text := range []string{"", "hq#show version\n", "interface: outside\n    Crypto map tag: x\n", "dst src state\n"} {
		if LooksLikeCapture([]byte(text)) {
			t.Errorf("%q was taken for a capture file", text)
		}
	}
}

func FuzzParseCapture(f *testing.F) {
	f.Add(fullCapture().Format())
	f.Add([]byte("device: \"a\\n\"\nplatform:\noutput: reason=\"x\" | \"\"\n-- \"\" --\n\\\\-- a --"))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := ParseCapture(data)
		if err != nil {
			return
		}
		second, err := ParseCapture(first.Format())
		if err != nil {
			t.Fatalf("cannot read back: %v\n%s", err, first.Format())
		}
		if diff := cmp.Diff(first, second, sameCapture); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzCaptureText(f *testing.F) {
	f.Add("show clock", "-- a --\n\\-- b --", "reason")
	f.Fuzz(func(t *testing.T, command, text, reason string) {
		want := &Capture{Device: reason, Platform: command, Outputs: []Output{
			{Command: command, Status: Answered, Reason: reason, Text: text}, {Command: command, Status: Failed, Text: text, Pass: 1},
		}}
		got, err := ParseCapture(want.Format())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, sameCapture); diff != "" {
			t.Fatal(diff)
		}
	})
}
