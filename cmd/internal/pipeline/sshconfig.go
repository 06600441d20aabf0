package pipeline

import (
	"cmp"
	"fmt"
	"os"

	"ipsec-diag/collector"
	"ipsec-diag/collector/sshconfig"
	"ipsec-diag/inventory"
)

// defaultPort is what the inventory says of a device that has no port.
const defaultPort = 22

// resolved completes a device and the options of its login with what the
// ssh_config file says: the inventory counts before it, it before the defaults.
// The inventory cannot tell port 22 that was written from 22 that was not.
func (a *Agent) resolved(dev inventory.Device) (inventory.Device, collector.Options, error) {
	if a.SSHConfig == nil {
		return dev, a.Options, nil
	}
	q := sshconfig.Query{Names: []string{dev.Name}, User: dev.Login.User}
	if dev.Address != dev.Name && dev.Address != "" {
		q.Names, q.HostName = append(q.Names, dev.Address), dev.Address
	}
	if dev.Port != defaultPort {
		q.Port = dev.Port
	}
	h := a.SSHConfig.Lookup(q)
	dev.Address = cmp.Or(h.HostName, dev.Address)
	dev.Port = cmp.Or(h.Port, defaultPort)
	dev.Login.User = h.User
	switch {
	case dev.Jump != "":
	case h.ProxyCommand != "":
		// Without it another host may answer under the same address.
		return dev, a.Options, fmt.Errorf("%s: the ProxyCommand of this host is not run; write ProxyJump there", h.ProxyCommand)
	default:
		dev.Jump = h.ProxyJump
	}
	return dev, withHost(a.Options, h), nil
}

// UserOf is the user that a device is logged in to as, empty when neither the
// inventory nor the ssh_config file says.
func (a *Agent) UserOf(dev inventory.Device) string {
	dev, _, _ = a.resolved(dev) // what is wrong is said when it is read
	return dev.Login.User
}

// withHost puts what ssh_config says into the options. A policy for host keys
// can only become stricter by it.
func withHost(o collector.Options, h sshconfig.Host) collector.Options {
	o.Identities, o.Certificates, o.IdentitiesOnly = h.IdentityFiles, h.CertificateFiles, h.IdentitiesOnly
	o.HostKeyAlias = h.HostKeyAlias
	o.Algorithms = collector.AlgorithmLists{KeyExchanges: h.KexAlgorithms, Ciphers: h.Ciphers, MACs: h.MACs, HostKeys: h.HostKeyAlgorithms}
	o.ConnectTimeout = cmp.Or(o.ConnectTimeout, h.ConnectTimeout)
	switch h.IdentityAgent {
	case "":
	case "none":
		o.SkipAgent = true
	default:
		o.AgentSocket = cmp.Or(o.AgentSocket, h.IdentityAgent)
	}
	if h.StrictHostKeyChecking == "yes" {
		o.HostKeys = collector.HostKeysStrict
	}
	for _, path := range h.UserKnownHostsFiles {
		if o.KnownHosts == "" && path != os.DevNull {
			o.KnownHosts = path // the first one: that is where ssh writes
		}
	}
	return o
}
