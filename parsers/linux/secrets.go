package linux

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// A Secret is a pre-shared key of ipsec.secrets(5) or swanctl.conf(5): its
// digest, where it stood in clear, and for whom it is. No Owners is for all.
type Secret struct {
	Owners []string
	Key    ipsec.Text
	At     ipsec.Ref
}

// SecretsCommands are how ipsec.secrets(5) is shown.
var SecretsCommands = []string{"cat /etc/ipsec.secrets", "ipsec.secrets", "ipsec secrets", "cat /etc/strongswan/ipsec.secrets"}

// IsSecretsFile reports whether a command shows ipsec.secrets.
func IsSecretsFile(command string) bool {
	return strings.Contains(command, "ipsec") && strings.HasSuffix(command, "secrets")
}

// IsSecrets recognises ipsec.secrets.
func IsSecrets(text *scan.Text) bool {
	return Some(text, func(line string) bool {
		_, kind, ok := cutOwners(line)
		return ok && kind != ""
	})
}

// ParseSecrets takes the lines of ipsec.secrets. For whom a key is, [KeyPeers]
// reads when everything else is known.
func ParseSecrets(text *scan.Text, _ *ipsec.Snapshot) {
	block := false
	for n := 0; n < text.Len(); n++ {
		line := strings.TrimSpace(Uncommented(text.Line(n)))
		_, kind, ok := cutOwners(line)
		switch {
		case line == "", strings.HasPrefix(line, "include "), block, ok && kind != "":
			text.Take(n)
		}
		if ok && strings.HasSuffix(line, "{") {
			block = true
		} else if strings.HasSuffix(line, "}") {
			block = false
		}
	}
}

// ConfShows returns what a file of a folder shows that holds configurations and
// secrets: connections, or nothing.
func ConfShows(text *scan.Text) []ipsec.Area {
	if IsSecretsFile(text.Command()) {
		return nil
	}
	return areas(ipsec.AreaPeers)
}

// OrSecrets recognises what a file of such a folder may hold.
func OrSecrets(is func(*scan.Text) bool) func(*scan.Text) bool {
	return func(text *scan.Text) bool { return is(text) || IsSecrets(text) }
}

// cutOwners splits `192.0.2.1 @hq.example.com : PSK "..."` into the owners and
// the kind of the secret. The colon may stand at the owner without a blank.
func cutOwners(line string) (owners []string, kind string, ok bool) {
	before, after, ok := strings.Cut(" "+line, ": ")
	words := strings.Fields(after)
	if !ok || len(words) == 0 {
		return nil, "", false
	}
	switch kind = strings.ToUpper(words[0]); kind {
	case "PSK", "RSA", "ECDSA", "PKCS8", "P12", "PIN", "EAP", "XAUTH", "NTLM", "BLISS", "PPK":
		return secretOwners(before), kind, true
	}
	return nil, "", false
}

// secretOwners reads identities, of which some are quoted and hold blanks.
func secretOwners(s string) []string {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimLeft(s, " \t,") {
		if rest, quoted := strings.CutPrefix(s, `"`); quoted {
			var id string
			id, s, _ = strings.Cut(rest, `"`)
			out = append(out, id)
			continue
		}
		end := strings.IndexAny(s, " \t,")
		if end < 0 {
			end = len(s)
		}
		if end > 0 {
			out = append(out, s[:end])
		}
		s = s[end:]
	}
	return out
}

// FileSecrets returns the pre-shared keys of the files ipsec.secrets that a
// snapshot has read.
func FileSecrets(snap *ipsec.Snapshot) []Secret {
	var out []Secret
	for _, src := range snap.Sources {
		if !IsSecretsFile(src.Command) {
			continue
		}
		text := scan.New(src.Command, src.Text())
		for n := 0; n < text.Len(); n++ {
			owners, kind, ok := cutOwners(strings.TrimSpace(Uncommented(text.Line(n))))
			if ok && kind == "PSK" {
				out = append(out, Secret{Owners: owners, Key: src.Key(text.At(n)), At: text.At(n)})
			}
		}
	}
	return out
}
