package collector

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// cut is an output as IOS prints it: each line holds what ends a prompt.
const cut = "\r\n    interface: GigabitEthernet0/0\r\n    #pkts encaps: 12, #pkts encrypt: 12\r\n" +
	"#pkts decaps: 0\r\nhq#\r\r\n  hq-rtr1#show x\r\n hq-rtr1#\r\n%SYS: hq-rtr1#\r\n     #send errors 0>\r\n"

func TestPromptIsNotFoundInsideAnOutput(t *testing.T) {
	p := prompt{base: "hq-rtr1", mark: "#"}
	for i := range len(cut) + 1 {
		if p.ends([]byte(cut[:i])) {
			t.Errorf("cut at byte %d: %q", i, cut[max(0, i-20):i])
		}
	}
	if !p.ends([]byte(cut + "hq-rtr1#")) {
		t.Error("the real prompt is not found")
	}
}

func TestPromptIsNotFoundInRandomChunks(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	long := strings.Repeat(cut, 400)
	p := prompt{base: "hq-rtr1", mark: "#"}
	for range 200 {
		for at := 0; at < len(long); at += 64 + random.IntN(1397) {
			if p.ends([]byte(long[max(0, at-2000):at])) {
				t.Fatalf("at byte %d: %q", at, long[at-20:at])
			}
		}
	}
}

func TestPromptEnds(t *testing.T) {
	p := prompt{base: "fw/ctx/pri/act", mark: "#"}
	for text, want := range map[string]bool{
		"fw/ctx/pri/act#":                             true,
		"fw/ctx/pri/act# ":                            true,
		"x\r\nfw/ctx/pri/act# ":                       true,
		"\r              \rfw/ctx/pri/act# ":          true,
		"\b\b\b\b    \b\b\b\bfw/ctx/pri/act#":         true,
		"\x1b[Kfw/ctx/pri/act#":                       true,
		"x fw/ctx/pri/act#":                           false,
		"fw/ctx/pri/act#show":                         false,
		"fw/ctx/pri/act(config)# ":                    false,
		"fw/ctx/pri/act>":                             false,
		"":                                            false,
		"fw/ctx/pri/act#\r\n":                         false,
		"fw/ctx/pri/act\r\n# ":                        false,
		strings.Repeat("y", 5000) + "fw/ctx/pri/act#": false,
	} {
		if got := p.ends([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestRender(t *testing.T) {
	for raw, want := range map[string]string{
		"abc":                      "abc",
		"abc  ":                    "abc  ",
		"abd\bc":                   "abc",
		"--More--\r        \rtext": "text",
		"show\x1b[4D\x1b[Khide":    "hide",
		"a\x1b[2Cb":                "a  b",
		"\b\b\b   \b\b\b  #pkts":   "  #pkts",
		"\x1b[1;31mred\x1b[0m":     "red",
		"cut\x1b[":                 "cut",
		"cut\x1b":                  "cut",
		"nul\x00l\a":               "null",
		"\x1b[99999C\x1b[99999Cx":  strings.Repeat(" ", maxColumn) + "x",
	} {
		got := render(raw)
		if got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func TestPlainNormalisesLineEnds(t *testing.T) {
	if got := plain("a\r\nb\r\r\nc\n\rd\r\n"); got != "a\nb\nc\nd\n" {
		t.Errorf("%q", got)
	}
}

func TestEcho(t *testing.T) {
	const command, prompt = "show clock", "r1#"
	for raw, want := range map[string]string{
		"show clock\r\nx\r\n":                   "x\r\n",
		"r1#show clock\r\r\nx\r\n":              "x\r\n",
		"\r\nr1#show clock\r\nx\r\n":            "x\r\n",
		"sh\b\bshow clock\r\nx\r\n":             "x\r\n",
		"x\r\n":                                 "x\r\n",
		"show clocks\r\nx\r\n":                  "show clocks\r\nx\r\n",
		"a\nb\nc\nd\nshow clock\nnot an echo\n": "a\nb\nc\nd\nshow clock\nnot an echo\n",
		"a\nb\nc\nd\nr1#show clock\nan echo\n":  "an echo\n",
	} {
		if got, _ := afterEcho(raw, command, prompt); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("a\r\nb\b\b\x1b[3Dc\r   \r\n")
	f.Add("\x1b[999C\x1b[1K\x1b[2Kx\x1b]0;title\a\x00")
	f.Fuzz(func(t *testing.T, raw string) {
		text := plain(raw)
		if strings.Count(text, "\n") != strings.Count(raw, "\n") {
			t.Errorf("%q: the number of lines changed: %q", raw, text)
		}
		if strings.ContainsAny(text, "\r\b\x1b\x00") {
			t.Errorf("%q: control characters left: %q", raw, text)
		}
		if again := plain(text); again != text {
			t.Errorf("%q: %q is not stable: %q", raw, text, again)
		}
	})
}
