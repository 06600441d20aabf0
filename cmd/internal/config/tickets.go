package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"ipsec-diag/inventory"
)

// TicketsKey is the section of ticket systems, in the settings file or the service
// file.
const TicketsKey = "tickets"

// A TicketSystem is where tickets are.
type TicketSystem struct {
	// Name stands before the colon in --to NAME:TICKET.
	Name string `yaml:"name"`
	// Kind is jira-cloud, jira-server, servicenow, github, gitlab, rt, redmine,
	// pagerduty, webhook or mail.
	Kind string `yaml:"kind"`
	// URL is the address of the system; for webhook and mail a reference to it, since
	// it may hold a token.
	URL string `yaml:"url"`
	// User is who logs in with a password; empty where a token is enough.
	User string `yaml:"user"`
	// Token is a reference to the token or password: env:, file:, cmd:, keyring:.
	Token string `yaml:"token"`
	// CA is a file with the certificates of a private authority, PEM.
	CA string `yaml:"ca"`
	// Project is OWNER/REPO of GitHub, the project of GitLab, the table of ServiceNow.
	Project string `yaml:"project"`
	// Resolved is the state of a closed ticket where the usual one is not wanted.
	Resolved string `yaml:"resolved"`
	// MaxNote and MaxFile are limits in bytes where those of the system are others.
	MaxNote int `yaml:"max_note"`
	MaxFile int `yaml:"max_file"`
	// Timeout bounds one request.
	Timeout Time `yaml:"timeout"`
}

// ReadTickets reads the ticket systems of the settings file.
func ReadTickets(flags *pflag.FlagSet) (path string, out []TicketSystem, err error) {
	path, named := filePath(flags)
	data, err := os.ReadFile(path)
	switch {
	case path == "" || errors.Is(err, fs.ErrNotExist) && !named:
		return path, nil, nil
	case err != nil:
		return path, nil, inventory.Problems{{File: path, Message: "cannot read the settings: " + cause(err)}}
	}
	var all map[string]yaml.Node
	if err := yaml.Unmarshal(data, &all); err != nil {
		return path, nil, inventory.Problems{inventory.SyntaxProblem(path, data, err)}
	}
	node, ok := all[TicketsKey]
	if !ok {
		return path, nil, nil
	}
	// A node cannot be read strictly: it is written and read again.
	text, err := yaml.Marshal(&node)
	if err != nil {
		return path, nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&out); err != nil {
		problems := serviceProblems(path, text, err)
		var list inventory.Problems
		if errors.As(problems, &list) {
			for i := range list {
				list[i].Line = node.Line
			}
		}
		return path, nil, problems
	}
	return path, out, nil
}
