package mtu

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed commands.txt
var commands embed.FS

// defaultASA is the TCP MSS that an ASA enforces unless it is told otherwise (ASA
// command reference, sysopt connection tcpmss); there is no reason to raise it.
const defaultASA = 1380

// A Command sets a size on a device of one platform.
type Command struct {
	Platform string `json:"platform"`
	// Text is what to enter, Effect what it does to traffic and where it applies,
	// Undo what takes it back. None is ever run by this program.
	Text   string `json:"command"`
	Effect string `json:"effect"`
	Undo   string `json:"undo"`
}

// Commands returns what sets the sizes on a platform, with the numbers filled in.
func (r *Result) Commands(platform string) []Command {
	data, err := commands.ReadFile("commands.txt")
	if err != nil {
		panic(err) // part of the program
	}
	fill := strings.NewReplacer("{mtu}", fmt.Sprint(r.Inner), "{mss}", fmt.Sprint(r.MSS4), "{asa-mss}", fmt.Sprint(min(r.MSS4, defaultASA)))
	var out []Command
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSpace(line), " | ")
		if len(f) == 4 && f[0] == platform {
			out = append(out, Command{f[0], fill.Replace(f[1]), f[2], f[3]})
		}
	}
	return out
}

// Pings are the tests with the DF bit that prove the size: the first passes, the
// second does not.
func (r *Result) Pings() []string {
	n := r.PingData()
	return []string{
		fmt.Sprintf("Linux: `ping -M do -s %d HOST` passes, `-s %d` does not", n, n+1),
		fmt.Sprintf("Windows: `ping -f -l %d HOST` passes, `-l %d` does not", n, n+1),
		fmt.Sprintf("IOS, which counts the whole packet: `ping HOST size %d df-bit source INSIDE` passes, `size %d` does not", r.Inner, r.Inner+1),
	}
}
