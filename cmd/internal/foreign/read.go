package foreign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ipsec-diag/inventory"
	"ipsec-diag/inventory/source"
	"ipsec-diag/inventory/source/ansible"
	"ipsec-diag/inventory/source/netbox"
	"ipsec-diag/inventory/source/nornir"
	"ipsec-diag/inventory/source/oxidized"
)

// A Request says what to read.
type Request struct {
	// Path is a file, a folder, "-" or the address of a NetBox.
	Path string
	// Kind is one of [Kinds], or empty to recognise it.
	Kind  string
	Stdin io.Reader
	// Separator and Columns are those of a router.db.
	Separator, Columns string
	NetBox             netbox.Options
	// Platforms are the names a device's platform may have.
	Platforms []string
}

// Read reads a foreign inventory and makes devices of it.
func Read(ctx context.Context, q Request) (*source.Result, error) {
	if q.Path == "-" {
		return readStdin(ctx, q)
	}
	if q.Kind == "" {
		kind, err := Detect(q.Path)
		if err != nil {
			return nil, wordy(q.Path, err)
		}
		q.Kind = kind
	}
	reading, err := q.read(ctx)
	if err != nil {
		return nil, wordy(q.Path, err)
	}
	return reading.Build(), nil
}

func (q *Request) read(ctx context.Context) (*source.Reading, error) {
	switch q.Kind {
	case Ansible:
		return ansible.Load(q.Path)
	case Nornir:
		return nornir.Load(q.Path)
	case NetBox:
		q.NetBox.URL = q.Path
		return netbox.Load(ctx, q.NetBox)
	case Oxidized:
		return q.oxidized()
	case SSHConfig:
		return readSSHConfig(q.Path)
	case Hosts, CSV:
		return q.own()
	}
	return nil, fmt.Errorf("no kind of inventory is called %q", q.Kind)
}

// wordy says what went wrong where, once.
func wordy(path string, err error) error {
	var pathErr *fs.PathError
	var problems inventory.Problems
	switch {
	case errors.As(err, &problems):
		return err
	case errors.As(err, &pathErr):
		return fmt.Errorf("%s: %w", pathErr.Path, pathErr.Err)
	case strings.HasPrefix(err.Error(), path+":"):
		return err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// readStdin keeps standard input in a file that is removed again: kinds are told
// by content, and some readers want a file.
func readStdin(ctx context.Context, q Request) (*source.Result, error) {
	folder, err := os.MkdirTemp("", "ipsec-diag-import")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	data, err := io.ReadAll(q.Stdin)
	if err != nil {
		return nil, err
	}
	q.Path = filepath.Join(folder, "stdin")
	if err := os.WriteFile(q.Path, data, 0o600); err != nil {
		return nil, err
	}
	result, err := Read(ctx, q)
	if err != nil {
		return nil, errors.New(strings.ReplaceAll(err.Error(), q.Path, "standard input"))
	}
	for i := range result.Notes {
		result.Notes[i].Where = strings.ReplaceAll(result.Notes[i].Where, q.Path, "standard input")
	}
	return result, nil
}

// oxidized reads a router.db. The configuration beside it says what its columns
// are, unless that is said on the command line.
func (q *Request) oxidized() (*source.Reading, error) {
	path := q.Path
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if info.IsDir() {
		path = filepath.Join(path, "router.db")
	}
	layout := oxidized.Default()
	beside := filepath.Join(filepath.Dir(path), "config")
	switch data, err := os.ReadFile(path); {
	case err != nil:
		return nil, err
	case yamlKind(data) == Oxidized:
		if path, layout, err = oxidized.Config(path); err != nil {
			return nil, err
		}
	case q.Columns == "" && fileExists(beside):
		if _, layout, err = oxidized.Config(beside); err != nil {
			return nil, err
		}
	}
	if q.Separator != "" {
		layout.Separator = oxidized.Literal(q.Separator)
	}
	if q.Columns != "" {
		columns, err := oxidized.ParseColumns(q.Columns)
		if err != nil {
			return nil, fmt.Errorf("--columns: %w", err)
		}
		layout.Columns, layout.From = columns, "--columns"
	}
	return oxidized.Load(path, layout)
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// own reads what the reader of inventories reads itself: lists and tables.
func (q *Request) own() (*source.Reading, error) {
	data, err := os.ReadFile(q.Path)
	if err != nil {
		return nil, err
	}
	r := &source.Reading{Form: "a list of hosts"}
	read := inventory.ParseHosts
	if q.Kind == CSV {
		r.Form, read = "a table (CSV)", inventory.Read
	}
	inv, err := read(q.Path, data, q.Platforms...)
	if err != nil {
		return nil, err
	}
	for _, p := range inv.Unread {
		r.Note(source.DroppedColumn, fmt.Sprintf("%s:%d", p.File, p.Line), "", "", "%s", p.Message)
	}
	r.Ready = inv.Devices
	return r, nil
}
