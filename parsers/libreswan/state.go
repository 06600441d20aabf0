package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
)

// A state is what a state of pluto means. Exactly one of ike and child is set.
type state struct {
	ike     ipsec.IKEState
	child   ipsec.ChildState
	role    ipsec.Role
	version int
	mode    string
}

// states are pluto's states (programs/pluto/state_names), without STATE_ and
// V2_. Up to version 4 the status prints them; the log of all versions does.
var states = map[string]state{
	"MAIN_I1": {ike: ipsec.IKEInitSent, role: ipsec.Initiator, version: 1, mode: "main"},
	"MAIN_R1": {ike: ipsec.IKEInitAnswered, role: ipsec.Responder, version: 1, mode: "main"},
	"MAIN_I2": {ike: ipsec.IKEKeyExchange, role: ipsec.Initiator, version: 1, mode: "main"},
	"MAIN_R2": {ike: ipsec.IKEAuthPending, role: ipsec.Responder, version: 1, mode: "main"},
	"MAIN_I3": {ike: ipsec.IKEAuthPending, role: ipsec.Initiator, version: 1, mode: "main"},
	"MAIN_I4": {ike: ipsec.IKEEstablished, role: ipsec.Initiator, version: 1, mode: "main"},
	"MAIN_R3": {ike: ipsec.IKEEstablished, role: ipsec.Responder, version: 1, mode: "main"},
	"AGGR_I1": {ike: ipsec.IKEInitSent, role: ipsec.Initiator, version: 1, mode: "aggressive"},
	"AGGR_R1": {ike: ipsec.IKEInitAnswered, role: ipsec.Responder, version: 1, mode: "aggressive"},
	"AGGR_I2": {ike: ipsec.IKEEstablished, role: ipsec.Initiator, version: 1, mode: "aggressive"},
	"AGGR_R2": {ike: ipsec.IKEEstablished, role: ipsec.Responder, version: 1, mode: "aggressive"},

	"QUICK_I1": {child: ipsec.ChildNegotiating, role: ipsec.Initiator, version: 1},
	"QUICK_R0": {child: ipsec.ChildNegotiating, role: ipsec.Responder, version: 1},
	"QUICK_R1": {child: ipsec.ChildNegotiating, role: ipsec.Responder, version: 1},
	"QUICK_I2": {child: ipsec.ChildInstalled, role: ipsec.Initiator, version: 1},
	"QUICK_R2": {child: ipsec.ChildInstalled, role: ipsec.Responder, version: 1},

	"PARENT_I1":          {ike: ipsec.IKEInitSent, role: ipsec.Initiator, version: 2},
	"PARENT_I2":          {ike: ipsec.IKEAuthPending, role: ipsec.Initiator, version: 2},
	"PARENT_I3":          {ike: ipsec.IKEEstablished, role: ipsec.Initiator, version: 2},
	"PARENT_R1":          {ike: ipsec.IKEInitAnswered, role: ipsec.Responder, version: 2},
	"PARENT_R2":          {ike: ipsec.IKEEstablished, role: ipsec.Responder, version: 2},
	"IKE_SA_INIT_I":      {ike: ipsec.IKEInitSent, role: ipsec.Initiator, version: 2},
	"IKE_SA_INIT_R":      {ike: ipsec.IKEInitAnswered, role: ipsec.Responder, version: 2},
	"IKE_INTERMEDIATE_I": {ike: ipsec.IKEKeyExchange, role: ipsec.Initiator, version: 2},
	"IKE_INTERMEDIATE_R": {ike: ipsec.IKEKeyExchange, role: ipsec.Responder, version: 2},
	"IKE_AUTH_I":         {ike: ipsec.IKEAuthPending, role: ipsec.Initiator, version: 2},
	"IKE_AUTH_R":         {ike: ipsec.IKEAuthPending, role: ipsec.Responder, version: 2},
	"IKE_AUTH_EAP_R":     {ike: ipsec.IKEAuthPending, role: ipsec.Responder, version: 2},
	"ESTABLISHED_IKE_SA": {ike: ipsec.IKEEstablished, version: 2},
	"IKE_SA_DELETE":      {ike: ipsec.IKEDeleting, version: 2},
	"ZOMBIE":             {ike: ipsec.IKEDeleting, version: 2},

	"IPSEC_I":              {child: ipsec.ChildInstalled, version: 2},
	"IPSEC_R":              {child: ipsec.ChildInstalled, version: 2},
	"ESTABLISHED_CHILD_SA": {child: ipsec.ChildInstalled, version: 2},
	"CHILD_SA_DELETE":      {child: ipsec.ChildDeleting, version: 2},
}

