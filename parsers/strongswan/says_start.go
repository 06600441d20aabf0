package strongswan

import "ipsec-diag/parsers/ipsec"

// The texts in these tables are those of strongSwan's source (5.x and 6.0).

var startSignatures = []signature{
	fresh(says(ipsec.EventInitiating, "initiating IKE_SA {conn}[{uid}] to {remote}", starts(ipsec.Initiator, 2))),
	fresh(says(ipsec.EventInitiating, "initiating Main Mode IKE_SA {conn}[{uid}] to {remote}", starts(ipsec.Initiator, 1))),
	fresh(says(ipsec.EventInitiating, "initiating Aggressive Mode IKE_SA {conn}[{uid}] to {remote}", starts(ipsec.Initiator, 1))),
	says(ipsec.EventResponding, "{remote} is initiating an IKE_SA", starts(ipsec.Responder, 2)),
	says(ipsec.EventResponding, "{remote} is initiating IKE_SA {conn}[{uid}]", starts(ipsec.Responder, 2)),
	says(ipsec.EventResponding, "{remote} is initiating a Main Mode IKE_SA", starts(ipsec.Responder, 1)),
	says(ipsec.EventResponding, "{remote} is initiating a Aggressive Mode IKE_SA", starts(ipsec.Responder, 1)),
	says(ipsec.EventIKEEstablished, "IKE_SA {conn}[{uid}] established between {local}[{lid}]...{remote}[{rid}]"),
	says(ipsec.EventChildEstablished, "CHILD_SA {subject} established with SPIs {spi}_i {_}_o and TS {reason}"),
	says(ipsec.EventChildEstablished, "inbound CHILD_SA {subject} established with SPIs {spi}_i {_}_o and TS {reason}"),
	says("", "outbound CHILD_SA {_}"),
	says(ipsec.EventRekeyed, "IKE_SA {conn}[{uid}] rekeyed between {local}[{lid}]...{remote}[{rid}]"),
	fresh(says(ipsec.EventReauthenticating, "reauthenticating IKE_SA {conn}[{uid}]")),
	says(ipsec.EventRekeyFailed, "CHILD_SA rekeying failed, trying again in {_}"),
	says(ipsec.EventRekeyFailed, "IKE_SA rekeying failed, trying again in {_}"),
	says(ipsec.EventRekeyFailed, "IKE_SA rekeying failed, trying again"),
	says(ipsec.EventRekeyFailed, "rekeying IKE_SA failed, peer not responding"),
	says(ipsec.EventRekeyFailed, "unable to reestablish IKE_SA due to asymmetric setup"),
	says(ipsec.EventRekeyCollision, "detected rekey collision{_}"),
	says(ipsec.EventRekeyCollision, "CHILD_SA rekey collision {_}"),
	says(ipsec.EventRekeyCollision, "IKE_SA rekey collision {_}"),
	says(ipsec.EventRekeyCollision, "detected CHILD_REKEY collision with {_}"),
	says(ipsec.EventNATDetected, "local host is behind NAT, sending keep alives", about("local")),
	says(ipsec.EventNATDetected, "remote host is behind NAT", about("remote")),
	says(ipsec.EventDuplicate, "deleting duplicate IKE_SA for peer '{rid}' due to uniqueness policy"),
	says(ipsec.EventDuplicate, "destroying duplicate IKE_SA for peer '{rid}', received INITIAL_CONTACT"),
	says(ipsec.EventDuplicate, "deleting duplicate IKE_SA for peer '{rid}', received INITIAL_CONTACT"),
	says(ipsec.EventDuplicate, "canceling IKE_SA setup due to uniqueness policy"),
	says(ipsec.EventDuplicate, "cancelling IKE_SA setup due to uniqueness policy"),
	says("", "not establishing CHILD_SA {_} due to existing duplicate {_}"),
	says("", "schedule delete of duplicate IKE_SA for peer '{_}' due to uniqueness policy and suspected reauthentication"),
}

var endSignatures = []signature{
	says(ipsec.EventDeleteReceived, "received DELETE for IKE_SA {conn}[{uid}]", deleted),
	says(ipsec.EventDeleteReceived, "received DELETE for {_} CHILD_SA with SPI {spi}", deleted),
	fresh(says("", "vici terminate {reason}", commanded)),
	fresh(says("", "received stroke: terminate {reason}", commanded)),
	fresh(says("", "received stroke: terminate-srcip {reason}", commanded)),
	says(ipsec.EventIKEClosed, "deleting IKE_SA {conn}[{uid}] between {local}[{lid}]...{remote}[{rid}]", closed),
	says(ipsec.EventIKEClosed, "sending DELETE for IKE_SA {conn}[{uid}]", closed),
	says(ipsec.EventChildClosed, "closing CHILD_SA {subject} with SPIs {spi}_i ({_}) {_}_o ({_}) and TS {reason}", closed),
	says(ipsec.EventChildClosed, "sending DELETE for {_} CHILD_SA with SPI {spi}", closedChild),
	fresh(says(ipsec.EventChildExpired, "closing expired CHILD_SA {subject} with SPIs {spi}_i {_}_o and TS {reason}")),
	fresh(says(ipsec.EventChildClosed, "deleting CHILD_SA after {reason} of inactivity")),
	fresh(says(ipsec.EventHalfOpenGone, "deleting half open IKE_SA {conn}[{uid}] with {remote} after timeout")),
	fresh(says(ipsec.EventHalfOpenGone, "deleting half open IKE_SA with {remote} after timeout")),
	says("", "IKE_SA deleted"),
	says("", "CHILD_SA closed"),
}
