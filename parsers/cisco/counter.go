package cisco

import "ipsec-diag/parsers/ipsec"

// Counter returns the place of a counter of "show crypto ipsec sa" by its name
// without marks, or nil for one that is not kept.
func Counter(c *ipsec.Counters, name string) *ipsec.Count {
	switch name {
	case "pkts encaps":
		return &c.Encaps
	case "pkts encrypt":
		return &c.Encrypt
	case "pkts digest":
		return &c.Digest
	case "pkts decaps":
		return &c.Decaps
	case "pkts decrypt":
		return &c.Decrypt
	case "pkts verify":
		return &c.Verify
	case "send errors":
		return &c.SendErrors
	case "recv errors":
		return &c.RecvErrors
	}
	return errorClass(c, name)
}

// errorClass knows the classes that only "detail" prints.
func errorClass(c *ipsec.Counters, name string) *ipsec.Count {
	switch name {
	case "pkts no sa (send)":
		return &c.NoSA
	case "pkts invalid sa (rcv)", "pkts invalid sa (recv)":
		return &c.InvalidSA
	case "pkts encaps failed (send)":
		return &c.EncapsFailed
	case "pkts decaps failed (rcv)", "pkts decaps failed (recv)":
		return &c.DecapsFailed
	case "pkts invalid prot (rcv)", "pkts invalid prot (recv)":
		return &c.InvalidProtocol
	case "pkts verify failed":
		return &c.VerifyFailed
	case "pkts invalid identity (rcv)", "pkts invalid identity (recv)", "pkts invalid ident (rcv)", "pkts invalid ident (recv)":
		return &c.InvalidIdentity
	case "pkts invalid len (rcv)", "pkts invalid len (recv)":
		return &c.InvalidLength
	case "pkts replay rollover (send)":
		return &c.ReplayRolloverSend
	case "pkts replay rollover (rcv)", "pkts replay rollover (recv)":
		return &c.ReplayRolloverRecv
	case "pkts replay failed (rcv)", "pkts replay failed (recv)":
		return &c.ReplayFailed
	case "pkts internal err (send)":
		return &c.InternalErrorSend
	case "pkts internal err (rcv)", "pkts internal err (recv)":
		return &c.InternalErrorRecv
	}
	return nil
}

// FillErrors adds the error counters that only another output prints.
func FillErrors(to, from *ipsec.Counters) {
	to.SendErrors.Fill(from.SendErrors)
	to.RecvErrors.Fill(from.RecvErrors)
	to.NoSA.Fill(from.NoSA)
	to.InvalidSA.Fill(from.InvalidSA)
	to.EncapsFailed.Fill(from.EncapsFailed)
	to.DecapsFailed.Fill(from.DecapsFailed)
	to.InvalidProtocol.Fill(from.InvalidProtocol)
	to.VerifyFailed.Fill(from.VerifyFailed)
	to.InvalidIdentity.Fill(from.InvalidIdentity)
	to.InvalidLength.Fill(from.InvalidLength)
	to.ReplayRolloverSend.Fill(from.ReplayRolloverSend)
	to.ReplayRolloverRecv.Fill(from.ReplayRolloverRecv)
	to.ReplayFailed.Fill(from.ReplayFailed)
	to.InternalErrorSend.Fill(from.InternalErrorSend)
	to.InternalErrorRecv.Fill(from.InternalErrorRecv)
}