// stories are what Libreswan 5 prints in place of the state.
var stories = map[string]string{
	"sent Main Mode request":         "MAIN_I1",
	"sent Main Mode R1":              "MAIN_R1",
	"sent Main Mode I2":              "MAIN_I2",
	"sent Main Mode R2":              "MAIN_R2",
	"sent Main Mode I3":              "MAIN_I3",
	"sent Aggressive Mode request":   "AGGR_I1",
	"sent Aggressive Mode response":  "AGGR_R1",
	"sent Quick Mode request":        "QUICK_I1",
	"sent Quick Mode reply":          "QUICK_R1",
	"sent IKE_SA_INIT request":       "IKE_SA_INIT_I",
	"sent IKE_SA_INIT response":      "IKE_SA_INIT_R",
	"sent IKE_SA_INIT reply":         "IKE_SA_INIT_R",
	"sent IKE_INTERMEDIATE request":  "IKE_INTERMEDIATE_I",
	"sent IKE_INTERMEDIATE response": "IKE_INTERMEDIATE_R",
	"sent IKE_AUTH request":          "IKE_AUTH_I",
	"established IKE SA":             "ESTABLISHED_IKE_SA",
	"established Child SA":           "ESTABLISHED_CHILD_SA",
	"established CHILD SA":           "ESTABLISHED_CHILD_SA",
}

// meaning returns what a state means, from its name ("STATE_MAIN_I1") or from
// the story that stands in its place.
func meaning(word string) state {
	name, isName := strings.CutPrefix(word, "STATE_")
	name = strings.TrimPrefix(name, "V2_")
	if s, ok := states[name]; ok {
		return s
	}
	if !isName {
		story, _, _ := strings.Cut(word, ",")
		if s, ok := states[stories[strings.TrimSpace(story)]]; ok {
			return s
		}
	}
	return byPart(word, name)
}

// byPart reads the states of which there are many, and old stories.
func byPart(word, name string) state {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(word, p) || strings.Contains(name, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("ISAKMP SA established"):
		return state{ike: ipsec.IKEEstablished, version: 1}
	case has("IPsec SA established"):
		return state{child: ipsec.ChildInstalled, version: 1}
	case has("PARENT SA established"):
		return state{ike: ipsec.IKEEstablished, version: 2}
	case has("REKEY_IKE", "to rekey IKE SA", "rekey IKE SA"):
		return state{ike: ipsec.IKENegotiating, version: 2}
	case has("NEW_CHILD", "REKEY_CHILD", "CREATE_CHILD", "Child SA"):
		return state{child: ipsec.ChildNegotiating, version: 2}
	case has("XAUTH", "MODE_CFG", "MODECFG"):
		return state{ike: ipsec.IKEAuthPending, version: 1}
	case has("QUICK", "Quick Mode"):
		return state{child: ipsec.ChildNegotiating, version: 1}
	case has("PARENT_R0", "PARENT_I0", "MAIN_R0", "MAIN_I0", "AGGR_R0", "AGGR_I0"):
		return state{ike: ipsec.IKENegotiating}
	}
	return state{ike: ipsec.IKEUnknown}
}

// exchange returns the exchange that a state waits in.
func (s state) exchange() string {
	switch {
	case s.child != "" && s.child != ipsec.ChildInstalled:
		return ipsec.ExchangeChild
	case s.ike == ipsec.IKEInitSent, s.ike == ipsec.IKEInitAnswered, s.ike == ipsec.IKEKeyExchange:
		return ipsec.ExchangeInit
	case s.ike == ipsec.IKEAuthPending:
		return ipsec.ExchangeAuth
	case s.ike == ipsec.IKEEstablished:
		return ipsec.ExchangeInformational
	}
	return ""
}
