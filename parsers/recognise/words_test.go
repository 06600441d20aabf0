package recognise_test

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/platforms"
	"ipsec-diag/parsers/recognise"
)

// TestFileNamesOfCommands: a file that is named by a command of any platform
// names no device.
func TestFileNamesOfCommands(t *testing.T) {
	checked := 0
	for _, p := range platforms.All() {
		for _, s := range p.Steps {
			command := strings.ReplaceAll(s.Command, "/", "_")
			name := "hq/" + strings.ReplaceAll(command, " ", "_") + ".txt"
			device, got := recognise.FromFileName(name)
			if device != "hq" || got == "" || recognise.NamesDevice(name[3:]) {
				t.Errorf("%s: %s is of device %q, command %q; want hq", p.Name, name, device, got)
			}
			checked++
		}
	}
	if checked < 100 {
		t.Errorf("only %d commands were checked", checked)
	}
}
