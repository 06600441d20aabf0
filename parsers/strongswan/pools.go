package strongswan

import (
	"regexp"
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

var (
	// poolRow is "pool_v4   10.3.0.0    1 / 0 / 14": leases online, offline, and
	// the size of the pool.
	poolRow = regexp.MustCompile(`^(\S+)\s+(\S+)\s+(\d+) / (\d+) / (\d+)$`)
	// poolLease is a line of "--leases" below a pool.
	poolLease = regexp.MustCompile(`^\S+\s+(?:online|offline)\s+'`)
)

// parseListPools reads "swanctl --list-pools [--leases]": a pool whose leases
// are as many as its size gives no more addresses.
func parseListPools(text *scan.Text, snap *ipsec.Snapshot) {
	parseRawPools(text, snap)
	open := false
	for n := 0; n < text.Len(); n++ {
		line, at := text.Trimmed(n), text.At(n)
		m := poolRow.FindStringSubmatch(line)
		switch {
		case m != nil:
			open = true
			for i, name := range []string{"leases online", "leases offline", "size"} {
				if count, ok := scan.Uint(m[3+i]); ok {
					snap.Load = append(snap.Load, ipsec.Named{Name: name, Scope: "pool " + m[1] + " " + m[2], Count: ipsec.Saw(count, at)})
				}
			}
		case open && poolLease.MatchString(line), line == "no pools found":
		default:
			continue
		}
		text.Take(n)
	}
}

func isPools(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		if line := text.Trimmed(n); line == "no pools found" || strings.HasPrefix(line, "get-pools reply {") || poolRow.MatchString(line) {
			return true
		}
	}
	return false
}

// parseListAuthorities reads "swanctl --list-authorities": certification
// authorities by the name of their section, without their validity.
func parseListAuthorities(text *scan.Text, snap *ipsec.Snapshot) {
	name := ipsec.Text{}
	for n := 0; n < text.Len(); n++ {
		line, at := text.Line(n), text.At(n)
		key, value, found := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		switch {
		case !found:
			continue
		case value == "" && key != "" && !strings.ContainsAny(key, " =") && key != "ocsp_uris" && key != "crl_uris" && key != "cacert":
			name = ipsec.Saw(key, at)
		case !name.Known():
			continue
		case key == "cacert" && value != "":
			snap.Certificates = append(snap.Certificates, ipsec.Certificate{Subject: value, CA: ipsec.Saw(true, at), Trustpoint: name, Ref: at})
		case key == "ocsp_uris", key == "crl_uris", key == "cert_uri_base", key == "http", key == "ldap", key == "https", key == "file":
		default:
			continue
		}
		text.Take(n)
	}
}

func isAuthorities(text *scan.Text) bool {
	for n := 0; n < text.Len(); n++ {
		if strings.HasPrefix(text.Trimmed(n), "cacert: ") {
			return true
		}
	}
	return false
}

// parseRawPools reads "swanctl --list-pools --raw" and "--pretty".
func parseRawPools(text *scan.Text, snap *ipsec.Snapshot) {
	first, depth, words := -1, 0, []string(nil)
	for n := 0; n < text.Len(); n++ {
		line := text.Trimmed(n)
		if first < 0 && !strings.HasPrefix(line, "get-pools reply {") {
			continue
		}
		if first < 0 {
			first = n
		}
		text.Take(n)
		words = append(words, rawWords(line)...)
		if depth += strings.Count(line, "{") - strings.Count(line, "}"); depth <= 0 || n == text.Len()-1 {
			rawPools(text.Ref(first, n), snap, words)
			first, depth, words = -1, 0, nil
		}
	}
}

func rawPools(at ipsec.Ref, snap *ipsec.Snapshot, words []string) {
	pos := 0
	for _, reply := range rawSection(words, &pos, 0).children {
		for _, pool := range reply.children {
			for _, field := range [][2]string{{"leases online", "online"}, {"leases offline", "offline"}, {"size", "size"}} {
				if count, ok := scan.Uint(pool.values[field[1]]); ok {
					snap.Load = append(snap.Load, ipsec.Named{Name: field[0], Scope: "pool " + pool.name + " " + pool.values["base"], Count: ipsec.Saw(count, at)})
				}
			}
		}
	}
}
