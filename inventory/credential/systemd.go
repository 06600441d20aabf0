package credential

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// credentials is the variable that names the folder of secrets that systemd has
// loaded for a unit (LoadCredential= of systemd.exec(5)).
const credentials = "CREDENTIALS_DIRECTORY"

// place is where a file: reference points to: "~/" is the home and
// "$CREDENTIALS_DIRECTORY/" what systemd has loaded.
func place(path string) (string, error) {
	name, loaded := strings.CutPrefix(path, "$"+credentials+"/")
	if !loaded {
		return ExpandHome(path), nil
	}
	dir := os.Getenv(credentials)
	if dir == "" {
		return "", fmt.Errorf("%s is not set: systemd sets it for a unit with LoadCredential=; elsewhere write file:PATH", credentials)
	}
	return filepath.Join(dir, name), nil
}

// othersMayNot are the bits of a secret's mode that must not be set. systemd lets
// the user of the unit read by an access list, which shows as the group's bit;
// nobody else can enter its folder.
func othersMayNot(path string) os.FileMode {
	if dir := os.Getenv(credentials); dir != "" && filepath.Dir(path) == filepath.Clean(dir) {
		return 0o037
	}
	return 0o077
}
