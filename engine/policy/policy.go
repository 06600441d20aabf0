// Package policy holds what published policies say of the algorithms, lifetimes
// and settings of IKE and IPsec: one table of text per policy, one line per
// requirement, with the document, section or table that says so. The audit and
// the rules of the layer hygiene read the same tables.
package policy

import (
	"embed"
	"fmt"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed tables/*.txt
var files embed.FS

// A Verdict is what a policy says of one thing.
type Verdict string

// The verdicts.
const (
	// OK: the policy allows or demands it.
	OK Verdict = "ok"
	// Weak: the policy advises against it, or is about to forbid it.
	Weak Verdict = "weak"
	// Forbidden: the policy says that it must not be used.
	Forbidden Verdict = "forbidden"
	// Unclear: the policy does not say, or what is known is not enough to say.
	Unclear Verdict = "unclear"
)

// The kinds of requirements: the first column of a table.
const (
	IKEEncryption = "ike-encryption" // names of algorithm.Cipher
	ESPEncryption = "esp-encryption"
	IKEIntegrity  = "ike-integrity" // names of algorithm.Integrity
	ESPIntegrity  = "esp-integrity" // and "missing": a cipher without integrity
	PRF           = "prf"           // names of algorithm.PRF
	KeyExchange   = "key-exchange"  // numbers of algorithm.Group, of IKE and of PFS
	PostQuantum   = "post-quantum"  // "none": no ML-KEM beside or instead of the group
	Version       = "version"       // major version of IKE
	Mode          = "mode"          // "aggressive-psk"
	Protocol      = "protocol"      // "esp", "ah"
	Auth          = "auth"          // "psk", "pubkey"
	PSK           = "psk"           // "any-peer", "many-peers"
	PFS           = "pfs"           // "none"
	Replay        = "replay"        // "off"
	IKELifetime   = "ike-lifetime"  // a duration
	ESPLifetime   = "esp-lifetime"
	Strength      = "strength"  // "child-stronger-than-ike"
	RSABits       = "rsa-bits"  // a number
	ECBits        = "ec-bits"   // a number, of ECDSA and EdDSA
	Signature     = "signature" // the hash in a certificate's signature: "sha1"
)

// A Requirement is one line of a table.
type Requirement struct {
	Kind string `json:"kind"`
	// Match is what it is about: names with "*" for the rest, separated by
	// commas, or a comparison: "> 24h", "< 2048".
	Match   string  `json:"match"`
	Verdict Verdict `json:"verdict"`
	// Source is the document with section or table; Why is one clause, empty
	// where the source says it all.
	Source string `json:"source"`
	Why    string `json:"why,omitempty"`
}

// A Policy is one table.
type Policy struct {
	// Name is the word on the command line, Title the documents it stands for.
	Name, Title  string
	Requirements []Requirement
	index        map[string]*lines
}

// lines are the requirements of one kind, for a quick answer: which line names
// a word, and which lines have patterns, by their places in the table.
type lines struct {
	exact    map[string]int
	patterns []pattern
}

type pattern struct {
	text string
	line int
}

// Names are the policies, the one that is used without a choice first.
func Names() []string { return []string{"baseline", "nist", "cnsa1", "cnsa2", "bsi"} }

// Baseline is the policy that the rules judge by.
func Baseline() *Policy { return Named("baseline") }

// Named returns a policy, or nil.
func Named(name string) *Policy { return tables()[name] }

// tables are the policies by name, read once.
var tables = sync.OnceValue(func() map[string]*Policy {
	out := map[string]*Policy{}
	for _, name := range Names() {
		text, err := files.ReadFile("tables/" + name + ".txt")
		if err == nil {
			out[name], err = parse(name, string(text))
		}
		if err != nil {
			panic(err) // the tables are part of the program and tested
		}
	}
	return out
})

// parse reads a table: columns separated by "|", comments after "#".
func parse(name, text string) (*Policy, error) {
	p := &Policy{Name: name, index: map[string]*lines{}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "|")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		switch {
		case f[0] == "title" && len(f) == 2:
			p.Title = f[1]
		case len(f) == 4 || len(f) == 5:
			r := Requirement{Kind: f[0], Match: f[1], Verdict: Verdict(f[2]), Source: f[3]}
			if len(f) == 5 {
				r.Why = f[4]
			}
			p.add(r)
		default:
			return nil, fmt.Errorf("policy %s, line %d: want kind | match | verdict | source | why: %q", name, n, line)
		}
	}
	return p, nil
}

// Of returns the requirement about a name. It is Unclear, with a reason, where
// the table has no line for it, or where it depends on a length of the key that
// is not known.
func (p *Policy) Of(kind, name string) Requirement {
	if open, lengths := withoutBits(kind, name); open {
		first := p.find(kind, name+"-"+lengths[0])
		for _, bits := range lengths[1:] {
			if r := p.find(kind, name+"-"+bits); r.Verdict != first.Verdict {
				return Requirement{Kind: kind, Match: name, Verdict: Unclear, Source: r.Source, Why: "the length of the key is not shown"}
			}
		}
		return first
	}
	return p.find(kind, name)
}

// withoutBits reports whether a cipher's name lacks the length of its key.
func withoutBits(kind, name string) (bool, []string) {
	open := (kind == IKEEncryption || kind == ESPEncryption) && strings.HasPrefix(name, "aes-") && strings.Count(name, "-") == 1
	return open, []string{"128", "192", "256"}
}

func (p *Policy) add(r Requirement) {
	l := p.index[r.Kind]
	if l == nil {
		l = &lines{exact: map[string]int{}}
		p.index[r.Kind] = l
	}
	at := len(p.Requirements)
	p.Requirements = append(p.Requirements, r)
	for one := range strings.SplitSeq(r.Match, ",") {
		one = strings.TrimSpace(one)
		if strings.Contains(one, "*") {
			l.patterns = append(l.patterns, pattern{one, at})
		} else if _, twice := l.exact[one]; !twice {
			l.exact[one] = at
		}
	}
}

// find returns the first line that is about a name.
func (p *Policy) find(kind, name string) Requirement {
	best := -1
	if l := p.index[kind]; l != nil {
		if at, ok := l.exact[name]; ok {
			best = at
		}
		for _, one := range l.patterns {
			if ok, _ := path.Match(one.text, name); ok && (best < 0 || one.line < best) {
				best = one.line
				break
			}
		}
	}
	if best < 0 {
		return Requirement{Kind: kind, Match: name, Verdict: Unclear, Source: p.Title, Why: "the policy has no line for it"}
	}
	return p.Requirements[best]
}

// OfDuration returns the requirement about a lifetime, OfNumber that about a
// length in bits. The lines are tried in order; what none forbids is OK if the
// table has a line of the kind at all.
func (p *Policy) OfDuration(kind string, d time.Duration) Requirement {
	return p.compare(kind, func(limit string) (int, bool) {
		l, err := time.ParseDuration(limit)
		return int(d/time.Second) - int(l/time.Second), err == nil
	})
}

// OfNumber returns the requirement about a length in bits.
func (p *Policy) OfNumber(kind string, n int) Requirement {
	return p.compare(kind, func(limit string) (int, bool) {
		l, err := strconv.Atoi(limit)
		return n - l, err == nil
	})
}

func (p *Policy) compare(kind string, difference func(limit string) (int, bool)) Requirement {
	out := Requirement{Kind: kind, Verdict: Unclear, Source: p.Title, Why: "the policy has no line for it"}
	for _, r := range p.Requirements {
		sign, limit, _ := strings.Cut(r.Match, " ")
		d, ok := difference(limit)
		if r.Kind != kind || !ok {
			continue
		}
		if sign == ">" && d > 0 || sign == "<" && d < 0 {
			return r
		}
		if out.Verdict == Unclear {
			out = Requirement{Kind: kind, Match: "not " + r.Match, Verdict: OK, Source: r.Source}
		}
	}
	return out
}
