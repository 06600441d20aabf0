package libreswan

import "ipsec-diag/parsers/ipsec"

var refusalSignatures = []signature{
	in(ipsec.ExchangeInit, says(ipsec.EventIKEProposalRefused, "no local proposal matches remote proposals {got}", offers)),
	in(ipsec.ExchangeInit, says(ipsec.EventIKEProposalRefused, "no acceptable Oakley Transform{_}", first)),
	in(ipsec.ExchangeInit, says(ipsec.EventIKEProposalRefused, "Oakley Transform [{got}] refused{_}", first)),
	in(ipsec.ExchangeInit, says(ipsec.EventNotifyReceived, "ignoring IKE_SA_INIT response containing {notify} notification{_}")),
	in(ipsec.ExchangeInit, says(ipsec.EventNotifyReceived, "dropping unexpected IKE_SA_INIT message containing {notify} notification{_}")),
	in(ipsec.ExchangeAuth, says(ipsec.EventNotifyReceived, "dropping unexpected IKE_AUTH message containing {notify} notification{_}")),
	says(ipsec.EventNotifyReceived, "dropping unexpected {_} message containing {notify} notification{_}"),
	in(ipsec.ExchangeAuth, says(ipsec.EventNotifyReceived, "IKE SA authentication request rejected by peer: {notify}")),
	in(ipsec.ExchangeChild, says(ipsec.EventNotifyReceived, "IKE_AUTH response rejected Child SA with {notify}")),
	in(ipsec.ExchangeChild, says(ipsec.EventNotifyReceived, "CREATE_CHILD_SA failed with error notification {notify}")),
	says(ipsec.EventNotifyReceived, "ignoring informational payload, type {notify} {_}", notified),
	says(ipsec.EventNotifyReceived, "ignoring informational payload, type {notify}", notified),
	says(ipsec.EventNotifyReceived, "ignoring informational payload {notify}, {_}", notified),
	says(ipsec.EventNotifyReceived, "ignoring secured informational payload {notify}, {_}", notified),
	in(ipsec.ExchangeInit, says(ipsec.EventKeyExchangeRetry, "received unauthenticated INVALID_KE_PAYLOAD response to {want}; resending with suggested {got}")),
	in(ipsec.ExchangeInit, says(ipsec.EventKeyExchangeRetry, "initiator guessed wrong keying material group ({got}); responding with INVALID_KE_PAYLOAD requesting {want}")),
	says("", "responding to IKE_SA_INIT message (ID {_}) from {remote} with unencrypted notification {_}", answered),
	says("", "responding to IKE_AUTH message (ID {_}) from {remote} with encrypted notification {_}", answered),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "dropping {_} request from {remote}: no suitable connection found with {reason}", no2)),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "{_} message received on {local} but no suitable connection found with {reason}", no2)),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "{_} message received on {local} but no connection has been authorized with policy {reason}")),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "{_} message received but no connection has been authorized with {reason}")),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "initial Main Mode message from {remote} received but no connection has been authorized{reason}", no1)),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "initial Main Mode message from {remote} but no (wildcard) connection has been configured{_}", no1)),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "initial Aggressive Mode message from {remote} but no (wildcard) connection has been configured{_}", no1)),
	in(ipsec.ExchangeInit, says(ipsec.EventNoConnection, "initial Aggressive Mode packet claiming to be from {rid} on {local} but no connection has been authorized{_}", no1)),
	in(ipsec.ExchangeInit, says(ipsec.EventVersionRefused, "{_} as policy is set to silently drop all IKEv1 packets{_}", no1)),
}

var childSignatures = []signature{
	in(ipsec.ExchangeChild, says(ipsec.EventSelectorsRefused, "No IKEv2 connection found with compatible Traffic Selectors{_}", no2)),
	in(ipsec.ExchangeChild, says(ipsec.EventSelectorsRefused, "no IKEv2 connection found with compatible Traffic Selectors{_}", no2)),
	in(ipsec.ExchangeChild, says(ipsec.EventSelectorsRefused, "cannot respond to IPsec SA request because no connection is known for {got}", unknownFlow)),
	in(ipsec.ExchangeChild, says(ipsec.EventEncapsulationMismatch, "policy dictates {want} Mode, but peer requested {got} Mode", modes)),
	in(ipsec.ExchangeChild, says(ipsec.EventChildProposalRefused, "no acceptable Proposal in IPsec SA{_}", first)),
	in(ipsec.ExchangeChild, says(ipsec.EventChildProposalRefused, "IPsec Transform [{got}] refused{_}", first)),
	in(ipsec.ExchangeChild, says(ipsec.EventChildProposalRefused, "we require PFS but {_}", no1)),
	says("", "CREATE_CHILD_SA request failed, responder SA processing returned {notify}", later),
	in(ipsec.ExchangeChild, says(ipsec.EventRekeyFailed, "state transition 'initiate rekey Child SA (CREATE_CHILD_SA)' failed", no2)),
	in(ipsec.ExchangeChild, says(ipsec.EventChildFailed, "response for Child SA #{_} was rejected with {_}", unlessRefused)),
	says(ipsec.EventInstallFailed, "netlink response for Add SA {_}: {reason}"),
	says(ipsec.EventInstallFailed, "netlink XFRM_MSG_NEWPOLICY response for flow {_}: {reason}"),
	says(ipsec.EventInstallFailed, "netlink XFRM_MSG_UPDPOLICY response for flow {_}: {reason}"),
	// What is not there can be neither read nor deleted: a consequence.
	says("", "netlink response for Del SA {_}"),
	says("", "netlink response for Get SA {_}"),
	says("", "netlink response for XFRM_MSG_GETSA {_}"),
}
