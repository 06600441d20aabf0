package strongswan

import (
	"ipsec-diag/collector"
	"ipsec-diag/parsers/linux"
)

// dialect is a Linux host: one exec channel per command, so no prompt, no
// pager and no privilege to ask for ("sudo -n" is the device's setting).
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:  "strongswan",
		Transport: "exec",
		Ident:     `^SSH-2\.0-(OpenSSH|dropbear)`,
		Probe:     linux.Probe,
		Proof:     linux.ProofStrongSwan,
		Refusals:  linux.Refusals(),
	}
}
