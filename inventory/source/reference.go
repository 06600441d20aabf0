package source

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"ipsec-diag/inventory"
)

// references gives every secret of the source a name of its own, so that no
// device is sent the password of another.
type references struct {
	// known are the secrets that were seen, by the name of the first of them.
	known map[string][]string
	used  map[string][]string
}

func newReferences() *references {
	return &references{known: map[string][]string{}, used: map[string][]string{}}
}

var noVariable = regexp.MustCompile(`[^A-Z0-9]+`)

// of returns the reference that stands for a secret of a device, or "" where
// there is no secret.
func (r *references) of(what string, s Secret, user, device string) string {
	if s.text == "" {
		return ""
	}
	name := what
	if user = strings.Trim(noVariable.ReplaceAllString(strings.ToUpper(user), "_"), "_"); user != "" {
		name += "_" + user
	}
	at := slices.Index(r.known[name], s.text)
	if at < 0 {
		at = len(r.known[name])
		r.known[name] = append(r.known[name], s.text)
	}
	ref := "env:" + name
	if at > 0 {
		ref += fmt.Sprintf("__%d", at+1) // a user "x_2" gives one underscore
	}
	r.used[ref] = append(r.used[ref], device)
	return ref
}

// login fills in the login of a device.
func (r *references) login(h *Host, dev *inventory.Device) {
	l := &dev.Login
	l.Password = r.of("PASSWORD", h.Password, l.User, dev.Name)
	l.EnableSecret = r.of("ENABLE", h.Enable, l.User, dev.Name)
	l.KeyPassphrase = r.of("PASSPHRASE", h.Passphrase, l.User, dev.Name)
}

func (r *references) list() []Reference {
	var out []Reference
	for _, ref := range slices.Sorted(maps.Keys(r.used)) {
		out = append(out, Reference{Ref: ref, Devices: r.used[ref]})
	}
	return out
}
