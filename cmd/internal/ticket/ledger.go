package ticket

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A ledger keeps what was sent to systems that cannot be asked: mail, PagerDuty and
// webhooks. It is a file of the user's state folder.
type ledger struct {
	path, of string
	// idle keeps nothing: a dry run sent nothing.
	idle bool
}

// mostKept bounds the notes of one ticket that a ledger keeps.
const mostKept = 200

func (l ledger) all() (map[string][]Posted, error) {
	out := map[string][]Posted{}
	data, err := os.ReadFile(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		return nil, &Failure{Text: "what was sent before cannot be read from " + l.path + ": " + err.Error() + ". Without it things would be sent twice; mend it or move it away"}
	}
	return out, nil
}

func (l ledger) notes() ([]Posted, error) {
	all, err := l.all()
	return all[l.of], err
}

// write keeps a note in place of the one with the same fingerprint.
func (l ledger) write(n *Note) error {
	if l.idle {
		return nil
	}
	all, err := l.all()
	if err != nil {
		return err
	}
	_, rest, _ := findMark(n.Text)
	kept := []Posted{{Mark: n.Mark, ID: n.Fingerprint, Text: rest}}
	for _, p := range all[l.of] {
		if p.Fingerprint != n.Fingerprint && len(kept) < mostKept {
			kept = append(kept, p)
		}
	}
	all[l.of] = kept
	data, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	return replace(l.path, append(data, '\n'))
}

// replace writes a file for its owner alone, in one step.
func replace(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tickets-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone after the rename
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
