//go:build e2e

package e2e

import (
	"os/exec"
	"strings"
	"testing"
)

// evilSAs is the output of a device whose peer has chosen its identity to be run.
const evilSAs = `hq: #1, ESTABLISHED, IKEv2, 0be582a11cf2ee50_i* e8f835a9b6b0c118_r
  local  '<script>document.title="RUN"</script>' @ 203.0.113.1[4500]
  remote '<img src=x onerror=document.title="RUN">' @ 198.51.100.1[4500]
  AES_CBC-256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048
  established 120s ago, rekeying in 13280s
  lan: #1, reqid 1, INSTALLED, TUNNEL, ESP:AES_GCM_16-256
    in  fa76940a,    840 bytes,    10 packets,     1s ago
    out 53746e2d,    840 bytes,    0 packets,     1s ago
    local  10.2.0.0/16
    remote 10.1.0.0/16
</pre><script>document.title="RUN"</script>
`

// TestReportInChromium opens an HTML report in a real browser: nothing a device
// printed runs, and it can be printed.
func TestReportInChromium(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	script(t, dir, "br1.swanctl_--list-sas_--noblock.txt", evilSAs)
	r := runProgram(t, bin, "analyze", dir, "--output", "html")
	if !strings.Contains(r.stdout, "onerror") {
		t.Fatalf("the identity is not in the report: exit %d\n%s", r.exit, r.stderr)
	}
	page := script(t, t.TempDir(), "report.html", r.stdout)
	common := []string{"--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + t.TempDir()}
	dom, err := exec.Command("chromium", append(common, "--dump-dom", "file://"+page)...).Output()
	if err != nil || !strings.Contains(string(dom), "<title>IPsec diagnosis, 1 tunnel: 1 ") || strings.Contains(string(dom), "<img") {
		t.Errorf("%v\n%.1500s", err, dom)
	}
	pdf := page + ".pdf"
	if out, err := exec.Command("chromium", append(common, "--print-to-pdf="+pdf, "file://"+page)...).CombinedOutput(); err != nil || !strings.Contains(string(out), "bytes written") {
		t.Errorf("it cannot be printed: %v\n%s", err, out)
	}
}
