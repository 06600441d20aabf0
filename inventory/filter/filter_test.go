package filter

import (
	"errors"
	"strings"
	"testing"

	"ipsec-diag/inventory"
)

func fleet() *inventory.Inventory {
	return &inventory.Inventory{Devices: []inventory.Device{
		{Name: "hq", Platform: "cisco-ios", Site: "Berlin", Tags: []string{"prod", "hub"}},
		{Name: "br1", Platform: "cisco-ios", Site: "Paris, Nord", Tags: []string{"prod"}},
		{Name: "br2", Platform: "cisco-asa", Site: "Paris/Sud", Tags: []string{"lab"}, Zone: "wan"},
		{Name: "br10", Platform: "", Site: "Rom", Role: "spoke"},
		{Name: "gw.example.com", Site: "Rom"},
	}}
}

func names(devices []inventory.Device) string {
	var out []string
	for _, d := range devices {
		out = append(out, d.Name)
	}
	return strings.Join(out, " ")
}

func TestPick(t *testing.T) {
	for words, want := range map[string]string{
		"":                             "hq br1 br2 br10 gw.example.com",
		"br*":                          "br1 br2 br10",
		"br?":                          "br1 br2",
		"br10 hq":                      "hq br10",
		"br[1-2]":                      "br1 br2",
		"br[1,10]":                     "br1 br10",
		"gw*com":                       "gw.example.com",
		"tag:prod":                     "hq br1",
		"tag:l* tag:hub":               "hq br2",
		"site:Paris*":                  "br1 br2",
		"platform:cisco-*,tag:prod":    "hq br1",
		"site:Rom !br10":               "gw.example.com",
		"!tag:prod":                    "br2 br10 gw.example.com",
		"!br* !hq":                     "gw.example.com",
		"br*,!tag:lab":                 "br1 br10",
		"zone:wan role:spoke":          "br2 br10",
		"@failed":                      "hq br2",
		"@failed,tag:lab":              "br2",
		"@failed !hq":                  "br2",
		"!@failed":                     "br1 br10 gw.example.com",
		"!tag:lab,site:Paris* br10":    "br1 br10",
		"platform:cisco-ios,!@failed":  "br1",
		"site:Berlin !platform:*-asa ": "hq",
	} {
		c := Choice{Words: strings.Fields(words), Failed: func() ([]string, error) { return []string{"br2", "hq", "gone"}, nil }}
		got, err := c.Pick(fleet())
		if err != nil || names(got) != want {
			t.Errorf("%q chooses %q, %v; want %q", words, names(got), err, want)
		}
	}
}

// TestPickNothing: what chooses or keeps out nothing is an error that helps.
func TestPickNothing(t *testing.T) {
	for words, want := range map[string]string{
		"bx*":            `no device is called "bx*"`,
		"br3":            `no device is called "br3" (did you mean "br1"?)`,
		"br* tag:prdo":   `no device has tag:prdo (did you mean "tag:prod"?)`,
		"!tag:lba":       `no device has tag:lba (did you mean "tag:lab"?)`,
		"site:berlin":    `(did you mean "site:Berlin"?)`,
		"platform:junos": "no device has platform:junos; there is: cisco-ios, cisco-asa",
		"br1,br2":        `no device is chosen by "br1,br2": a comma asks for all`,
		"br1 !br1":       "no device is left by: br1 !br1",
		"br[3-1]":        "runs backwards",
		"br[1-2":         `a "[" without a "]"`,
		"@faild":         `"@faild" is no set of devices (did you mean "@failed"?)`,
		"@failed":        "no device failed in the last sweep",
		"tag:":           `no device has tag:; there is: prod, hub, lab`,
	} {
		c := Choice{Words: strings.Fields(words), Failed: func() ([]string, error) { return nil, nil }}
		got, err := c.Pick(fleet())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q chooses %q, %v; want an error with %q", words, names(got), err, want)
		}
	}
}

func TestFailedElsewhere(t *testing.T) {
	broken := errors.New("cannot read it")
	for want, failed := range map[string]func() ([]string, error){
		"not of this inventory: x, y": func() ([]string, error) { return []string{"x", "y"}, nil },
		broken.Error():                func() ([]string, error) { return nil, broken },
	} {
		_, err := Choice{Words: []string{Failed}, Failed: failed}.Pick(fleet())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestIs: addresses and targets are no filters.
func TestIs(t *testing.T) {
	for word, want := range map[string]bool{
		"br*": true, "tag:x": true, "!hq": true, "@failed": true, "a,b": true, "site:": true, "br[1-2]": true,
		"hq": false, "admin@10.0.0.1": false, "10.0.0.1:22": false, "2001:db8::1": false, "[2001:db8::1]:22": false, "-": false,
	} {
		if Is(word) != want {
			t.Errorf("%q is a filter: %v", word, !want)
		}
	}
}
