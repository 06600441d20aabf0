package pseudonym

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// domainKind are host names, which are found by their form.
const domainKind = "domain"

var (
	// domain is a name under a top-level domain of the public tree, or of the usual
	// ones within companies, with the user of a mail address before it.
	domain = regexp.MustCompile(`(?i)(?:\b[a-z0-9][a-z0-9._%+-]*@)?\b(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+(?:com|net|org|edu|gov|int|info|biz|local|lan|corp|internal|intranet|example|test|invalid|localdomain|io|cloud|[a-z]{2})\b`)
	// endings are those of files, which look like the domains of countries.
	endings = regexp.MustCompile(`(?i)\.(?:so|sh|py|gz|md|pl|rs|cc|ko|ps|am|la|in)$`)
	// makers are the names that say who made the device.
	makers = regexp.MustCompile(`(?i)(?:^|[.@])(?:cisco\.com|strongswan\.(?:org|net)|libreswan\.org|juniper\.net|fortinet\.com|paloaltonetworks\.com|mikrotik\.com|vyos\.(?:io|net)|openssh\.com|libssh\.org|kernel\.org|debian\.org|ubuntu\.com|redhat\.com|ietf\.org|gnu\.org)$`)
	// given are our own.
	given = regexp.MustCompile(`(?:^|[.@])domain-\d+\.example$`)
	// hostName is any name with a dot that a host may have.
	hostName = regexp.MustCompile(`(?i)^@?(?:[a-z0-9._-]+@)?[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)+$`)
	// literalName is a name that is no host name after all.
	literalName = regexp.MustCompile(`^(?:\d+\.)+[a-z]{2}$`)
)

// hosts replaces host names and mail addresses. Names below one domain stay below
// one domain.
func (m *Map) hosts(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		var edits []edit
		for _, at := range domain.FindAllStringIndex(line, -1) {
			name := line[at[0]:at[1]]
			if at[0] > 0 && strings.ContainsRune("/\\_$", rune(line[at[0]-1])) && !strings.HasSuffix(line[:at[0]], "//") || at[1] < len(line) && line[at[1]] == '(' {
				continue
			}
			if by := m.host(name); by != name {
				edits = append(edits, edit{span{at[0], at[1]}, by})
			}
		}
		out.WriteString(apply(line, edits))
	}
	return out.String()
}

func (m *Map) host(name string) string {
	low := strings.ToLower(name)
	switch {
	case m.names.by[low] != "":
		return m.names.by[low]
	case endings.MatchString(low), makers.MatchString(low), given.MatchString(low), literalName.MatchString(low):
		return name
	}
	user, host, mail := strings.Cut(low, "@")
	if !mail {
		user, host = "", low
	}
	labels := strings.Split(host, ".")
	under := max(0, len(labels)-2)
	out := m.names.of(domainKind, strings.Join(labels[under:], "."), ".example")
	for _, label := range slices.Backward(labels[:under]) {
		out = m.names.of("host", label, "") + "." + out
	}
	if mail {
		out = m.names.of("user", user, "") + "@" + out
	}
	if m.names.by[low] == "" {
		m.names.put(naming{Kind: domainKind, Name: low, By: out})
	}
	return out
}

// of returns the pseudonym of a part of a name, as it was added or by its kind.
func (n *names) of(kind, name, end string) string {
	if by := n.by[name]; by != "" {
		return by
	}
	part := kind + " " + name
	if n.by[part] == "" {
		n.by[part] = n.fresh(kind) + end
		n.list = append(n.list, naming{Kind: domainKind, Name: part, By: n.by[part]})
	}
	return n.by[part]
}

// String is for messages.
func (n naming) String() string { return fmt.Sprintf("%s is %s", n.By, n.Name) }
