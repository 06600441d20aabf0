package strongswan

import (
	"strings"
	"testing"

	"ipsec-diag/parsers/ipsec"
	"ipsec-diag/parsers/scan"
)

// BenchmarkLog reads 100,000 lines of a journal.
func BenchmarkLog(b *testing.B) {
	const head = "2026-11-24T04:09:50+0000 hq charon-systemd[20]: "
	lines := []string{
		"received packet: from 203.0.113.1[500] to 198.51.100.1[500] (464 bytes)",
		"parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) N(HASH_ALG) N(REDIR_SUP) ]",
		"203.0.113.1 is initiating an IKE_SA",
		"received proposals: IKE:AES_CBC_128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048",
		"configured proposals: IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048",
		"remote host is behind NAT",
		"received proposals unacceptable",
		"generating IKE_SA_INIT response 0 [ N(NO_PROP) ]",
		"sending packet: from 198.51.100.1[500] to 203.0.113.1[500] (36 bytes)",
		"a line that nobody knows",
	}
	log := strings.Repeat(head+strings.Join(lines, "\n"+head)+"\n", 10_000)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		snap := &ipsec.Snapshot{}
		parseLog(scan.New("log", log), snap)
		finish(snap)
	}
}
