package libreswan

import (
	"strings"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/linux"
	"ipsec-diag/parsers/scan"
)

// A statusReader reads the outputs that pluto makes of its connections and
// states: ipsec status, showstates, briefstatus, connectionstatus.
type statusReader struct {
	text *scan.Text
	snap *ipsec.Snapshot
	// conns are the connections, with an entry of its own for each instance
	// and each subnet pair, by key and in their order.
	conns map[string]*conn
	order []*conn
	// ike and children are the SAs by their number.
	ike      map[string]*ipsec.IKESA
	children map[string]*ipsec.ChildSA
	numbers  []string
	names    map[string]connName
}

// parseStatus reads "ipsec status" or a part of it.
func parseStatus(text *scan.Text, snap *ipsec.Snapshot) {
	r := &statusReader{text: text, snap: snap, conns: map[string]*conn{}, ike: map[string]*ipsec.IKESA{},
		children: map[string]*ipsec.ChildSA{}, names: map[string]connName{}}
	for n := 0; n < text.Len(); n++ {
		if line := content(text, n); line != "" && r.line(line, n) {
			text.Take(n)
		}
	}
	r.finish()
}

func (r *statusReader) line(line string, n int) bool {
	switch {
	case strings.HasPrefix(line, `"`):
		return r.connLine(line, n)
	case strings.HasPrefix(line, "#"):
		return r.stateLine(line, n)
	case strings.HasPrefix(line, "pluto_version="):
		version, _, _ := strings.Cut(strings.TrimPrefix(line, "pluto_version="), ",")
		if !r.snap.Version.Known() {
			r.snap.Version = ipsec.Saw(strings.TrimPrefix(version, "v"), r.text.At(n))
		}
		return true
	case strings.HasPrefix(line, "Status of IKEv1 pluto daemon"):
		if version, ok := strings.CutSuffix(after(line, "(strongSwan "), "):"); ok && !r.snap.Version.Known() {
			r.snap.Version = ipsec.Saw(version, r.text.At(n))
		}
		return true
	case strings.HasPrefix(line, "IKE SAs: "), strings.HasPrefix(line, "IPsec SAs: "):
		r.totals(line, n)
		return true
	}
	for _, prefix := range settings {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// after returns what stands behind a text, or "".
func after(line, text string) string {
	_, rest, _ := strings.Cut(line, text)
	return rest
}

// totals reads "IKE SAs: total(1), half-open(0), open(0), authenticated(1), anonymous(0)".
func (r *statusReader) totals(line string, n int) {
	what, list, _ := strings.Cut(line, ": ")
	scope := strings.ToLower(strings.ReplaceAll(what, " ", "-"))
	for part := range strings.SplitSeq(list, ", ") {
		name, count, _ := strings.Cut(strings.TrimSuffix(part, ")"), "(")
		if v, ok := scan.Uint(count); ok {
			r.snap.Exchanges = append(r.snap.Exchanges, ipsec.Named{Name: name, Scope: scope, Count: ipsec.Saw(v, r.text.At(n))})
		}
	}
}

// settings begin the lines about pluto itself, which say nothing of a tunnel.
var settings = []string{
	"using kernel interface:", "interface ", "fips mode", "FIPS mode", "SElinux", "seccomp", "config setup options:", "configdir=", "nssdir=",
	"dnssec-", "sbindir=", "nhelpers=", "ddos-", "ikebuf=", "ikeport=", "ocsp-", "global-redirect=", "secctx-attr-type=", "debug", "logfile=",
	"nat-traversal", "virtual-private", "- allowed subnet", "- disallowed subnet", "Kernel algorithms supported:", "algorithm ", "IKE algorithms supported:",
	"stats db_ops:", "Connection list:", "Total IPsec connections:", "State Information:", "State list:", "Shunt list:", "Bare Shunt list:",
	"pluto_vendorid=", "crl-strict=", "msg_errqueue=", "uniqueids=", "ESP algorithm", "IKE encryption", "current.states", "- ", "impair",
	"listen", "expire-", "retransmits", "curl-", "protostack", "audit-log=",
	"loaded plugins:", "%myid", "(myid", "myid", "virtual_private",
}

// finish gives the SAs what their connections say and hands all over, unless
// another output has given them already.
func (r *statusReader) finish() {
	ikes, children := r.sas()
	children = append(children, r.traps()...)
	if len(r.snap.IKESAs) == 0 && len(ikes) > 0 {
		r.snap.IKESAs = ikes
	}
	switch {
	case len(children) == 0 || hasPlutoSAs(r.snap):
	case len(r.snap.ChildSAs) == 0:
		r.snap.ChildSAs = children
	default:
		r.snap.ChildSAs = append(r.snap.ChildSAs, children...)
	}
	if len(r.snap.Peers) == 0 && len(r.order) > 0 {
		r.snap.Peers = r.peers()
	}
}

// hasPlutoSAs reports whether Child SAs were read that are not the kernel's.
func hasPlutoSAs(snap *ipsec.Snapshot) bool {
	for i := range snap.ChildSAs {
		if snap.ChildSAs[i].Word != linux.Kernel {
			return true
		}
	}
	return false
}
