package strongswan

import "ipsec-diag/parsers/ipsec"

var childSignatures = []signature{
	in(ipsec.ExchangeChild, says(ipsec.EventSelectorsRefused, "traffic selectors {_} === {_} unacceptable", selectors)),
	in(ipsec.ExchangeChild, says(ipsec.EventSelectorsRefused, "traffic selectors {_} === {_} inacceptable", selectors)),
	in(ipsec.ExchangeChild, says(ipsec.EventSelectorsRefused, "no acceptable traffic selectors found")),
	in(ipsec.ExchangeChild, says(ipsec.EventSelectorsRefused, "no matching CHILD_SA config found for {_} === {_}", swapped)),
	in(ipsec.ExchangeChild, says(ipsec.EventChildFailed, "failed to establish CHILD_SA, keeping IKE_SA")),
	in(ipsec.ExchangeChild, says(ipsec.EventChildFailed, "failed to establish CHILD_SA: {reason}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventVirtualIPRefused, "no virtual IP found, sending {notify}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventVirtualIPRefused, "expected a virtual IP request, sending {notify}")),
	says("", "no virtual IP found for {_} requested by '{_}'"),
	says(ipsec.EventInstallFailed, "unable to install {_}IPsec SA (SAD) in kernel", extends),
	says(ipsec.EventInstallFailed, "unable to install IPsec policies (SPD) in kernel", extends),
	says(ipsec.EventInstallFailed, "unable to install policy {reason}", extends),
	says(ipsec.EventInstallFailed, "unable to add SAD entry with SPI {spi}: {reason}", extends),
	says(ipsec.EventInstallFailed, "unable to add SAD entry with SPI {spi} ({reason}", extends),
	says(ipsec.EventInstallFailed, "unable to add policy {reason}", extends),
	says(ipsec.EventInstallFailed, "algorithm {reason} not supported by kernel!", extends),
	says(ipsec.EventInstallFailed, "received netlink error: {reason}", extends),
	says(ipsec.EventStateLost, "querying SAD entry with SPI {spi} failed: {reason}"),
	says(ipsec.EventStateLost, "querying policy {_}failed: {reason}"),
	says(ipsec.EventStateLost, "querying policy failed: {reason}"),
	says(ipsec.EventChildFailed, "CHILD_SA '{subject}' is already being routed"),
}
