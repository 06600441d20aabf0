// Package ipsec is the model every parser fills and every rule reads: what one
// device says about its IKE SAs, Child SAs, configuration and log at one
// moment, in the words of RFC 7296 (IKEv2), RFC 4301 (IPsec) and RFC 3948
// (UDP encapsulation).
//
// Two principles run through it. Unknown is never zero: a value that a device
// did not print is an [Observed] without a value. And every value knows the
// lines it was read from, its [Ref], so that a finding can quote its evidence.
//
// The package imports the standard library only.
package ipsec
