package foreign

import (
	"os"
	"strconv"
	"strings"

	"ipsec-diag/collector/sshconfig"
	"ipsec-diag/inventory/source"
)

// readSSHConfig reads the hosts that an ssh_config calls by their names. It
// stands here because the room of inventories knows nothing of the collector.
func readSSHConfig(path string) (*source.Reading, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	read, err := sshconfig.Load(path)
	if err != nil {
		return nil, err
	}
	r := &source.Reading{Form: "ssh_config"}
	for _, warning := range read.Warnings {
		where, why, _ := strings.Cut(warning, ": ")
		r.Note(source.DroppedLine, where, "", "", "%s", why)
	}
	for _, alias := range read.Aliases() {
		if alias.Pattern {
			if alias.Name != "*" { // what holds for all hosts is in each of them
				r.Note(source.DroppedHost, alias.At, alias.Name, "", "it is a pattern, not one host; what it says of others is in them")
			}
			continue
		}
		r.Hosts = append(r.Hosts, aliasHost(r, alias, read.Lookup(sshconfig.Query{Names: []string{alias.Name}})))
	}
	return r, nil
}

// aliasHost is what the configuration says of one alias.
func aliasHost(r *source.Reading, alias sshconfig.Alias, h sshconfig.Host) source.Host {
	host := source.Host{Name: alias.Name, Where: alias.At, Address: h.HostName, User: h.User, Keys: h.IdentityFiles, Jump: h.ProxyJump}
	if h.Port != 0 {
		host.Port = strconv.Itoa(h.Port)
	}
	if host.Jump == "none" {
		host.Jump = ""
	}
	left := func(what, value, why string) {
		if value != "" {
			r.Note(source.DroppedVariable, alias.At, alias.Name, what, why)
		}
	}
	const kept = "an inventory has no such setting; it still counts for each run that reads this ssh_config"
	left("ProxyCommand", h.ProxyCommand, "it is not run; write ProxyJump there")
	left("KexAlgorithms", h.KexAlgorithms, kept)
	left("Ciphers", h.Ciphers, kept)
	left("MACs", h.MACs, kept)
	left("HostKeyAlgorithms", h.HostKeyAlgorithms, kept)
	left("HostKeyAlias", h.HostKeyAlias, kept)
	left("IdentityAgent", h.IdentityAgent, kept)
	left("CertificateFile", strings.Join(h.CertificateFiles, " "), kept)
	left("UserKnownHostsFile", strings.Join(h.UserKnownHostsFiles, " "), kept)
	left("StrictHostKeyChecking", h.StrictHostKeyChecking, kept)
	return host
}
