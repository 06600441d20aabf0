package card

import (
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/parsers"
	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/platforms"
)

// CommandFor is the placeholder of a card for the command that shows an area:
// "{command for log}".
var CommandFor = regexp.MustCompile(`\{command for ([a-z-]+)\}`)

// Commands are the commands that show an area, by platform. All of them stand
// on the read-only list of their platform, because the program runs them.
type Commands struct {
	steps map[string][]parsers.Step
}

// NewCommands returns the commands of all platforms.
func NewCommands() *Commands {
	c := &Commands{steps: map[string][]parsers.Step{}}
	for _, p := range platforms.All() {
		c.steps[p.Name] = p.Steps
	}
	return c
}

// Show returns what shows an area on a platform: the first command, or two
// where two versions of IKE have one each. It is nil when none does.
func (c *Commands) Show(platform string, area ipsec.Area) []string {
	var out, optional []string
	for _, s := range c.steps[platform] {
		switch {
		case !slices.Contains(s.Reveals, area):
		case s.Optional:
			optional = append(optional, s.Command)
		default:
			out = append(out, s.Command)
		}
	}
	if len(out) == 0 {
		out = optional
	}
	most := 1
	if area == ipsec.AreaIKESAs {
		most = 2
	}
	return out[:min(most, len(out))]
}

// Quoted is [Commands.Show] in words: "`show crypto isakmp sa` and ...". The
// peer of a command is written as the address of the other end; it is empty
// where no command shows the area.
func (c *Commands) Quoted(platform string, area ipsec.Area, peer string) string {
	var out []string
	for _, command := range c.Show(platform, area) {
		out = append(out, "`"+strings.ReplaceAll(command, "<peer>", peer)+"`")
	}
	return strings.Join(out, " and ")
}

// Examples names the commands of two common platforms, for a device whose
// platform is not known: "`swanctl --list-conns` or `show crypto map`".
func (c *Commands) Examples(area ipsec.Area, peer string) string {
	var out []string
	for _, platform := range []string{"strongswan", "cisco-ios"} {
		if said := c.Quoted(platform, area, peer); said != "" {
			out = append(out, said)
		}
	}
	return strings.Join(out, " or ")
}

// WithExamples puts examples for the placeholders of a text, for who reads a
// card without a tunnel at hand.
func (c *Commands) WithExamples(text string) string {
	return CommandFor.ReplaceAllStringFunc(text, func(slot string) string {
		return c.Examples(ipsec.Area(CommandFor.FindStringSubmatch(slot)[1]), "PEER")
	})
}
