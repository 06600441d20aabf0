package pipeline_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

const pasted = "hq#show crypto isakmp sa\r\nIPv4 Crypto ISAKMP SA\r\n" +
	"dst             src             state          conn-id status\r\n" +
	"198.51.100.1    192.0.2.9       MM_NO_STATE          0 ACTIVE\r\n"

func TestLoadSavedText(t *testing.T) {
	little := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(pasted)) {
		little = binary.LittleEndian.AppendUint16(little, unit)
	}
	tests := []struct{ name, text string }{
		{"DOS line ends", pasted},
		{"UTF-8 with a byte order mark", "\ufeff" + pasted},
		{"UTF-16, as PowerShell saves it", string(little)},
		{"mail quoting", "> " + strings.ReplaceAll(strings.TrimSuffix(pasted, "\r\n"), "\n", "\n> ")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loaded, err := agent(t).Load("-", strings.NewReader(tt.text))
			if err != nil || len(loaded.Readings) != 1 {
				t.Fatalf("got %+v, error %v", loaded, err)
			}
			if sas := loaded.Readings[0].Snap.IKESAs; len(sas) != 1 || sas[0].Word != "MM_NO_STATE" {
				t.Errorf("got %+v", sas)
			}
		})
	}
}

// TestLoadNoText: an archive is not searched for what looks like output.
func TestLoadNoText(t *testing.T) {
	loaded, err := agent(t).Load("-", strings.NewReader("hq.txt\x00\x000000644"+pasted))
	if err != nil || len(loaded.Readings) != 0 || len(loaded.Skipped) != 1 || !strings.Contains(loaded.Skipped[0], "standard input: not text") {
		t.Errorf("got %+v, error %v", loaded, err)
	}
}

// TestLoadUnknownCommand: the output of a command that nobody knows is not read
// as that of the command in the file's name, and is said.
func TestLoadUnknownCommand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hq.show_crypto_isakmp_sa.txt")
	text := pasted + "hq#show crypto colour\r\nIPv4 Crypto ISAKMP SA\r\n colour: green\r\n shade: dark\r\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, err := agent(t).Load(path, nil)
	if err != nil || len(loaded.Readings) != 1 || len(loaded.Readings[0].Capture.Outputs) != 1 {
		t.Fatalf("got %+v, error %v", loaded, err)
	}
	if len(loaded.Skipped) != 1 || !strings.HasSuffix(loaded.Skipped[0], `lines 6 to 8: no platform reads "show crypto colour"`) {
		t.Errorf("skipped %q", loaded.Skipped)
	}
}
