package strongswan

import (
	"maps"
	"slices"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// confShows: a file that has secrets only, or includes the rest, shows no
// connections.
func confShows(text *scan.Text) []ipsec.Area {
	if readConf(text).child("connections") == nil {
		return nil
	}
	return areas(ipsec.AreaPeers)
}

// confSecrets returns the pre-shared keys of the section "secrets" of
// swanctl.conf(5) in the files that a snapshot has read.
func confSecrets(snap *ipsec.Snapshot) []linux.Secret {
	var out []linux.Secret
	for _, src := range snap.Sources {
		if !isSwanctlConf(src.Command) {
			continue
		}
		secrets := readConf(scan.New(src.Command, src.Text())).child("secrets")
		if secrets == nil {
			continue
		}
		for _, s := range secrets.sections {
			if v, ok := s.lookup("secret"); ok && strings.HasPrefix(s.name, "ike") {
				out = append(out, linux.Secret{Owners: s.owners(), Key: src.Key(v.at), At: v.at})
			}
		}
	}
	return out
}

// owners returns the identities of a secret: id, id-1, id-hq.
func (s *confSection) owners() []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(s.settings)) {
		if key == "id" || strings.HasPrefix(key, "id-") || strings.HasPrefix(key, "id") && strings.Trim(key[2:], "0123456789") == "" {
			out = append(out, s.settings[key].text)
		}
	}
	return out
}
