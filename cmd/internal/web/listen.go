package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/sirupsen/logrus"

	"ipsec-diag/cmd/internal/config"
)

// A Listener is where the page is: it is taken before the work begins, so that an
// address that is in use is told at once.
type Listener struct {
	net.Listener
	files config.TLS
	log   *logrus.Logger
}

// Listen takes an address.
func Listen(ctx context.Context, address string, files config.TLS, logger *logrus.Logger) (*Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s of the page is in use; is ipsec-diag serve running already? Name another with --listen", address)
	case err != nil:
		return nil, fmt.Errorf("the page cannot listen on %s: %w; name another address with --listen", address, err)
	}
	out := &Listener{Listener: l, files: files, log: logger}
	if files == (config.TLS{}) {
		return out, nil
	}
	pair := &keyPair{files: files, log: logger}
	if _, err := pair.get(nil); err != nil {
		_ = l.Close()
		return nil, err
	}
	out.Listener = tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get, NextProtos: []string{"h2", "http/1.1"}})
	return out, nil
}

// URL is the address of the page for people.
func (l *Listener) URL() string {
	scheme := "http"
	if l.files != (config.TLS{}) {
		scheme = "https"
	}
	return scheme + "://" + l.Addr().String() + "/"
}

// How long a client may take: a slow one keeps no connection for ever.
const (
	headerWithin = 10 * time.Second
	readWithin   = 30 * time.Second
	writeWithin  = 60 * time.Second
	idleFor      = 2 * time.Minute
	mostHeader   = 32 << 10
)

// Serve answers until the context ends, then lets requests at work finish.
func (l *Listener) Serve(ctx context.Context, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleFor,
		MaxHeaderBytes: mostHeader, ErrorLog: log.New(debugLog{l.log}, "", 0)}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), headerWithin)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return srv.Close()
	}
	return nil
}

// debugLog takes what the library tells of clients that fail.
type debugLog struct{ log *logrus.Logger }

var _ io.Writer = debugLog{}

// Write logs one line.
func (d debugLog) Write(p []byte) (int, error) {
	d.log.Debugf("page: %s", p)
	return len(p), nil
}

// A keyPair is a certificate that is read again when its files change.
type keyPair struct {
	files config.TLS
	log   *logrus.Logger

	mu     sync.Mutex
	have   *tls.Certificate
	looked time.Time
	stamp  [2]time.Time
}

// lookEvery is how often the files are looked at.
const lookEvery = 2 * time.Second

// get returns the certificate. A new one that cannot be read leaves the old one in
// use.
func (k *keyPair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.have != nil && time.Since(k.looked) < lookEvery {
		return k.have, nil
	}
	k.looked = time.Now()
	stamp := [2]time.Time{changed(k.files.Cert), changed(k.files.Key)}
	if k.have != nil && stamp == k.stamp {
		return k.have, nil
	}
	pair, err := tls.LoadX509KeyPair(k.files.Cert, k.files.Key)
	switch {
	case err != nil && k.have == nil:
		return nil, fmt.Errorf("tls: the certificate %s and the key %s cannot be used: %w", k.files.Cert, k.files.Key, err)
	case err != nil:
		k.log.Errorf("tls: the certificate has changed and cannot be used, the present one stays: %v", err)
		return k.have, nil
	case k.have != nil:
		k.log.Infof("tls: the certificate %s was read anew", k.files.Cert)
	}
	k.have, k.stamp = &pair, stamp
	return k.have, nil
}

func changed(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
