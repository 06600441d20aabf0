package web

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ipsec-diag/cmd/internal/config"
)

// certificate writes a self-signed certificate of a name, made for this test.
func certificate(t *testing.T, files config.TLS, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{files.Cert: {Type: "CERTIFICATE", Bytes: der}, files.Key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestACertificateIsReadAgain when its files change, and a broken one leaves the
// present one in use.
func TestACertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	files := config.TLS{Cert: filepath.Join(dir, "page.crt"), Key: filepath.Join(dir, "page.key")}
	certificate(t, files, "first.example.net")
	pair := &keyPair{files: files, log: quiet()}
	name := func() string {
		pair.looked = time.Time{} // the files are looked at
		c, err := pair.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf.Subject.CommonName
	}
	if got := name(); got != "first.example.net" {
		t.Errorf("got %s", got)
	}
	certificate(t, files, "second.example.net")
	later(t, files, time.Minute)
	if got := name(); got != "second.example.net" {
		t.Errorf("after a change: %s", got)
	}
	if err := os.WriteFile(files.Key, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	later(t, files, 2*time.Minute)
	if got := name(); got != "second.example.net" {
		t.Errorf("after a broken change: %s", got)
	}
}

// later gives the files another time of change.
func later(t *testing.T, files config.TLS, by time.Duration) {
	t.Helper()
	for _, path := range []string{files.Cert, files.Key} {
		if err := os.Chtimes(path, time.Now(), time.Now().Add(by)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestThePageOverTLS: from the listener to an answer, until the service stops.
func TestThePageOverTLS(t *testing.T) {
	dir := t.TempDir()
	files := config.TLS{Cert: filepath.Join(dir, "page.crt"), Key: filepath.Join(dir, "page.key")}
	certificate(t, files, "vpn.example.net")
	l, err := Listen(t.Context(), "127.0.0.1:0", files, quiet())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Serve(ctx, serverFor(t, emptyStore(t), nil)) }()
	roots := x509.NewCertPool()
	text, err := os.ReadFile(files.Cert)
	if err != nil || !roots.AppendCertsFromPEM(text) {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "vpn.example.net", MinVersion: tls.VersionTLS12}}}
	resp, err := client.Get(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Strict-Transport-Security") == "" || !strings.HasPrefix(l.URL(), "https://127.0.0.1:") {
		t.Errorf("%s: %s %v", l.URL(), resp.Status, resp.Header)
	}
	client.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}
	if again, err := client.Get(l.URL()); err == nil {
		_ = again.Body.Close()
		t.Error("it still answers")
	}
}

// TestListenSaysWhatIsWrong with an address or a certificate.
func TestListenSaysWhatIsWrong(t *testing.T) {
	l, err := Listen(t.Context(), "127.0.0.1:0", config.TLS{}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	for name, c := range map[string]struct {
		address string
		files   config.TLS
		says    string
	}{
		"in use":         {l.Addr().String(), config.TLS{}, "is in use; is ipsec-diag serve running already?"},
		"not ours":       {"192.0.2.1:0", config.TLS{}, "name another address with --listen"},
		"no certificate": {"127.0.0.1:0", config.TLS{Cert: "none.crt", Key: "none.key"}, "cannot be used"},
	} {
		if _, err := Listen(t.Context(), c.address, c.files, quiet()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
