package collector

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// AlgorithmLists change the algorithms of a profile, as ssh_config(5) does: a
// list with commas takes the place of the profile's, "+" adds at the end, "^"
// puts in front, "-" takes away. Empty changes nothing.
type AlgorithmLists struct {
	KeyExchanges, Ciphers, MACs, HostKeys string
}

// adjust changes the lists of one connection.
func (a *algorithms) adjust(lists AlgorithmLists) error {
	secure, weak := ssh.SupportedAlgorithms(), ssh.InsecureAlgorithms()
	for _, l := range []struct {
		what, spec string
		list       *[]string
		have       []string
	}{
		{"KexAlgorithms", lists.KeyExchanges, &a.KeyExchanges, slices.Concat(secure.KeyExchanges, weak.KeyExchanges)},
		{"Ciphers", lists.Ciphers, &a.Ciphers, slices.Concat(secure.Ciphers, weak.Ciphers)},
		{"MACs", lists.MACs, &a.MACs, slices.Concat(secure.MACs, weak.MACs)},
		{"HostKeyAlgorithms", lists.HostKeys, &a.hostKeys, slices.Concat(secure.HostKeys, weak.HostKeys)},
	} {
		if l.spec == "" {
			continue
		}
		changed := changedList(*l.list, l.spec, l.have)
		if len(changed) == 0 {
			return fmt.Errorf("%s %s leaves no algorithm that this program has: it has %s", l.what, l.spec, strings.Join(l.have, ", "))
		}
		*l.list = changed
	}
	return nil
}

// changedList applies one setting. Names the SSH library does not have are
// left out: it would drop them without a word and offer nothing.
func changedList(list []string, spec string, have []string) []string {
	how := spec[:1]
	names := strings.Split(strings.TrimLeft(spec, "+-^"), ",")
	if how == "-" {
		return slices.DeleteFunc(slices.Clone(list), func(n string) bool { return anyPattern(names, n) })
	}
	named := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !slices.Contains(have, n) })
	unnamed := slices.DeleteFunc(slices.Clone(list), func(n string) bool { return slices.Contains(named, n) })
	switch how {
	case "+":
		return slices.Concat(list, slices.DeleteFunc(named, func(n string) bool { return slices.Contains(list, n) }))
	case "^":
		return slices.Concat(named, unnamed)
	}
	return named
}

func anyPattern(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		matched, err := path.Match(p, name)
		return err == nil && matched
	})
}
