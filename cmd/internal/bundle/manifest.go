// Package bundle keeps a run as one .tar.gz for a ticket: the report, what the
// devices answered without secrets, what the judgement rests on, and a manifest
// with the checksum of each file. It is judged again by 'ipsec-diag replay'.
package bundle

import (
	"encoding/json"
	"time"
)

// Version is the version of the format that this program writes, and the newest
// it reads.
const Version = 1

// root is the folder that every file of a bundle is in.
const root = "ipsec-diag-bundle/"

// The files of a bundle, within its folder.
const (
	manifestName  = "manifest.json"
	inventoryName = "inventory.yaml"
	keysName      = "keys.json"
	devicesDir    = "devices/"
	siteDir       = "site/"

	// TextReport, MarkdownReport and JSONReport are the report as it was.
	TextReport     = "report.txt"
	MarkdownReport = "report.md"
	JSONReport     = "report.json"
)

// A Manifest says what a bundle holds and how it was judged.
type Manifest struct {
	Version int   `json:"ipsec_diag_bundle"`
	Tool    Tool  `json:"tool"`
	Rules   Rules `json:"rules"`
	// Started is when the run began, Judged the moment that the judgement goes by;
	// absent where nobody knows when the outputs were collected.
	Started time.Time `json:"started,omitzero"`
	Judged  time.Time `json:"judged,omitzero"`
	// Audience is whom the bundle is for, Hidden what it does not have because of
	// that, Left the names that stayed because devices use the word themselves.
	Audience Audience `json:"audience"`
	Hidden   []string `json:"hidden"`
	Left     []string `json:"left,omitempty"`
	// Secrets is how many secrets were taken out of the outputs.
	Secrets int `json:"secrets_removed"`
	// Subject is the device asked about, Tunnel the only tunnel reported on, Flow
	// the traffic that failed, FlowTunnel its tunnel.
	Subject    string `json:"subject,omitempty"`
	Tunnel     string `json:"tunnel,omitempty"`
	Flow       string `json:"flow,omitempty"`
	FlowTunnel string `json:"flow_tunnel,omitempty"`
	// RemoteOnly says that only the other ends of the subject were read.
	RemoteOnly  bool     `json:"remote_only,omitempty"`
	Interrupted bool     `json:"interrupted,omitempty"`
	Notes       []string `json:"notes,omitempty"`
	// SiteRules is the folder of the site's rules, as it was called.
	SiteRules string   `json:"site_rules,omitempty"`
	Devices   []Device `json:"devices"`
	Files     []File   `json:"files"`
}

// A Tool is the program that made a bundle.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Rules are the rules that judged: how many, and a digest of what they say.
type Rules struct {
	Count  int    `json:"count"`
	Digest string `json:"sha256"`
}

// A Device is where the outputs of a device are.
type Device struct {
	Name string `json:"name"`
	File string `json:"file"`
}

// A File is a file of the bundle besides the manifest.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// format writes a manifest.
func (m *Manifest) format() []byte {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		panic(err) // plain strings, numbers and times can always be written
	}
	return append(text, '\n')
}
