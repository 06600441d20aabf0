package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"ipsec-diag/collector"
	"ipsec-diag/collector/redact"
	"ipsec-diag/inventory"
)

// Contents are what a bundle holds.
type Contents struct {
	Manifest Manifest
	Captures []*collector.Capture
	// Inventory is what the judgement needs of it, never nil.
	Inventory *inventory.Inventory
	// Site are the files of the site's rules, by their place in the folder.
	Site map[string][]byte
	// Reports are the reports by file name.
	Reports map[string][]byte
}

// A labelled key says that a key stood in a line, and which others are equal.
type labelled struct {
	Device  string `json:"device"`
	Command string `json:"command"`
	Pass    int    `json:"pass,omitempty"`
	Line    int    `json:"line"`
	Key     string `json:"key"`
}

// files returns the files of a bundle by name and fills the manifest's devices.
func (c *Contents) files() map[string][]byte {
	out := map[string][]byte{}
	for name, text := range c.Reports {
		out[name] = text
	}
	for name, text := range c.Site {
		out[siteDir+name] = text
	}
	if len(c.Inventory.Devices) > 0 || len(c.Inventory.Tunnels) > 0 {
		out[inventoryName] = c.Inventory.Format()
	}
	c.Manifest.Devices, c.Manifest.Secrets = []Device{}, 0
	for i, one := range c.Captures {
		name := fmt.Sprintf("%s%02d-%s.capture", devicesDir, i+1, plain(one.Device))
		out[name] = one.Format()
		c.Manifest.Devices = append(c.Manifest.Devices, Device{one.Device, name})
		for _, o := range one.Outputs {
			c.Manifest.Secrets += o.Redacted
		}
	}
	if keys := c.keys(); len(keys) > 0 {
		text, _ := json.MarshalIndent(keys, "", " ") // strings and numbers
		out[keysName] = append(text, '\n')
	}
	return out
}

// plain is a name as part of a file name.
func plain(name string) string {
	out := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '-' || r == '_' || r == '.' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') {
			return r
		}
		return '_'
	}, name)
	return out[:min(len(out), 60)]
}

// keys labels the pre-shared keys that were taken out, so that the judgement can
// tell again whether two are equal.
func (c *Contents) keys() (out []labelled) {
	labels := map[string]string{}
	label := func(digest string) string {
		if labels[digest] == "" {
			labels[digest] = fmt.Sprintf("key %d", len(labels)+1)
		}
		return labels[digest]
	}
	for _, one := range c.Captures {
		for _, o := range one.Outputs {
			byLine := o.Keys.Labels(label)
			for line := 1; len(byLine) > 0; line++ {
				if key, here := byLine[line]; here {
					out = append(out, labelled{one.Device, o.Command, o.Pass, line, key})
					delete(byLine, line)
				}
			}
		}
	}
	return out
}

// take reads the files of a bundle.
func (c *Contents) take(files map[string][]byte) error {
	c.Inventory, c.Site, c.Reports = &inventory.Inventory{}, map[string][]byte{}, map[string][]byte{}
	for name, data := range files {
		dir, _, _ := strings.Cut(name, "/")
		switch {
		case name == TextReport || name == MarkdownReport || name == JSONReport:
			c.Reports[name] = data
		case dir+"/" == siteDir:
			c.Site[strings.TrimPrefix(name, siteDir)] = data
		}
	}
	if data, there := files[inventoryName]; there {
		inv, err := inventory.Parse(inventoryName, data)
		if err != nil {
			return fmt.Errorf("its inventory cannot be read: %w", err)
		}
		c.Inventory = inv
	}
	for _, d := range c.Manifest.Devices {
		data, there := files[d.File]
		if !there || path.Dir(d.File)+"/" != devicesDir {
			return fmt.Errorf("the outputs of device %q are not in it", d.Name)
		}
		one, err := collector.ParseCapture(data)
		if err != nil {
			return fmt.Errorf("%s: %w", d.File, err)
		}
		c.Captures = append(c.Captures, one)
	}
	return c.takeKeys(files[keysName])
}

// takeKeys gives the outputs the labels of their keys.
func (c *Contents) takeKeys(data []byte) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	var list []labelled
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("%s cannot be read: %w", keysName, err)
	}
	type place struct {
		device, command string
		pass            int
	}
	at := map[place]map[int]string{}
	for _, k := range list {
		p := place{k.Device, k.Command, k.Pass}
		if at[p] == nil {
			at[p] = map[int]string{}
		}
		at[p][k.Line] = k.Key
	}
	for _, one := range c.Captures {
		for i := range one.Outputs {
			o := &one.Outputs[i]
			if byLine := at[place{one.Device, o.Command, o.Pass}]; byLine != nil {
				o.Keys = redact.LabelledKeys(byLine)
			}
		}
	}
	return nil
}
