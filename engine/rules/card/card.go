// Package card reads the scenario cards that stand beside the rules.
package card

import (
	"embed"
	"strings"
)

// All returns the cards of one layer by rule id: the file psk_mismatch.md of
// layer auth is the card of auth/psk-mismatch.
func All(layer string, files embed.FS) map[string]string {
	out := map[string]string{}
	entries, err := files.ReadDir(".")
	if err != nil {
		return out
	}
	for _, entry := range entries {
		stem, isCard := strings.CutSuffix(entry.Name(), ".md")
		if !isCard {
			continue
		}
		text, err := files.ReadFile(entry.Name())
		if err == nil {
			out[layer+"/"+strings.ReplaceAll(stem, "_", "-")] = string(text)
		}
	}
	return out
}
