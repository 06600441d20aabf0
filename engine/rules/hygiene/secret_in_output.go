package hygiene

import (
	"strings"

	"ipsec-diag/engine"
)

// secretInOutput says that a device prints a key that can be read. The tool
// keeps no such text, but whoever may run the command can read the key.
var secretInOutput = engine.Rule{
	ID:       "hygiene/secret-in-output",
	Title:    "A key or password was visible in collected output",
	Severity: engine.Warning,
	Kind:     engine.State,
	Owner:    engine.OwnerLocal,
	Judge:    judgeSecretInOutput,
}

// asked begins the command with which this program itself asks an IOS device for
// the configuration of its tunnels. That keys stand there is no news: a warning
// would be one for every device.
const asked = "show running-config | section ^crypto|"

func judgeSecretInOutput(c *engine.Case) engine.Verdict {
	for _, e := range c.Ends() {
		if ref, found := e.Redacted(); found {
			v := engine.Hold(engine.Strong, engine.Show(e, engine.FromConfig, ref, "a secret stood here; it was taken out and not kept")).
				Owned(c.OwnerOf(e)).With(e.Name + " prints it in \"" + ref.Command + "\"")
			if strings.HasPrefix(ref.Command, asked) {
				v.Severity = engine.Info
			}
			return v
		}
	}
	return engine.Silent("")
}
