package libreswan

import (
	"ipsec-diag/collector"
	"ipsec-diag/parsers/linux"
)

// dialect is a Linux host: one exec channel per command, so no prompt, no
// pager and no privilege to ask for ("sudo -n" is the device's setting).
func dialect() collector.Dialect {
	return collector.Dialect{
		Platform:  "libreswan",
		Transport: "exec",
		Ident:     `^SSH-2\.0-(OpenSSH|dropbear)`,
		Probe:     linux.Probe,
		Proof:     linux.ProofLibreswan,
		Refusals: append(linux.Refusals(),
			collector.Refusal{Class: "unknown-command", Text: `unknown IPsec command`},
			collector.Refusal{Class: "not-authorised", Text: `must be (run as )?root`}),
	}
}
