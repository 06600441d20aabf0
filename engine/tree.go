package engine

import (
	"cmp"
	"slices"
)

// A treeStep is one step of a symptom's tree and the rules that answer it.
type treeStep struct {
	title string
	rules []string
}

// tree is one symptom and the steps an engineer would take, in order.
type tree struct {
	symptom string
	applies func(*Diagnosis) bool
	steps   []treeStep
}

// trees are the four symptoms of the troubleshooting guide this program grew
// from: tunnel down, phase 2 only, no traffic, flapping.
var trees = []tree{
	{"tunnel down (phase 1 fails)", phase1Down, []treeStep{
		{"The peer address is reachable", []string{"underlay/no-route-to-peer", "underlay/interface-down", "underlay/peer-unreachable", "ike/no-response"}},
		{"UDP 500 and 4500 pass both ways", []string{"underlay/udp500-blocked", "underlay/ike-reply-lost", "underlay/udp4500-blocked"}},
		{"Both ends speak the same IKE version", []string{"ike/version-mismatch"}},
		{"The peer has a connection for this gateway", []string{"ike/no-matching-connection", "ike/wrong-peer-address", "intent/peer-not-configured", "intent/config-rejected"}},
		{"The IKE proposals have one in common", []string{"ike/proposal-mismatch", "ike/dh-group-mismatch"}},
		{"Identities and authentication methods agree", []string{"auth/identity-mismatch", "auth/method-mismatch"}},
		{"The pre-shared keys are there and equal", []string{"auth/psk-missing", "auth/psk-mismatch"}},
		{"Certificates are valid and trusted, and the clocks are right", []string{"auth/cert-expired", "auth/cert-not-yet-valid", "auth/cert-untrusted", "auth/clock-wrong"}},
		{"The IKE daemon serves at both ends", []string{"platform/daemon-not-serving"}},
	}},
	{"phase 2 only (IKE is up, no Child SA)", childDown, []treeStep{
		{"The ESP proposals have one in common", []string{"child/proposal-mismatch"}},
		{"PFS agrees", []string{"child/pfs-mismatch"}},
		{"The traffic selectors mirror each other", []string{"child/selector-mismatch"}},
		{"The Child SA is started", []string{"child/not-started", "intent/idle-by-design"}},
	}},
	{"no traffic (SAs are up)", childUpTree, []treeStep{
		{"Packets leave this end encrypted", []string{"data/not-selected", "data/receives-only", "data/idle"}},
		{"Packets of the peer arrive and are decrypted", []string{"data/sends-only", "data/esp-lost-in-path", "underlay/esp-blocked", "data/spi-mismatch"}},
		{"The peer sends its answers back into the tunnel", []string{"data/peer-does-not-return", "data/route-missing", "data/nat-exemption-missing"}},
		{"No packets are dropped after decryption", []string{"data/replay-drops", "data/integrity-failures", "data/inner-outside-selectors"}},
	}},
	{"flapping", always, []treeStep{
		{"The tunnel stays up", []string{"stability/flapping"}},
		{"The peer answers liveness checks", []string{"stability/dpd-timeout"}},
		{"Rekeys succeed", []string{"child/rekey-failed", "stability/lifetime-aligned-drops"}},
		{"The peer does not delete the tunnel", []string{"stability/peer-deletes"}},
	}},
}

func always(*Diagnosis) bool { return true }

func phase1Down(d *Diagnosis) bool { return !anyIKEUp(d.Case) && !childUp(d.Case) }

func childDown(d *Diagnosis) bool { return anyIKEUp(d.Case) && !childUp(d.Case) }

func childUpTree(d *Diagnosis) bool { return childUp(d.Case) }

func anyIKEUp(c *Case) bool { return ikeUp(&c.Local) || ikeUp(&c.Remote) }

// walk answers every step of the trees that fit the state of the tunnel.
func walk(d *Diagnosis) []Step {
	var out []Step
	for _, t := range trees {
		if !t.applies(d) {
			continue
		}
		for _, s := range t.steps {
			answer, why := d.answer(s.rules)
			out = append(out, Step{Symptom: t.symptom, Title: s.title, Answer: answer, Rules: s.rules, Why: why})
		}
	}
	return out
}

// answer is fail when a rule of the step holds, unknown when one could not be
// judged, pass when one was ruled out, and not applicable otherwise.
func (d *Diagnosis) answer(ids []string) (answer, why string) {
	for _, f := range d.Findings {
		if slices.Contains(ids, f.Rule.ID) && f.Points >= mediumFrom && f.Severity != Info {
			return "fail", cmp.Or(f.Verdict.Detail, f.Rule.Title)
		}
	}
	for _, u := range d.Undetermined {
		if slices.Contains(ids, u.Rule.ID) && len(u.Missing) > 0 {
			return "unknown", u.Missing[0]
		}
	}
	for _, r := range d.RuledOut {
		if slices.Contains(ids, r.Rule.ID) {
			return "pass", r.Why
		}
	}
	return "not-applicable", ""
}
