//go:build e2e

package e2e

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// operatorsToken is that of the page under test.
const operatorsToken = "operators-token-0123456789"

// TestThePage runs the real service over TLS with users, on an address that others
// could reach. An operator logs in with a browser, asks for a diagnosis, sees it
// under way and then its run, and takes a finding; a program uses the token; a
// stranger gets nothing. The browser has nothing against any of it.
func TestThePage(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	inventory := simulatedFleet(t, bin, dir, 12)
	address := everyAddress(t)
	selfSigned(t, dir)
	write(t, filepath.Join(dir, "ann.token"), operatorsToken+"\n")
	write(t, filepath.Join(dir, "serve.yaml"), fmt.Sprintf("database: h.db\nlisten: %s\ntls: {cert: page.crt, key: page.key}\nusers:\n  - {name: ann, role: operator, token: %q}\n", address, "file:"+filepath.Join(dir, "ann.token")))
	serve := startProcess(t, bin, dir, "serve", "--service", "serve.yaml", "--inventory", inventory)
	page := "https://" + strings.Replace(address, "0.0.0.0", "127.0.0.1", 1)
	waitForPage(t, serve, page)
	for path, want := range map[string]int{"/api/v1/fleet": 401, "/metrics": 401, "/healthz": 200, "/readyz": 200} {
		if got, _ := fetch(t, page+path, ""); got != want {
			t.Errorf("a stranger asks %s: status %d, want %d", path, got, want)
		}
	}
	useThePage(t, page)
	if code, body := fetch(t, page+"/metrics", operatorsToken); code != http.StatusOK || !strings.Contains(body, "ipsec_tunnel_up") {
		t.Errorf("metrics: status %d\n%.500s", code, body)
	}
	if code, body := fetch(t, page+"/api/v1/findings?state=open", operatorsToken); code != http.StatusOK || !strings.Contains(body, `"acknowledged_by": "ann"`) {
		t.Errorf("findings: status %d\n%.500s", code, body)
	}
	if code, body := fetch(t, page+"/audit", operatorsToken); code != http.StatusOK || !strings.Contains(body, "diagnose") || !strings.Contains(body, "acknowledged") {
		t.Errorf("audit: status %d", code)
	}
	stopped(t, serve)
	if strings.Contains(serve.out.String(), operatorsToken) {
		t.Error("the token stands in the log")
	}
}

// useThePage is what an operator does at night.
func useThePage(t *testing.T, page string) {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.ExecPath("/usr/bin/chromium"), chromedp.Flag("ignore-certificate-errors", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	var mu sync.Mutex
	var said []string
	chromedp.ListenTarget(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch ev := ev.(type) {
		case *log.EventEntryAdded:
			said = append(said, ev.Entry.Text+" "+ev.Entry.URL)
		case *runtime.EventExceptionThrown:
			said = append(said, ev.ExceptionDetails.Error())
		}
	})
	var run, tunnel, taken string
	err := chromedp.Run(ctx, log.Enable(), runtime.Enable(),
		chromedp.Navigate(page+"/"), chromedp.WaitVisible("#token"), chromedp.SendKeys("#token", operatorsToken+"\n"),
		chromedp.WaitVisible("#which"), chromedp.Submit("#which"), // no words: every device
		chromedp.WaitVisible("//h1[starts-with(., 'Run ')]", chromedp.BySearch), chromedp.Location(&run), // the page of the sweep leads there by itself
		chromedp.Navigate(page+"/tunnels?notsound=1"), chromedp.Click("[data-row] a.name"), chromedp.WaitVisible(".cause"), chromedp.Location(&tunnel),
		chromedp.Evaluate(`document.querySelectorAll("details").forEach(function (d) { d.open = true; })`, nil),
		chromedp.SendKeys("input[name=note]", "T-4711"), chromedp.Click("button[value=acknowledged]"),
		chromedp.WaitVisible("//b[starts-with(., 'taken by ann')]", chromedp.BySearch), chromedp.Text(".cause h1", &taken))
	if err != nil || !strings.Contains(run, "/runs/1") || !strings.Contains(tunnel, "/tunnels/") || taken == "" {
		t.Errorf("run %q, tunnel %q, taken %q: %v", run, tunnel, taken, err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, text := range said {
		t.Errorf("the browser complains: %s", text)
	}
}

// everyAddress is an address of every interface that nobody uses.
func everyAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return fmt.Sprintf("0.0.0.0:%d", l.Addr().(*net.TCPAddr).Port)
}

// selfSigned makes a certificate and its key.
func selfSigned(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "page.crt"), string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	write(t, filepath.Join(dir, "page.key"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
}

// fetch asks a page as a program does.
func fetch(t *testing.T, url, token string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}} //nolint:gosec // G402: a certificate made for this test
	resp, err := client.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func waitForPage(t *testing.T, p *process, page string) {
	t.Helper()
	for range 200 {
		if code, _ := fetch(t, page+"/healthz", ""); code == http.StatusOK {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the page does not answer:\n%s", p.out)
}
